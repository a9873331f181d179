"""The whole check: every engine that is installed, what held, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.self_check import cases as samples
from api.self_check import judge
from api.self_check.cases import Case
from api.self_check.hear import Run, engines, exact, listen
from api.self_check.judge import Check
from voice_intake import model_store
from voice_intake.settings import Settings

OnCase = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What the check found."""

    model: str
    sha256: str
    cases: Sequence[Case]
    #: The reference first, then the others as exactly as they can, then as configured.
    runs: Sequence[Run]
    #: Engines that could not be run, and why.
    failures: Mapping[str, str]
    checks: Sequence[Check]
    #: Label -> language -> figures.
    figures: Mapping[str, Mapping[str, Mapping[str, Any]]]

    @property
    def passed(self) -> bool:
        """Whether all that must hold does."""
        return not self.failures and all(check.passed for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, with what each engine heard in each message."""
        return {
            "model": self.model,
            "sha256": self.sha256,
            "passed": self.passed,
            "failures": dict(self.failures),
            "checks": [asdict(check) for check in self.checks],
            "engines": [
                {
                    "engine": run.label,
                    "facts": run.facts,
                    "load_s": round(run.load_s, 2),
                    "languages": self.figures[run.label],
                    "messages": [self._message(run, case) for case in self.cases],
                }
                for run in self.runs
            ],
        }

    @staticmethod
    def _message(run: Run, case: Case) -> dict[str, Any]:
        heard = run.heard.get(case.name)
        return {
            "name": case.name,
            "language": case.language,
            "detected": heard.language if heard else None,
            "spoken": case.spoken,
            "text": heard.text if heard else "",
            "took_s": round(run.took_s.get(case.name, 0.0), 3),
        }


def make(settings: Settings, folder: Path | None, *, a_language: int, on_case: OnCase) -> Report:
    """Run the check on ``settings.model``.

    Raises ModelError where the reference engine cannot load it; another engine's failure is in the
    report.
    """
    model_file = model_store.resolve(settings)
    cases = samples.load(settings, folder, a_language=a_language)
    runs: list[Run] = []
    failures: dict[str, str] = {}
    for label, its_settings, compared in _plan(settings):
        try:
            run = listen(label, its_settings, model_file, cases, on_case, compared=compared)
        except Exception as error:  # whatever an engine dies of is what the check is for
            if not runs:
                raise
            failures[label] = f"{type(error).__name__}: {error}"
            continue
        runs.append(run)
    return Report(
        model=model_file.name,
        sha256=model_file.sha256,
        cases=cases,
        runs=runs,
        failures=failures,
        checks=judge.checks(runs, cases),
        figures={run.label: judge.figures(run, cases) for run in runs},
    )


def _plan(settings: Settings) -> list[tuple[str, Settings, bool]]:
    """(label, settings, whether its words must be the reference's): exact ones, then as configured."""
    plan = [(name, exact(settings, name), True) for name in engines()]
    if settings.engine == "fast" or settings != exact(settings, settings.engine):
        plan.append((f"{settings.engine}, as configured", settings, False))
    return plan
