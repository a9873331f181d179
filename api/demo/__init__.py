"""The demonstration: everything started for real, the sample messages posted, what came out shown.

``samples`` reads them, ``compare`` sets heard beside said, ``show`` prints, ``run`` is the show.
"""
