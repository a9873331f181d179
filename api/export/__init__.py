"""Exports: one file a format, all fed by the same rows, in constant memory.

``run`` -> ``rows`` (database, in chunks) -> ``columns`` (flat values) -> ``csv_``, ``ndjson``, ``geojson``.
"""
