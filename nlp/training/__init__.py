"""Training of the incident classifier on the project's own written messages.

``python -m nlp.training`` cross-validates, trains, and writes ``nlp/classifier/pipeline/``.
Nothing of this is imported where messages are read.
"""
