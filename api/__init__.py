"""The third stage: review -> export. The web process and the command line."""
