"""The order of lessons: first to hear, then to write, then Whisper's own 30 s windows.

A stage ends after its hours of audio, or when a person names another one in the file STAGE beside
the checkpoint. Weights of 0 leave a loss out.
"""

from dataclasses import dataclass, field

from .windows import Writing


@dataclass(frozen=True)
class Stage:
    """One lesson. `audio_s` is the audio in a batch; rates are fractions of the optimisers' peaks."""

    name: str
    hours: float
    longest_s: float
    audio_s: float = 90.0
    shares: dict[str, float] = field(default_factory=lambda: {"en": 1.0})
    #: The voices heard; none named means all.
    voices: tuple[str, ...] = ()
    #: How often each disturbance of batches.Disturber happens, 1 being its own measure.
    disturbance: float = 1.0
    decode: bool = True
    phone_weight: float = 0.4
    word_weight: float = 0.4
    guide_weight: float = 0.3
    token_dropout: float = 0.25
    writing: Writing = Writing()  # noqa: RUF009 (frozen)
    padded_share: float = 0.0
    wordless_share: float = 0.0
    rate_from: float = 1.0
    rate_to: float = 1.0

    def rate(self, progress: float) -> float:
        """The learning rate's fraction after `progress` (0 to 1) of the stage."""
        return self.rate_from + (self.rate_to - self.rate_from) * min(1.0, progress)


_ALL = {"en": 0.6, "yue": 0.22, "zh": 0.18}

_FIRST_VOICES = ("slt", "en-us")

STAGES = (
    Stage("hear", 4, 6.0, audio_s=60, voices=_FIRST_VOICES, disturbance=0.2, decode=False,
          phone_weight=1.0, word_weight=1.0),
    Stage("write", 8, 7.0, audio_s=56, voices=_FIRST_VOICES, disturbance=0.2, phone_weight=0.4,
          word_weight=0.8, guide_weight=0.7),
    Stage("widen", 6, 9.0, audio_s=64, disturbance=0.3, phone_weight=0.4, word_weight=0.6,
          guide_weight=0.5, writing=Writing(0.3), padded_share=0.1, wordless_share=0.03),
    Stage("write-all", 24, 12.0, audio_s=64, shares={"en": 0.66, "yue": 0.19, "zh": 0.15},
          disturbance=0.3, phone_weight=0.4, word_weight=0.6, writing=Writing(0.4, 0.1),
          padded_share=0.06, wordless_share=0.05),
    Stage("long", 30, 24.0, audio_s=90, shares=_ALL, disturbance=0.5, writing=Writing(0.5, 0.2),
          padded_share=0.06, wordless_share=0.05, rate_to=0.6, token_dropout=0.2),
    Stage("settle", 72, 20.0, audio_s=90, shares=_ALL, disturbance=0.4, writing=Writing(0.5, 0.2),
          padded_share=0.1, wordless_share=0.06, rate_from=0.6, rate_to=0.03, phone_weight=0.3,
          word_weight=0.5, token_dropout=0.2),
    Stage("polish", 4, 20.0, audio_s=90, shares=_ALL, disturbance=0.4, writing=Writing(0.5, 0.2),
          padded_share=0.1, wordless_share=0.2, rate_from=0.12, rate_to=0.01, phone_weight=0.3,
          word_weight=0.5, token_dropout=0.2),
)  # fmt: skip
