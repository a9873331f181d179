"""What ``earwitness bench`` measures on the machine it runs on: one module a measurement.

Each has a function that measures, reports on the way through a callback and returns a frozen value
with ``as_dict()``; ``api/cli/bench.py`` shows it and decides the exit code.
"""
