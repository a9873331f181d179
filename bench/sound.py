"""What is heard: the sample messages, one behind the other, as 16 kHz mono."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np

from voice_intake.audio import SAMPLE_RATE_HZ, Decoder

_SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def make(path: Path, seconds: float = 60.0) -> Path:
    """Write the first ``seconds`` of the English samples, repeated as needed, as ``.npy``."""
    if not path.exists():
        decoder = Decoder(max_recording_s=900.0)
        try:
            parts = [
                decoder.decode(recording.read_bytes(), file_name=recording.name).samples
                for recording in sorted(_SAMPLES.glob("en-*.wav"))
            ]
        finally:
            decoder.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = np.concatenate(parts)
        np.save(path, np.resize(whole, round(seconds * SAMPLE_RATE_HZ)).astype(np.float32))
    return path


def as_wav(samples: np.ndarray) -> bytes:
    """16 kHz samples as a gateway would send them: a WAV of 16 bits at 8 kHz."""
    halved = samples[: len(samples) // 2 * 2].reshape(-1, 2).mean(1)
    whole = (np.clip(halved, -1, 1) * 32_767).astype("<i2")
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(whole.tobytes())
    return kept.getvalue()
