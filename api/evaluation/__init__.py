"""The transcription measured on one's own recordings: ``earwitness evaluate transcription``.

::

    recordings.py   what is heard, and what was said in it where somebody wrote that down
    variants.py     ``audio_context=exact,beam_size=5`` -> settings
    listen.py       every recording heard under one variant's settings, one model at a time
    figures.py      error rates, empty texts, repetitions, seconds; one variant beside another
    advice.py       which variant to take, in one sentence
    report.py       all of it as plain data
    show.py         all of it on a terminal
"""
