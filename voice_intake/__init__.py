"""The first stage: recording -> waveform -> transcript.

The whole way of a message, which is also the way through the code::

    gateway --upload--> intake.receive() --bytes--> storage      recording, by its sha256
                              |
                              v  one transaction, then 2xx
                          ledger (message)       NOTIFIED -> RECEIVED
                              |                                 | claim / fence / finish
                              v                                 v
                  jobs.transcribe: audio -> speech -> engines -> doubt     TRANSCRIBED
                                                                |
    nlp.jobs.extract:  transcript -> findings -> report draft   v          READY
                                                                |
    api:               queue -> review -> correction -> export  v          (officers' own status)

    exits of the machine's part: NEEDS_HUMAN, QUARANTINED, ERASED

Imports run against the data and never back: ``api -> nlp -> voice_intake``.
"""
