"""Who: roles, counts, ages, descriptions, names."""
