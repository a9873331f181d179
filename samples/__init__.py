"""Synthetic voice messages: NAME.wav, what was said in it (NAME.json), and how they were made."""
