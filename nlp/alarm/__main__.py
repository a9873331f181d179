"""``python -m nlp.alarm``: train the second opinion on urgency again and write ``weights.npz``."""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.alarm.fit import fit, messages, save


def main() -> None:
    """Train on every written message; takes some seconds."""
    written = messages()
    path = Path(__file__).with_name("weights.npz")
    save(*fit(written), path)
    size = path.stat().st_size // 1024
    sys.stdout.write(f"{len(written)} messages -> {path} ({size} KB)\n")


if __name__ == "__main__":
    main()
