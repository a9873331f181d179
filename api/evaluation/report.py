"""The whole measurement: every variant over every recording, and all of it as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from api.evaluation import figures
from api.evaluation.advice import advise
from api.evaluation.figures import Difference, Figures
from api.evaluation.listen import OnRecording, Run, listen
from api.evaluation.recordings import Recording
from api.evaluation.variants import Variant


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured. ``differences`` belong to ``runs[1:]``, each beside ``runs[0]``."""

    recordings: Sequence[Recording]
    runs: Sequence[Run]
    differences: Sequence[Difference]

    @property
    def advice(self) -> str:
        """One sentence; empty where nothing is compared."""
        return advise(self.runs[0], self.runs[1:], self.differences) if self.differences else ""

    @property
    def changed(self) -> list[int]:
        """Places of the recordings that some variant writes otherwise than the first."""
        return sorted({place for item in self.differences for place in item.changed})

    def as_dict(self) -> dict[str, Any]:
        """Plain data, texts among it: for the person who asked, never for a log."""
        return {
            "variants": [
                {
                    "variant": run.label,
                    "facts": run.facts,
                    "load_s": round(run.load_s, 2),
                    "all": _plain(figures.measure(run, self.recordings)),
                    "languages": {
                        group: _plain(figures.measure(run, self.recordings, group))
                        for group in figures.groups(self.recordings)
                    },
                }
                for run in self.runs
            ],
            "differences": [
                {"variant": run.label, **self._difference(item)}
                for run, item in zip(self.runs[1:], self.differences, strict=True)
            ],
            "messages": [self._message(place) for place in range(len(self.recordings))],
            "advice": self.advice or None,
        }

    def _difference(self, item: Difference) -> dict[str, Any]:
        def named(places: Sequence[int]) -> list[str]:
            return [str(self.recordings[place].path) for place in places]

        return {
            "changed": named(item.changed),
            "words_that_differ": item.different,
            "words_of_the_first": item.written,
            "errors": {
                language: {"more": more, "interval": interval}
                for language, (more, interval) in item.errors.items()
            },
            "faults": {
                fault: {"new": named(new), "gone": named(gone)}
                for fault, (new, gone) in item.faults.items()
            },
            "same_parameters": item.same_facts,
            "cost": round(item.cost, 4),
            "cost_of": item.cost_of,
        }

    def _message(self, place: int) -> dict[str, Any]:
        recording = self.recordings[place]
        return {
            "file": str(recording.path),
            "language": recording.language,
            "spoken": recording.spoken,
            "heard": [self._heard(run, place) for run in self.runs],
        }

    def _heard(self, run: Run, place: int) -> dict[str, Any]:
        hearing = run.hearings[place]
        wrong, said = figures.count(self.recordings[place], hearing)
        labelled = self.recordings[place].spoken is not None
        return {
            "variant": run.label,
            **asdict(hearing),
            "seconds": round(hearing.seconds, 3),
            "cpu_s": round(hearing.cpu_s, 3),
            "wrong": wrong if labelled else None,
            "said": said if labelled else None,
        }


def make(
    variants: Sequence[Variant],
    recordings: Sequence[Recording],
    *,
    language: str | None,
    on_recording: OnRecording,
) -> Report:
    """Hear everything under each variant in turn. Raises ModelError where a model cannot be used."""
    runs = [listen(variant, recordings, language, on_recording) for variant in variants]
    compared = [figures.compare(runs[0], run, recordings) for run in runs[1:]]
    return Report(recordings, runs, compared)


def _plain(item: Figures) -> dict[str, Any]:
    return {
        **asdict(item),
        "error_rate": None if item.error_rate is None else round(item.error_rate, 4),
        "audio_s": round(item.audio_s, 2),
        "seconds": round(item.seconds, 3),
        "cpu_s": round(item.cpu_s, 3),
        "real_time_factor": round(item.real_time_factor, 4),
    }
