"""``whisper.decode``'s counterpart: encoded windows and options in, results out, many at once.

Options are openai-whisper's own ``DecodingOptions`` (``fp16`` is the network's affair). Windows may
have different languages and lengths; what one window says never depends on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from voice_intake.engines.fast.network import Audio, Cache, Network
from voice_intake.engines.fast.rules import Rules, Said
from voice_intake.engines.fast.search import Beam, Candidate, Group, Sampled, best

if TYPE_CHECKING:
    from whisper.decoding import DecodingOptions
    from whisper.tokenizer import Tokenizer


@dataclass(frozen=True)
class Decoded:
    """One window's result with what the decoder looked at."""

    tokens: list[int]
    text: str
    avg_logprob: float
    no_speech_prob: float
    temperature: float
    compression_ratio: float
    #: (alignment heads, tokens + 1, frames): where each token, and the end, was decided; or None.
    looks: Tensor | None = None
    #: Of each token among the text tokens alone; empty without ``looks``.
    probabilities: list[float] = field(default_factory=list)


class Decoder:
    """Decodes windows with one network's weights."""

    def __init__(self, network: Network, tokenizer_for: Callable[[str, str], Tokenizer]) -> None:
        self._network = network
        #: (language, task) -> tokenizer.
        self._tokenizer_for = tokenizer_for

    def decode(
        self,
        encoded: Sequence[Tensor],
        languages: Sequence[str],
        options: DecodingOptions,
        *,
        looking: bool = False,
    ) -> list[Decoded]:
        """Decode encoded windows, each (frames, width), in the given languages.

        ``looking`` keeps what word times need; with it only one sequence a window may be tried.
        Raises ValueError over options that contradict each other, as openai-whisper does.
        """
        verify(options)
        with torch.inference_mode():
            audio = self._network.listen(encoded)
            return _Task(self._network, self._tokenizer_for, options, languages, looking).run(audio)

    def look_again(
        self, encoded: Tensor, language: str, options: DecodingOptions, decoded: Decoded
    ) -> Decoded:
        """``decoded`` with its looks, from one more pass over all its tokens at once.

        For the winner of a beam, whose hypotheses changed places while it was decoded.
        """
        tokenizer = self._tokenizer_for(language, options.task)
        prompt = initial_tokens(tokenizer, options, self._network.dims.n_text_ctx)
        tokens = torch.tensor([[*prompt, *decoded.tokens]], device=self._network.device)
        with torch.inference_mode():
            audio = self._network.listen([encoded])
            cache = self._network.cache(1, tokens.shape[1])
            hidden, looks = self._network.step(tokens, audio, cache, looking=True)
            begin = len(prompt) - 1
            logits = self._network.logits(hidden[0, begin:-1])[:, : tokenizer.eot]
            chances = logits.softmax(-1)
        said = [min(token, tokenizer.eot - 1) for token in decoded.tokens]
        return replace(
            decoded,
            looks=None if looks is None else looks[0, :, begin:].float(),
            probabilities=[float(chances[i, token]) for i, token in enumerate(said)],
        )

    def detect(self, encoded: Sequence[Tensor], among: Sequence[str]) -> list[dict[str, float]]:
        """Probability of each language of ``among``, for each window (whisper.detect_language)."""
        tokenizer = self._tokenizer_for("en", "transcribe")
        tokens = dict(zip(tokenizer.all_language_codes, tokenizer.all_language_tokens, strict=True))
        with torch.inference_mode():
            audio = self._network.listen(encoded)
            start = torch.full((len(encoded), 1), tokenizer.sot, device=self._network.device)
            hidden, _ = self._network.step(start, audio, self._network.cache(len(encoded), 1))
            logits = self._network.logits(hidden[:, -1])
            chosen = logits[:, [tokens[code] for code in among]].softmax(-1)
        return [dict(zip(among, row, strict=True)) for row in chosen.tolist()]


def verify(options: DecodingOptions) -> None:
    """Raises ValueError where options contradict each other."""
    if options.beam_size is not None and options.best_of is not None:
        raise ValueError("beam_size and best_of cannot be given together")
    if options.temperature == 0 and options.best_of is not None:
        raise ValueError("best_of needs a temperature above 0")
    if options.patience is not None and options.beam_size is None:
        raise ValueError("patience needs beam_size")
    if options.beam_size is not None and round(options.beam_size * (options.patience or 1.0)) < 1:
        raise ValueError("beam_size times patience must be at least 1")
    if options.length_penalty is not None and not 0 <= options.length_penalty <= 1:
        raise ValueError("length_penalty must lie between 0 and 1")


@dataclass
class _Window:
    """A window in work: its place in the answer, its search, and its rows' timestamp facts."""

    place: int
    group: Group
    said: list[Said]
    looks: list[Tensor] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)


class _Task:
    """One call: the prompt, then step after step until every window is done."""

    def __init__(
        self,
        network: Network,
        tokenizer_for: Callable[[str, str], Tokenizer],
        options: DecodingOptions,
        languages: Sequence[str],
        looking: bool,
    ) -> None:
        self._network = network
        self._options = options
        self._tokenizers = [tokenizer_for(language, options.task) for language in languages]
        tokenizer = self._tokenizers[0]
        self._eot, self._no_speech = tokenizer.eot, tokenizer.no_speech
        self._room = network.dims.n_text_ctx
        self._sample_len = options.sample_len or self._room // 2
        self._prompts = [initial_tokens(t, options, self._room) for t in self._tokenizers]
        self._sot_index = self._prompts[0].index(tokenizer.sot)
        self._size = options.beam_size or options.best_of or 1
        if looking and self._size > 1:
            raise ValueError("word times are taken from one sequence a window")
        self._looking = looking
        self._rules = Rules(tokenizer, options, network.dims.n_audio_ctx, network.device)

    def run(self, audio: Audio) -> list[Decoded]:
        windows = [
            _Window(place, self._search(), [Said()] * self._size)
            for place in range(len(self._tokenizers))
        ]
        running, no_speech = list(windows), [float("nan")] * len(windows)
        cache, logits, looks = self._begin(audio, no_speech)
        length = len(self._prompts[0])
        for count in range(self._sample_len):
            running, tokens, kept, sources = self._choose(running, logits, looks, first=count == 0)
            length += 1
            if not running or length > self._room:
                break
            cache.select(sources)
            audio = audio.take(kept)
            if count + 1 == self._sample_len:
                break
            hidden, looks = self._network.step(tokens, audio, cache, looking=self._looking)
            logits = self._network.logits(hidden[:, -1])
        return [self._decoded(window, no_speech[window.place]) for window in windows]

    def _search(self) -> Group:
        if self._options.beam_size is not None:
            return Beam(self._size, self._options.patience, self._eot)
        return Sampled(self._size, self._options.temperature, self._eot)

    def _begin(self, audio: Audio, no_speech: list[float]) -> tuple[Cache, Tensor, Tensor | None]:
        """Read the prompt once a window; gives each row's first logits."""
        prompt = torch.tensor(self._prompts, device=self._network.device)
        room = min(self._room, prompt.shape[1] + self._sample_len)
        cache = self._network.cache(len(self._prompts), room)
        hidden, looks = self._network.step(prompt, audio, cache, looking=self._looking)
        if self._no_speech is not None:
            at_start = self._network.logits(hidden[:, self._sot_index]).softmax(-1)
            no_speech[:] = at_start[:, self._no_speech].tolist()
        logits = self._network.logits(hidden[:, -1])
        rows = [row for row in range(len(self._prompts)) for _ in range(self._size)]
        cache.select(rows)
        return cache, logits[rows], looks if looks is None else looks[:, :, -1:]

    def _choose(
        self, running: list[_Window], logits: Tensor, looks: Tensor | None, *, first: bool
    ) -> tuple[list[_Window], Tensor, list[int], list[int]]:
        """One step of every window's search.

        Gives the windows that go on, their rows' next tokens (rows, 1), which of the windows they
        were, and which row each row continues.
        """
        text = logits[:, : self._eot].logsumexp(-1) if looks is not None else None
        self._rules.apply(logits, [facts for w in running for facts in w.said], first=first)
        going, tokens, kept, sources = list[_Window](), list[int](), list[int](), list[int]()
        for i, window in enumerate(running):
            rows = slice(i * self._size, (i + 1) * self._size)
            choice = window.group.choose(logits[rows])
            if looks is not None and text is not None:
                window.looks.append(looks[i, :, 0])
                chosen = logits[i, choice.tokens[0]]  # the rules changed only what was not chosen
                window.probabilities.append(float(torch.exp(chosen - text[i])))
            if choice.done:
                continue
            said = [window.said[source] for source in choice.sources]
            window.said = self._rules.then(said, choice.tokens)
            going.append(window)
            kept.append(i)
            tokens += choice.tokens
            sources += [i * self._size + source for source in choice.sources]
        return going, torch.tensor(tokens, device=logits.device)[:, None], kept, sources

    def _decoded(self, window: _Window, no_speech: float) -> Decoded:
        from whisper.utils import compression_ratio

        chosen: Candidate = best(window.group.finished(), self._options.length_penalty)
        text = self._tokenizers[window.place].decode(chosen.tokens).strip()
        return Decoded(
            tokens=chosen.tokens,
            text=text,
            avg_logprob=chosen.sum_logprob / (len(chosen.tokens) + 1),
            no_speech_prob=no_speech,
            temperature=self._options.temperature,
            compression_ratio=compression_ratio(text),
            looks=torch.stack(window.looks, 1).float() if window.looks else None,
            probabilities=window.probabilities,
        )


def initial_tokens(tokenizer: Tokenizer, options: DecodingOptions, room: int) -> list[int]:
    """The tokens before the first decoded one: previous text, start, language, task, prefix."""
    sample_len = options.sample_len or room // 2
    tokens = list(
        tokenizer.sot_sequence_including_notimestamps
        if options.without_timestamps
        else tokenizer.sot_sequence
    )
    if options.prefix:
        prefix = _tokens(tokenizer, options.prefix)
        # openai-whisper's own slice: with the default sample_len (half the room) it keeps all.
        tokens += prefix[-(room // 2 - sample_len) :]
    if options.prompt:
        prompt = _tokens(tokenizer, options.prompt)
        tokens = [tokenizer.sot_prev, *prompt[-(room // 2 - 1) :], *tokens]
    return tokens


def _tokens(tokenizer: Tokenizer, text: str | list[int]) -> list[int]:
    return tokenizer.encode(" " + text.strip()) if isinstance(text, str) else list(text)
