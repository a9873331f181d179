"""The fast engine computes what Whisper computes: token for token, option by option, batch or not.

``whisper.decode`` itself is the measure, in fp32, over random checkpoints (whose every token is a
close call) and over the demo's real words.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
import whisper
from whisper.decoding import DecodingOptions
from whisper.tokenizer import get_tokenizer

from tests.conftest import ROOT
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.engines.fast.checkpoint import Checkpoint, read
from voice_intake.engines.fast.decoding import Decoded, Decoder
from voice_intake.engines.fast.network import Network
from voice_intake.engines.whisper import load_checkpoint
from voice_intake.model_store import ModelFile

#: openai-whisper's own beam search hands a tensor to NumPy in a way that NumPy 2 speaks of.
pytestmark = pytest.mark.filterwarnings("ignore:__array_wrap__:DeprecationWarning")

SAMPLES = ("en-lost-wallet", "yue-pickpocket", "silence")
#: What int8 may change, mean KL divergence in nats a token; measured 7e-4 over the demo's model.
INT8_DRIFT, BF16_DRIFT = 5e-3, 2e-3


@dataclass(frozen=True)
class Pair:
    """A checkpoint in both hands, and some sounds as log-mel of 30 s, encoded by each."""

    model: Any
    checkpoint: Checkpoint
    network: Network
    mels: torch.Tensor
    theirs: torch.Tensor
    ours: list[torch.Tensor]

    def decoder(self, network: Network | None = None) -> Decoder:
        return Decoder(network or self.network, self.tokenizer)

    def tokenizer(self, language: str, task: str) -> Any:
        return get_tokenizer(
            self.checkpoint.is_multilingual,
            num_languages=self.checkpoint.num_languages,
            language=language,
            task=task,
        )

    def reference(self, options: DecodingOptions) -> list[Any]:
        """``whisper.decode`` on each sound alone, from the seed that each message has."""
        found = []
        for features in self.theirs:
            torch.manual_seed(0)
            found.append(whisper.decode(self.model, features, options))
        return found


def pair(path: Path, mels: torch.Tensor) -> Pair:
    file = ModelFile(path, path.stem)
    checkpoint = read(file)
    model = load_checkpoint(file)
    network = Network(checkpoint, precision="fp32", device="cpu")
    with torch.inference_mode():
        ours = [network.encode(mel[None])[0] for mel in mels]
        theirs = model.encoder(mels)
    return Pair(model, checkpoint, network, mels, theirs, ours)


@pytest.fixture(scope="module")
def mels() -> torch.Tensor:
    """Real recordings as Whisper hears them."""
    torch.set_num_threads(1)
    waves = [_samples(ROOT / "samples" / f"{name}.wav") for name in SAMPLES]
    return torch.stack([whisper.log_mel_spectrogram(whisper.pad_or_trim(w)) for w in waves])


def _samples(path: Path) -> torch.Tensor:
    from voice_intake.audio import Decoder as AudioDecoder

    decoder = AudioDecoder(max_recording_s=60)
    try:
        wave = decoder.decode(path.read_bytes(), media_type=None, file_name=None)
    finally:
        decoder.close()
    return torch.from_numpy(wave.samples)


@pytest.fixture(scope="module")
def random_pairs(mels: torch.Tensor, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Random weights over each of the three vocabularies."""
    folder = tmp_path_factory.mktemp("models")
    return {
        name: pair(write_random_checkpoint(folder / f"{size}.pt", vocabulary=size, seed=size), mels)
        for name, size in {"en only": 51_864, "older": 51_865, "newest": 51_866}.items()
    }


@pytest.fixture(scope="module")
def demo(mels: torch.Tensor) -> Pair:
    """The demo's checkpoint: real words, real ends."""
    return pair(ROOT / "samples" / "demo_model" / "demo.pt", mels)


OPTIONS: dict[str, dict[str, Any]] = {
    "greedy": {},
    "no timestamps": {"without_timestamps": True},
    "beam": {"beam_size": 3},
    "patient beam": {"beam_size": 4, "patience": 2.0, "length_penalty": 0.6},
    "sampled": {"temperature": 0.7},
    "best of three": {"temperature": 0.5, "best_of": 3},
    "prompt": {"prompt": "Hello, police"},
    "prefix": {"prefix": "I am", "sample_len": 12},
    "nothing suppressed": {"suppress_tokens": ""},
    "some suppressed": {"suppress_tokens": "5,6,7", "suppress_blank": False},
    "any first timestamp": {"max_initial_timestamp": None},
    "short": {"sample_len": 5, "beam_size": 2},
}


def assert_equal(ours: list[Decoded], theirs: list[Any]) -> None:
    for mine, reference in zip(ours, theirs, strict=True):
        assert mine.tokens == reference.tokens
        assert mine.text == reference.text
        assert mine.avg_logprob == pytest.approx(reference.avg_logprob, abs=1e-4)
        assert mine.no_speech_prob == pytest.approx(reference.no_speech_prob, abs=1e-5, nan_ok=True)
        assert mine.temperature == reference.temperature
        assert mine.compression_ratio == pytest.approx(reference.compression_ratio)


def test_the_encoder_gives_whispers_features(random_pairs: dict[str, Pair], demo: Pair) -> None:
    """To the last digits that fp32 holds."""
    for both in (*random_pairs.values(), demo):
        torch.testing.assert_close(torch.stack(both.ours), both.theirs, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    ("vocabulary", "name"),
    [*(("newest", name) for name in OPTIONS), ("en only", "greedy"), ("older", "best of three")],
)
def test_random_weights_give_whispers_tokens(
    random_pairs: dict[str, Pair], vocabulary: str, name: str
) -> None:
    """In one batch and each alone."""
    both = random_pairs[vocabulary]
    options = DecodingOptions(language="en", fp16=False, **{"sample_len": 12, **OPTIONS[name]})
    theirs = both.reference(options)
    decoder = both.decoder()
    assert_equal(decoder.decode(both.ours, ["en"] * len(theirs), options), theirs)
    alone = [decoder.decode([encoded], ["en"], options)[0] for encoded in both.ours]
    assert_equal(alone, theirs)


@pytest.mark.parametrize("name", ["greedy", "beam", "best of three"])
def test_real_words_come_out_as_whispers(demo: Pair, name: str) -> None:
    """Sequences of unlike length, which leave the batch one by one."""
    options = DecodingOptions(language="en", fp16=False, **{"sample_len": 25, **OPTIONS[name]})
    ours = demo.decoder().decode(demo.ours, ["en"] * 3, options)
    assert_equal(ours, demo.reference(options))
    assert len({len(decoded.tokens) for decoded in ours}) > 1


def test_each_message_of_a_batch_keeps_its_language_and_task(demo: Pair) -> None:
    """Cantonese beside English, and asked for a translation."""
    for task in ("transcribe", "translate"):
        said = ["en", "yue", "zh"]
        options = DecodingOptions(task=task, fp16=False, sample_len=10)
        ours = demo.decoder().decode(demo.ours, said, options)
        for i, language in enumerate(said):
            asked = DecodingOptions(task=task, language=language, fp16=False, sample_len=10)
            assert ours[i].tokens == whisper.decode(demo.model, demo.theirs[i], asked).tokens


def test_the_language_is_whispers(demo: Pair) -> None:
    """The probabilities over all languages, from features that are there already."""
    tokenizer = demo.tokenizer("en", "transcribe")
    ours = demo.decoder().detect(demo.ours, tokenizer.all_language_codes)
    _, theirs = whisper.detect_language(demo.model, demo.theirs, tokenizer)
    for mine, reference in zip(ours, theirs, strict=True):
        assert mine == pytest.approx(reference, abs=1e-5)


def test_windows_of_unlike_length_do_not_disturb_each_other(demo: Pair) -> None:
    """A short context beside a long one is not looked at beyond its end."""
    options = DecodingOptions(fp16=False, sample_len=20)
    with torch.inference_mode():
        lengths = (700, 3000, 1200)
        encoded = [
            demo.network.encode(mel[None, :, :frames])[0]
            for mel, frames in zip(demo.mels, lengths, strict=True)
        ]
    together = demo.decoder().decode(encoded, ["en"] * 3, options, looking=True)
    for window, found in zip(encoded, together, strict=True):
        (alone,) = demo.decoder().decode([window], ["en"], options, looking=True)
        assert alone.tokens == found.tokens
        assert found.looks is not None
        assert alone.looks is not None
        assert not found.looks[:, :, len(window) :].any()
        own = found.looks[:, :, : len(window)]
        torch.testing.assert_close(own, alone.looks, atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize(("precision", "drift"), [("int8", INT8_DRIFT), ("bf16", BF16_DRIFT)])
def test_less_than_fp32_drifts_less_than_stated(demo: Pair, precision: Any, drift: float) -> None:
    """Mean Kullback-Leibler divergence of the next token, over what fp32 says itself."""
    rough = Network(demo.checkpoint, precision=precision, device="cpu")
    options = DecodingOptions(fp16=False, sample_len=60)
    said = demo.decoder().decode(demo.ours[:1], ["en"], options)[0].tokens
    tokens = torch.tensor([[*demo.tokenizer("en", "transcribe").sot_sequence, *said]])
    with torch.inference_mode():
        exact = _chances(demo.network, demo.ours[0], tokens)
        other = _chances(rough, rough.encode(demo.mels[:1])[0], tokens)
    divergence = (exact.exp() * (exact - other)).sum(-1).mean()
    assert 0 < float(divergence) < drift


def _chances(network: Network, encoded: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
    hidden, _ = network.step(tokens, network.listen([encoded]), network.cache(1, tokens.shape[1]))
    return network.logits(hidden[0]).log_softmax(-1)


def test_in_int8_a_row_depends_on_itself_alone(demo: Pair) -> None:
    """A message gives the same numbers, to the bit, whichever others are beside it."""
    from voice_intake.engines.fast.linear import linear

    weight = demo.checkpoint.weights["decoder.blocks.0.mlp.0.weight"].float()
    rows = torch.randn(9, weight.shape[1]) * torch.logspace(-2, 2, 9)[:, None]
    for kind in ("few", "many"):
        layer = linear(weight, None, "int8", rows=kind)
        together = layer(rows)
        assert all(
            torch.equal(layer(row[None])[0], out) for row, out in zip(rows, together, strict=True)
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"beam_size": 2, "best_of": 2},
        {"best_of": 2},
        {"patience": 1.0},
        {"beam_size": 1, "patience": 0.1},
        {"length_penalty": 2.0},
    ],
)
def test_options_that_contradict_each_other_are_refused(demo: Pair, wrong: dict[str, Any]) -> None:
    """As openai-whisper does."""
    with pytest.raises(ValueError, match=r"beam_size|best_of|patience|length_penalty"):
        demo.decoder().decode(demo.ours[:1], ["en"], DecodingOptions(**wrong))
