"""The demo's speech model: a small Whisper-format checkpoint trained on synthetic voices only.

    texts/        what callers say: generated messages in English, Cantonese and Mandarin
    voices.py     espeak-ng and flite read them (speech.py, espeak.py, flite.py)
    channel.py    a telephone line carries them
    synthesise.py shards of log-mel frames with word and phone times, on disk
    vocabulary.py the tokens used, among Whisper's own
    network.py    Whisper's modules with two training heads
    train.py      learns, resumably (batches.py, optimiser.py)
    export.py     writes demo.pt for the unmodified `whisper.load_model`
    evaluate.py   measures it with the unmodified `whisper.transcribe`, and writes CARD.md

New texts for a run that exists: write shards of theirs behind the old ones, and let the vocabulary
grow by what they need, with `synthesise --first 200000 --hours 10 --grow`; then `train` resumes into it.

It is for demos and tests and must never be used for callers: see CARD.md.
"""
