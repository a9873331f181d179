"""The check for the first run on a machine or on new weights: ``earwitness models verify --run``.

::

    cases.py    what is heard: sample messages, decoded and cut into windows once
    hear.py     each engine over the same windows, one after the other
    judge.py    what must hold (parity, word times, silence) and what is only told (errors, speed)
"""
