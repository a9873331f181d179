"""``python -m nlp.training``: cross-validate, train on everything, ship; incidents, urgency, times."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from pathlib import Path

from nlp.training import fit, measure, messages, shipping, times, urgency


def main(arguments: list[str] | None = None) -> int:
    """The command; a few minutes on one core, the same result every time."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training", description=__doc__)
    parser.add_argument(
        "--output", type=Path, default=shipping.FOLDER, help="the pipeline's folder"
    )
    parser.add_argument(
        "--check", action="store_true", help="only say whether the shipped pipeline is of this data"
    )
    parser.add_argument(
        "--only", choices=("incidents", "urgency", "times"), help="train one of the three"
    )
    options = parser.parse_args(arguments)
    if options.check:
        return _check()
    begun = time.monotonic()

    def tell(line: str) -> None:
        sys.stdout.write(f"{time.monotonic() - begun:6.0f} s  {line}\n")
        sys.stdout.flush()

    if options.only in (None, "incidents"):
        _incidents(options.output, tell)
    if options.only in (None, "urgency"):
        urgency.train(tell)
    # Last: it sees the incidents that the first one finds.
    if options.only in (None, "times"):
        times.train(tell)
    return 0


def _incidents(output: Path, tell: fit.Tell) -> None:
    # Taken first: what is written while the training runs is not in it.
    fingerprint = shipping.fingerprint()
    written = messages.load()
    tell(f"{len(written)} written messages, {fingerprint}")
    cases = measure.held_out(written, tell)
    joining = measure.fit_joining(cases)
    measured = {
        "table": measure.table(cases, joining),
        "calibration": measure.calibration(cases, joining),
    }
    tell(f"joined: {joining}")
    for line in measure.lines(measured):
        tell(line)
    trained = fit.fit(written, tell)
    fit.compact(trained, fit.config()["training"]["shipped"])
    facts = {"fingerprint": fingerprint, "joining": asdict(joining), "measured": measured}
    shipping.ship(trained, facts, output)
    tell(f"written to {output}")


def _check() -> int:
    from nlp import classifier, time_classifier, urgency_classifier

    same = (
        classifier.fingerprint() == shipping.fingerprint()
        and urgency_classifier.fingerprint() == urgency.fingerprint()
        and time_classifier.fingerprint() == times.fingerprint()
    )
    sys.stdout.write(
        "The shipped classifiers are of this data.\n"
        if same
        else "Data or configuration changed since the training: run `python -m nlp.training`.\n"
    )
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
