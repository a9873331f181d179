"""How the caller wants to be reached, and telephone numbers."""
