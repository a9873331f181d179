"""Benchmarks: what the parts of Earwitness cost, beside the programs that do the same work."""
