"""Phrases that Whisper is known to write over silence and noise: one file a language.

Each phrase stands below a heading that names the threads in which it was read, or says that it is
only reported. Both kinds flag alike: a flag asks for a listener, it deletes nothing.
"""
