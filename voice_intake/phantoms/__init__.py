"""Phrases that Whisper is known to write over silence and noise: one file a language."""
