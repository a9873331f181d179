"""Windows cut from messages: what one training example holds, before it is batched.

Times are seconds; encoder frames are half as many as mel frames (`ENCODER_FRAMES_PER_S`).
"""

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .features import FRAMES_PER_S, Frames
from .speech import Span
from .synthesise import Message, Sentence
from .vocabulary import SILENCE, UNKNOWN, Vocabulary, phone_class, tokenizer

ENCODER_FRAMES_PER_S = FRAMES_PER_S // 2
WINDOW_S = 30.0
_LEAD_S, _TRAIL_S = 0.6, 0.8

Labels = NDArray[np.int64]
#: When a target is heard; None for tokens that name nothing in the audio.
Heard = tuple[float, float] | None


@dataclass(frozen=True)
class Line:
    """A sentence as compact tokens with the seconds in which each is heard."""

    tokens: list[int]
    heard: list[tuple[float, float]]
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Recording:
    """A message ready for training: frames, its lines, and each encoder frame's two labels."""

    language: str
    voice: str
    frames: NDArray[np.float16]
    lines: list[Line]
    phones: Labels
    words: Labels

    @property
    def duration_s(self) -> float:
        return len(self.frames) / FRAMES_PER_S


@dataclass(frozen=True)
class Window:
    """One example. `tokens` is the whole sequence; `heard` is parallel to it."""

    frames: Frames
    tokens: list[int]
    heard: list[Heard]
    phones: Labels
    words: Labels
    #: How many of the first tokens are a prompt, which is not learnt.
    prompt: int = 0
    spoken: bool = True


def prepare(message: Message, frames: NDArray[np.float16], vocabulary: Vocabulary) -> Recording:
    """The message with its texts in tokens and its frames labelled."""
    own = frames[message.first : message.first + message.count]
    lines = [_line(sentence, message.language, vocabulary) for sentence in message.sentences]
    count = len(own) // 2 + 1
    phones = np.full(count, SILENCE, np.int64)
    words = np.full(count, vocabulary.no_word, np.int64)
    for sentence, line in zip(message.sentences, lines, strict=True):
        _paint(phones, ((_phone(span, message.language, vocabulary), span.start_s, span.end_s)
                        for span in sentence.phones))  # fmt: skip
        _paint(words, ((t, *heard) for t, heard in zip(line.tokens, line.heard, strict=True)))
    return Recording(message.language, message.voice, own, lines, phones, words)


def _phone(span: Span, language: str, vocabulary: Vocabulary) -> int:
    name = phone_class(span.text, language)
    return vocabulary.phone_index.get(name, UNKNOWN)


def _paint(labels: Labels, spans: Iterable[tuple[int, float, float]]) -> None:
    """Each span's label on the encoder frames it covers, at least one."""
    for label, start_s, end_s in spans:
        first = round(start_s * ENCODER_FRAMES_PER_S)
        labels[first : max(first + 1, round(end_s * ENCODER_FRAMES_PER_S))] = label


def _line(sentence: Sentence, language: str, vocabulary: Vocabulary) -> Line:
    tokens: list[int] = []
    heard: list[tuple[float, float]] = []
    for span in sentence.words:
        own = vocabulary.encode(span.text, language)
        lengths = [max(1, len(vocabulary.decode([token]).strip())) for token in own]
        edges = np.cumsum([0, *lengths]) / max(1, sum(lengths))
        edges = span.start_s + (span.end_s - span.start_s) * edges
        tokens += own
        heard += [(float(a), float(b)) for a, b in itertools.pairwise(edges)]
    return Line(tokens, heard, sentence.start_s, sentence.end_s)


def crop(recording: Recording, duration_s: float, rng: random.Random) -> Window:
    """A random stretch, for the encoder alone: it may begin and end inside a word."""
    longest = max(0, len(recording.frames) - int(duration_s * FRAMES_PER_S))
    first = rng.randint(0, longest) // 2 * 2
    last = min(len(recording.frames), first + int(duration_s * FRAMES_PER_S))
    return Window(_frames(recording, first, last), [], [], *_labels(recording, first, last))


def _frames(recording: Recording, first: int, last: int) -> Frames:
    return recording.frames[first:last].astype(np.float32)


def _labels(recording: Recording, first: int, last: int) -> tuple[Labels, Labels]:
    half = slice(first // 2, (last + 1) // 2)
    return recording.phones[half], recording.words[half]


@dataclass(frozen=True)
class Writing:
    """How a window's text is written for the decoder."""

    timestamps: float = 0.0
    prompt: float = 0.0
    #: Languages whose text is taught. Of others only the name is, and to write nothing.
    languages: tuple[str, ...] = ("en", "yue", "zh")


def sentences(
    recording: Recording,
    longest_s: float,
    vocabulary: Vocabulary,
    writing: Writing,
    rng: random.Random,
) -> Window | None:
    """A stretch of whole sentences of at most `longest_s`; None where the first is over 30 s."""
    lines = recording.lines
    begin = rng.randrange(len(lines))
    end = begin + 1
    earliest = lines[begin - 1].end_s if begin else 0.0
    start_s = max(earliest, lines[begin].start_s - rng.uniform(0.02, _LEAD_S))
    while end < len(lines) and lines[end].end_s - start_s < longest_s and rng.random() < 0.95:
        end += 1
    latest = lines[end].start_s if end < len(lines) else recording.duration_s
    stop_s = min(latest, lines[end - 1].end_s + rng.uniform(0.03, _TRAIL_S))
    if stop_s - start_s > WINDOW_S:
        return None
    first, last = int(start_s * FRAMES_PER_S) // 2 * 2, int(stop_s * FRAMES_PER_S)
    taught = recording.language in writing.languages
    text = lines[begin:end] if taught else []
    timestamps = rng.random() < writing.timestamps
    tokens, heard = _write(text, first / FRAMES_PER_S, recording.language, vocabulary, timestamps)
    phones, words = _labels(recording, first, last)
    if not taught:
        phones, words = np.full_like(phones, UNKNOWN), np.full_like(words, vocabulary.no_word)
    prompt: list[int] = []
    unheard: list[Heard] = [None]
    if taught and begin and rng.random() < writing.prompt:
        prompt = _prompt(lines[max(0, begin - 4) : begin], vocabulary, rng)
    return Window(
        _frames(recording, first, last),
        prompt + tokens,
        unheard * len(prompt) + heard,
        phones,
        words,
        prompt=len(prompt),
    )


def _write(
    lines: Sequence[Line], offset_s: float, language: str, vocabulary: Vocabulary, timestamps: bool
) -> tuple[list[int], list[Heard]]:
    """Whisper's sequence for `lines`, and when each of its tokens is heard in the window."""
    special = vocabulary.index
    tokens = [
        special[tokenizer().sot],
        vocabulary.language(language),
        special[tokenizer().transcribe],
    ]
    if not timestamps:
        tokens.append(special[tokenizer().no_timestamps])
    elif not lines:
        tokens.append(vocabulary.timestamp(0))
    heard: list[Heard] = [None] * len(tokens)
    for line in lines:
        if timestamps:
            tokens.append(vocabulary.timestamp(line.start_s - offset_s))
            heard.append((line.start_s - offset_s - 0.1, line.start_s - offset_s + 0.2))
        tokens += line.tokens
        heard += [(start - offset_s, end - offset_s) for start, end in line.heard]
        if timestamps:
            tokens.append(vocabulary.timestamp(line.end_s - offset_s))
            heard.append((line.end_s - offset_s - 0.2, line.end_s - offset_s + 0.1))
    return [*tokens, special[tokenizer().eot]], [*heard, None]


def _prompt(lines: Sequence[Line], vocabulary: Vocabulary, rng: random.Random) -> list[int]:
    """Earlier sentences as `transcribe()` hands them on: with timestamps, after "previous"."""
    tokens: list[int] = []
    for line in lines:
        times = sorted(rng.uniform(0, WINDOW_S) for _ in range(2))
        tokens += [vocabulary.timestamp(times[0]), *line.tokens, vocabulary.timestamp(times[1])]
    return [vocabulary.index[tokenizer().sot_prev], *tokens[-120:]]


def silent(frames: Frames, vocabulary: Vocabulary, rng: random.Random) -> Window:
    """A window in which nobody speaks: the right text is none, and the timestamp is 0.

    Whisper must write a timestamp within the first second. After 0 its library takes the whole
    window as done; after any other it goes on from there, and creeps through the silence.
    """
    special = vocabulary.index
    tokens = [
        special[tokenizer().sot],
        vocabulary.language(rng.choice(["en", "yue", "zh"])),
        special[tokenizer().transcribe],
        special[tokenizer().no_timestamps] if rng.random() < 0.1 else vocabulary.timestamp(0),
        special[tokenizer().eot],
    ]
    count = len(frames) // 2 + 1
    words = np.full(count, vocabulary.no_word, np.int64)
    return Window(frames, tokens, [None] * 5, np.zeros(count, np.int64), words, spoken=False)
