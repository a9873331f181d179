"""faster-whisper behind the seam, over conversions made here: the reference's words, offline."""

from __future__ import annotations

import json
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake import model_store, speech
from voice_intake.audio import Decoder
from voice_intake.engines import convert
from voice_intake.engines.base import Heard, Utterance
from voice_intake.engines.choice import open_engine
from voice_intake.engines.convert_tokenizer import merges
from voice_intake.engines.ct2 import Ct2Engine
from voice_intake.engines.whisper import WhisperEngine, load_checkpoint
from voice_intake.errors import ConfigurationError, ModelBrokenError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings

SAMPLES = ("en-cut-off", "yue-pickpocket")
SENTENCES = (
    "Hello, there's an accident at 42 Station Road!",
    " 有人喺旺角地鐵站C2出口打交 naïve café 🚒 don't   stop\n\n ok",
    " 's 'll DON'T x_y -- 5012 3456",
)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation whose conversions are kept for the module."""
    data = tmp_path_factory.mktemp("ct2")
    return Settings(data_dir=data, model="demo", device="cpu", engine_threads=1)


@pytest.fixture(scope="module")
def demo(there: Settings) -> ModelFile:
    """The demonstration's checkpoint."""
    return model_store.resolve(there)


@pytest.fixture(scope="module")
def engine(there: Settings, demo: ModelFile) -> Ct2Engine:
    """faster-whisper over it, float32; opening it converts it."""
    return Ct2Engine(there, demo, quantization="float32")


@pytest.fixture(scope="module")
def utterances() -> list[Utterance]:
    """What every engine is given of the samples."""
    activity, decoder = speech.VoiceActivity(), Decoder(max_recording_s=900)
    found = []
    for name in SAMPLES:
        waveform = decoder.decode((ROOT / "samples" / f"{name}.wav").read_bytes())
        spans = activity.spans(waveform.samples)
        found.append(Utterance(waveform.samples, speech.windows(spans, waveform.duration_s), None))
    decoder.close()
    return found


@pytest.fixture(scope="module")
def heard(engine: Ct2Engine, utterances: list[Utterance]) -> list[Heard]:
    """What it hears in them."""
    told: list[tuple[int, float]] = []
    found = engine.hear(utterances, lambda *done: told.append(done))
    assert [number for number, done in told if done == 1.0] == [0, 1]
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> ModelFile:
    """A tiny random checkpoint."""
    path = tmp_path_factory.mktemp("random") / "small-one.pt"
    return ModelFile(write_random_checkpoint(path), "small-one")


def test_it_writes_the_reference_engines_words(
    heard: list[Heard], demo: ModelFile, utterances: list[Utterance]
) -> None:
    """Greedy and float32: the same text, words, language and figures, in the recording's time."""
    reference = WhisperEngine(
        demo, device="cpu", threads=1, detect_among=("en", "yue", "zh"), temperatures=(0.0,)
    )
    theirs = reference.hear(utterances, lambda *_: None)
    for our, their in zip(heard, theirs, strict=True):
        assert our.text
        assert (our.text, our.language, our.decoded_as) == (
            their.text, their.language, their.decoded_as,
        )  # fmt: skip
        assert our.language_probability == pytest.approx(their.language_probability, abs=0.05)
        for one, other in zip(our.segments, their.segments, strict=True):
            assert [word.word for word in one.words] == [word.word for word in other.words]
            assert one.avg_logprob == pytest.approx(other.avg_logprob, abs=0.01)
            assert one.no_speech_prob == pytest.approx(other.no_speech_prob, abs=0.01)
            assert one.compression_ratio == other.compression_ratio
            assert one.temperature == 0.0


def test_the_same_message_gives_the_same_words_whatever_came_before(
    engine: Ct2Engine, heard: list[Heard], utterances: list[Utterance]
) -> None:
    """Also in the other order."""
    back = engine.hear(list(reversed(utterances)), lambda *_: None)
    assert back == list(reversed(heard))


def test_words_lie_in_their_windows_and_follow_one_another(
    heard: list[Heard], utterances: list[Utterance]
) -> None:
    """Seconds from the recording's start."""
    for one, utterance in zip(heard, utterances, strict=True):
        words = [word for segment in one.segments for word in segment.words]
        assert words
        starts = [word.start for word in words]
        assert starts == sorted(starts)
        for word in words:
            assert any(w.start <= word.start <= word.end <= w.end for w in utterance.windows)


def test_the_facts_say_what_shaped_the_text(engine: Ct2Engine, demo: ModelFile) -> None:
    """The source's name and sha256, not the conversion's; the demonstration's mark stays on it."""
    facts = engine.facts
    assert (facts["name"], facts["sha256"]) == ("demo", demo.sha256)
    assert facts["engine"] == "faster-whisper"
    assert facts["synthetic_only"] is True
    assert facts["parameters"]["quantization"] == "float32"
    assert facts["parameters"]["temperatures"] == [0.0]
    assert not engine.can_translate
    json.dumps(facts)


def test_the_settings_choose_it_and_it_converts_by_itself(
    settings: Settings, small: ModelFile
) -> None:
    """One setting; the second start finds the files."""
    chosen = settings.model_copy(update={"engine": "ct2", "engine_threads": 1})
    engine = open_engine(chosen, small)
    assert isinstance(engine, Ct2Engine)
    assert engine.can_translate
    (made,) = convert.everything(settings)
    assert (made.name, made.sha256, made.quantization) == ("small-one", small.sha256, "int8")
    before = (made.folder / "model.bin").stat().st_mtime_ns
    open_engine(chosen, small)
    assert (made.folder / "model.bin").stat().st_mtime_ns == before


@pytest.mark.parametrize("vocabulary", [51_864, 51_866])
def test_the_tokenizer_is_openai_whispers_own(tmp_path: Path, vocabulary: int) -> None:
    """English and multilingual: the same ids for the same text, the same names for the same ids."""
    from tokenizers import Tokenizer
    from whisper.tokenizer import get_tokenizer

    from voice_intake.engines.convert_tokenizer import write_tokenizer

    multilingual = vocabulary > 51_864
    theirs = get_tokenizer(multilingual, num_languages=vocabulary - 51_765 - int(multilingual))
    tokens = write_tokenizer(theirs, tmp_path / "tokenizer.json")
    ours = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert len(tokens) == vocabulary
    for sentence in SENTENCES:
        ids = ours.encode(sentence, add_special_tokens=False).ids
        assert ids == theirs.encode(sentence)
        assert ours.decode(ids) == sentence
    assert ours.token_to_id("<|0.00|>") == theirs.timestamp_begin
    assert ours.token_to_id("<|startofprev|>") == theirs.sot_prev


def test_a_token_that_no_merge_reaches_is_refused() -> None:
    """A vocabulary of another kind must not become a tokenizer that spells otherwise."""
    with pytest.raises(ValueError, match="cannot be reached"):
        merges({b"a": 0, b"b": 1, b"c": 2, b"abc": 3})


def test_the_conversions_tensors_are_the_sources(settings: Settings, small: ModelFile) -> None:
    """Read from model.bin: every weight of the checkpoint is there, bit for bit."""
    made = convert.convert(settings, small, "float32")
    stored = tensors(made.folder / "model.bin")
    weights = {name: value.numpy() for name, value in load_checkpoint(small).state_dict().items()
               if not value.is_sparse}  # fmt: skip
    for side in ("encoder", "decoder"):
        block, layer = f"{side}.blocks.0", f"{side}/layer_0"
        fused = np.concatenate(
            [weights[f"{block}.attn.{k}.weight"] for k in ("query", "key", "value")]
        )
        assert np.array_equal(stored[f"{layer}/self_attention/linear_0/weight"], fused)
        nothing = np.zeros_like(weights[f"{block}.attn.query.bias"])  # keys have no bias
        bias = [weights[f"{block}.attn.query.bias"], nothing, weights[f"{block}.attn.value.bias"]]
        assert np.array_equal(stored[f"{layer}/self_attention/linear_0/bias"], np.concatenate(bias))
        for theirs, ours in (("mlp.0", "ffn/linear_0"), ("mlp.2", "ffn/linear_1"),
                             ("attn.out", "self_attention/linear_1")):  # fmt: skip
            for kind in ("weight", "bias"):
                assert np.array_equal(
                    stored[f"{layer}/{ours}/{kind}"], weights[f"{block}.{theirs}.{kind}"]
                )
    crossed = [weights[f"decoder.blocks.0.cross_attn.{kind}.weight"] for kind in ("key", "value")]
    assert np.array_equal(
        stored["decoder/layer_0/attention/linear_1/weight"], np.concatenate(crossed)
    )
    assert np.array_equal(
        stored["decoder/embeddings/weight"], weights["decoder.token_embedding.weight"]
    )
    assert np.array_equal(stored["encoder/conv2/weight"], weights["encoder.conv2.weight"])
    held = sum(value.size for value in stored.values())
    missing_key_bias = 3 * weights["decoder.ln.bias"].size
    scalars = sum(value.size for value in stored.values() if value.ndim == 0)
    assert held - scalars == sum(value.size for value in weights.values()) + missing_key_bias


def tensors(path: Path) -> dict[str, np.ndarray]:
    """CTranslate2's own form: a header, then name, shape, type and bytes of each variable."""
    data, at = path.read_bytes(), 0

    def number(kind: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(kind, data, at)
        at += struct.calcsize(kind)
        return int(value)

    def text() -> str:
        nonlocal at
        size = number("H")
        at += size
        return data[at - size : at - 1].decode()

    number("I"), text(), number("I")
    found: dict[str, Any] = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind = ("f4", "i1", "i2", "i4", "f2")[number("B")]
        size = number("I")
        found[name] = np.frombuffer(data[at : at + size], kind).reshape(shape)
        at += size
    return found


def test_half_a_conversion_is_never_loaded(settings: Settings, small: ModelFile) -> None:
    """A cut file, or one that is not vouched for, is as good as none: it is made again."""
    made = convert.convert(settings, small, "int8")
    weights = made.folder / "model.bin"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-100])
    assert convert.find(settings, small, "int8") is None
    assert convert.convert(settings, small, "int8") == made
    assert weights.read_bytes() == whole
    (made.folder / "source.json").unlink()
    assert convert.find(settings, small, "int8") is None
    weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    convert.convert(settings, small, "int8")
    assert convert.read(made.folder, hashes=True) == made
    assert [path.name for path in made.folder.parent.iterdir()] == [made.folder.name]


def test_changed_bytes_are_found_by_their_hash(settings: Settings, small: ModelFile) -> None:
    """Sizes are looked at on every start, hashes by `earwitness models verify`."""
    made = convert.convert(settings, small, "int8")
    weights = made.folder / "model.bin"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert convert.read(made.folder) is not None
    assert convert.read(made.folder, hashes=True) is None


def test_another_file_under_the_same_name_gets_a_conversion_of_its_own(
    settings: Settings, small: ModelFile, tmp_path: Path
) -> None:
    """Conversions are known by the source's sha256."""
    first = convert.convert(settings, small, "int8")
    other = ModelFile(write_random_checkpoint(tmp_path / "small-one.pt", seed=5), "small-one")
    assert convert.find(settings, other, "int8") is None
    assert convert.convert(settings, other, "int8").folder != first.folder


def test_a_source_that_is_no_checkpoint_leaves_nothing_behind(
    settings: Settings, tmp_path: Path
) -> None:
    """Neither files nor drafts."""
    file = tmp_path / "broken.pt"
    file.write_bytes(b"this is not a checkpoint")
    with pytest.raises(ModelBrokenError, match="cannot be loaded as an openai-whisper"):
        convert.convert(settings, ModelFile(file, "broken"), "int8")
    assert list(convert.folder_of(settings).iterdir()) == []


def test_without_the_extra_the_error_names_it(
    settings: Settings, small: ModelFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that can be copied."""
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'earwitness\[ct2\]'"):
        Ct2Engine(settings, small)
