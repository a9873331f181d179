"""Things, sums and identifiers, and what became of them."""
