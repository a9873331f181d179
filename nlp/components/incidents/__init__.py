"""What happened, how grave it is, with what: types, danger, the classifiers' opinion on urgency."""
