"""The second stage: transcript text -> findings -> report draft. No torch, no network."""

from nlp.without_torch import install as _without_torch

# Before any module of this room imports spaCy, which would bring torch along.
_without_torch()
