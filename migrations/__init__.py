"""Alembic's steps. Each goes up and down with data in it; head equals the models (tested)."""
