"""Half a minute without a pause is a window longer than Whisper's own; words keep their seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.engines.base import Utterance
from voice_intake.engines.choice import open_engine
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan


@pytest.mark.parametrize("name", ["reference", "ct2"])
def test_words_after_the_first_half_minute_are_not_timed_within_it(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    """Each look is aligned where the decoder was, not at the window's start."""
    model_file = ModelFile(write_random_checkpoint(tmp_path / "random.pt"), "random")
    chosen = settings.model_copy(update={"engine": name, "engine_threads": 1})
    noise = sounds.noise(45, 0.1, SAMPLE_RATE_HZ).astype("float32")
    asked = Utterance(noise, (AudioSpan(0.0, 45.0),), "en")
    (heard,) = open_engine(chosen, model_file).hear([asked], lambda *_: None)
    late = [segment for segment in heard.segments if segment.start > 30 and segment.words]
    assert late
    for segment in late:
        assert segment.words[0].start == segment.start
        assert all(word.start <= word.end <= 45.0 for word in segment.words)
    starts = [word.start for segment in heard.segments for word in segment.words]
    assert max(starts) > 35
