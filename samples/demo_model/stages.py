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

STAGES = (
    Stage("hear", 10, 6.0, decode=False, phone_weight=1.0, word_weight=0.5),
    Stage("write", 15, 8.0, phone_weight=0.5, word_weight=0.5, guide_weight=0.5),
    Stage("hear-all", 6, 7.0, shares={"en": 0.3, "yue": 0.4, "zh": 0.3}, decode=False,
          phone_weight=1.0, word_weight=0.6),
    Stage("write-all", 20, 10.0, shares=_ALL, writing=Writing(timestamps=0.3), wordless_share=0.05),
    Stage("long", 20, 28.0, audio_s=120, shares=_ALL, writing=Writing(0.5, 0.25), padded_share=0.25,
          wordless_share=0.08, rate_to=0.6, token_dropout=0.2),
    Stage("settle", 15, 28.0, audio_s=120, shares=_ALL, writing=Writing(0.5, 0.25), padded_share=0.5,
          wordless_share=0.08, rate_from=0.6, rate_to=0.03, phone_weight=0.15, word_weight=0.15,
          token_dropout=0.1),
)  # fmt: skip
