"""What turns speech into words: one file an engine, behind one protocol.

torch and whisper are imported here and in ``audio`` and ``speech`` only, inside functions, so that a
process that never transcribes never loads them.

::

    base.py       Engine, Utterance, Heard: the seam that every engine implements
    choice.py     which engine hears, by the settings
    fast/         the default: Whisper's arithmetic arranged for many short messages
    whisper.py    openai-whisper with its own decoding
    ct2.py        faster-whisper, over what convert.py and convert_tokenizer.py make of a checkpoint
    common.py     what these three share: facts, languages, one message after the other
    device.py     where an engine computes
    unusable.py   why a model file cannot be used
    alignment.py  the cheapest path of word times
    layout.py     how many engines a machine bears, with how many threads
    process.py    EngineProcess: a transcriber in a child process that may be killed and started again
    child.py      that child's side
    lifeline.py   how a child process is started and how it dies with its parent
"""
