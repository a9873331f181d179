"""Which engine hears: the one reader of ``Settings.engine``. Heavy imports happen in the branch taken."""

from __future__ import annotations

from voice_intake.engines.base import Engine
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings


def open_engine(settings: Settings, model_file: ModelFile) -> Engine:
    """The engine of these settings with ``model_file`` loaded. Raises ModelBrokenError."""
    if settings.engine == "ct2":
        from voice_intake.engines.ct2 import Ct2Engine

        return Ct2Engine(settings, model_file)
    if settings.engine == "fast":
        from voice_intake.engines.fast.engine import FastEngine

        return FastEngine(settings, model_file)
    from voice_intake.engines.whisper import WhisperEngine

    return WhisperEngine(
        model_file,
        device=settings.device,
        threads=settings.engine_threads,
        detect_among=settings.detect_languages,
        temperatures=settings.temperatures,
        exact=settings.precision == "fp32",
    )
