"""The second stage: transcript text -> findings -> report draft. No torch, no network."""
