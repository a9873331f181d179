"""Voice activity: where in a waveform somebody speaks.

silero-vad (MIT licence) decides; its wheel carries its model. It runs before the engine: Whisper
writes confident phantoms over silence, so silence never reaches it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.transcript import AudioSpan

if TYPE_CHECKING:
    import numpy as np

#: Probability from which a frame counts as speech. Below silero's own 0.5, because a word lost is
#: worse than a noise transcribed and flagged; tones, ringing, DTMF and noise stay below 0.2.
THRESHOLD = 0.35
#: Less speech than this is nobody speaking.
MIN_SPEECH_S = 0.2
#: A pause shorter than this does not end a span.
MIN_PAUSE_S = 0.25
#: Kept before and after each span: soft first and last sounds.
PAD_S = 0.1
#: Whisper's window.
WINDOW_S = 30.0
#: A pause longer than this is never put before the engine.
LONG_PAUSE_S = 6.0


class VoiceActivity:
    """The loaded voice activity model."""

    def __init__(self) -> None:
        with _one_thread(), warnings.catch_warnings():
            # torch announces the end of TorchScript; silero-vad's wheel is TorchScript.
            warnings.simplefilter("ignore")
            import silero_vad

            self._steps = _Steps(silero_vad.load_silero_vad())

    def spans(self, samples: np.ndarray) -> tuple[AudioSpan, ...]:
        """Spans of speech in mono float32 samples at ``SAMPLE_RATE_HZ``, seconds, in order."""
        return self.listen(samples)[0]

    def listen(self, samples: np.ndarray) -> tuple[tuple[AudioSpan, ...], tuple[float, ...]]:
        """The spans, and how sure each is: the mean of its best quarter second, 0..1.

        Voices reach 0.95 and more somewhere, even very quiet ones; what only resembles a voice for a
        moment, as some music does, mostly stays below 0.9.
        """
        import silero_vad
        import torch

        if len(samples) < MIN_SPEECH_S * SAMPLE_RATE_HZ:
            return (), ()
        with warnings.catch_warnings(), torch.inference_mode(), _one_thread():
            warnings.simplefilter("ignore")
            waveform = torch.from_numpy(samples.copy())
            model = _Answered(self._steps.probabilities(waveform))
            found = silero_vad.get_speech_timestamps(
                waveform,
                model,
                threshold=THRESHOLD,
                sampling_rate=SAMPLE_RATE_HZ,
                min_speech_duration_ms=int(MIN_SPEECH_S * 1000),
                min_silence_duration_ms=int(MIN_PAUSE_S * 1000),
                speech_pad_ms=int(PAD_S * 1000),
            )
        spans = tuple(
            AudioSpan(item["start"] / SAMPLE_RATE_HZ, item["end"] / SAMPLE_RATE_HZ)
            for item in found
        )
        return spans, tuple(model.best(item["start"], item["end"]) for item in found)


#: silero-vad's step at 16 kHz, and a quarter of a second in such steps.
_STEP = 512
_BEST_STEPS = 8


#: Samples of the step before that each step sees too; steps worked on at once (20 MB).
_CONTEXT = 64
_AT_ONCE = 2048


class _Steps:
    """silero-vad's network over all steps of a recording at once.

    The package runs it step by step, which is nearly all waiting: 10 s of sound take 134 ms of
    processor time, in this way 12 ms. Only the recurrent cell must go in order; it is an LSTM of
    one layer, whose weights torch's own takes. Equal to the package's to 2e-6 (a test compares).
    """

    def __init__(self, model: Any) -> None:
        import torch

        self._network = model._model
        weights = self._network.state_dict()
        width = weights["decoder.rnn.weight_hh"].shape[1]
        self._recurrent = torch.nn.LSTM(weights["decoder.rnn.weight_ih"].shape[1], width)
        with torch.no_grad():
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
                getattr(self._recurrent, f"{name}_l0").copy_(weights[f"decoder.rnn.{name}"])

    def probabilities(self, waveform: Any) -> list[float]:
        """That somebody speaks, for each step of ``_STEP`` samples, the last one filled up."""
        import torch

        count = -(-len(waveform) // _STEP)
        padded = torch.nn.functional.pad(waveform, (_CONTEXT, count * _STEP - len(waveform)))
        steps = padded.unfold(0, _CONTEXT + _STEP, _STEP)
        found: list[float] = []
        state = None
        for part in steps.split(_AT_ONCE):
            features = self._network.encoder(self._network.run_extractors(part)).squeeze(-1)
            hidden, state = self._recurrent(features[:, None], state)
            found += self._network.decoder.decoder(hidden[:, 0, :, None]).flatten().tolist()
        return found


class _Answered:
    """silero-vad's model as its own function asks it, with all answers there already."""

    def __init__(self, answers: Sequence[float]) -> None:
        self._answers = answers
        self._at = 0

    def reset_states(self) -> None:
        """Begin with the first step."""
        self._at = 0

    def __call__(self, samples: Any, rate_hz: int) -> Any:
        """The probability of speech in the next step, a tensor of one."""
        import torch

        self._at += 1
        return torch.tensor([self._answers[self._at - 1]])

    def best(self, start: int, end: int) -> float:
        """The mean of the highest answers between two samples."""
        highest = sorted(self._answers[start // _STEP : end // _STEP + 1])[-_BEST_STEPS:]
        return round(sum(highest) / max(len(highest), 1), 3)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One torch thread for the block: the model is so small that threads only wait for each other.

    silero-vad itself sets one for the whole process when it is imported; the engine needs its own.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def total_s(spans: Sequence[AudioSpan]) -> float:
    """Seconds of speech."""
    return sum(span.end - span.start for span in spans)


def windows(spans: Sequence[AudioSpan], duration_s: float) -> tuple[AudioSpan, ...]:
    """Spans joined into stretches of at most ``WINDOW_S``, cut in pauses; what the engine hears.

    Half a second of the recording is kept around each where there is as much. A span that is longer
    than a window stays whole: the engine moves through it by itself.

    >>> windows([AudioSpan(1, 4), AudioSpan(5, 9), AudioSpan(60, 64)], 70.0)
    (AudioSpan(start=0.5, end=9.5), AudioSpan(start=59.5, end=64.5))
    """
    joined: list[AudioSpan] = []
    for span in spans:
        last = joined[-1] if joined else None
        if (
            last is not None
            and span.start - last.end <= LONG_PAUSE_S
            and span.end - last.start <= WINDOW_S - 2 * _MARGIN_S
        ):
            joined[-1] = AudioSpan(last.start, span.end)
        else:
            joined.append(span)
    return tuple(_with_margin(joined, i, duration_s) for i in range(len(joined)))


_MARGIN_S = 0.5


def _with_margin(spans: Sequence[AudioSpan], i: int, duration_s: float) -> AudioSpan:
    """A margin on both sides, at most half of the pause to the neighbour."""
    before = spans[i - 1].end if i else 0.0
    after = spans[i + 1].start if i + 1 < len(spans) else duration_s
    start, end = spans[i]
    left = (start - before) / 2 if i else start
    right = (after - end) / 2 if i + 1 < len(spans) else after - end
    return AudioSpan(
        start - max(min(_MARGIN_S, left), 0.0),
        min(end + max(min(_MARGIN_S, right), 0.0), duration_s),
    )
