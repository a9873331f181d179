"""What turns speech into words: one file an engine, behind one protocol.

torch and whisper are imported here and in ``audio`` and ``speech`` only, inside functions, so that a
process that never transcribes never loads them.

::

    base.py       Engine, Utterance, Heard: the seam that every engine implements
    whisper.py    openai-whisper with its own decoding
    process.py    EngineProcess: a transcriber in a child process that may be killed and started again
    child.py      that child's side
    lifeline.py   how a child process is started and how it dies with its parent
"""
