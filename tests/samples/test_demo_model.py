"""The demo's speech model: voices, training examples, and a checkpoint that whisper loads."""

import random
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
whisper = pytest.importorskip("whisper")

from samples.demo_model import channel, export, vocabulary  # noqa: E402
from samples.demo_model.features import log_mel, normalise  # noqa: E402
from samples.demo_model.grow import grown  # noqa: E402
from samples.demo_model.network import Network, Shape  # noqa: E402
from samples.demo_model.synthesise import Message, Sentence, voice_for  # noqa: E402
from samples.demo_model.voices import HELD_OUT_VOICES, VOICES, speak  # noqa: E402
from samples.demo_model.windows import Writing, prepare, sentences  # noqa: E402

DEMO = Path(export.__file__).parent / "demo.pt"


def small_vocabulary() -> vocabulary.Vocabulary:
    words = [
        (word, "en")
        for word in ["Please", "come", "to", "Mong", "Kok", "at", "once."]
        for _ in range(20)
    ]
    return vocabulary.build(words, [("p", "en"), ("l", "en")])


def test_training_never_uses_a_held_out_voice() -> None:
    """The voices drawn for training are never those of the evaluation's strangers."""
    rng = random.Random(3)
    drawn = {voice_for(code, rng).name for code in ("en", "yue", "zh") for _ in range(200)}
    assert not drawn & {voice.name for voice in HELD_OUT_VOICES}


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng")
@pytest.mark.parametrize(
    ("voice", "text"), [("en-us", "My bag is gone."), ("yue", "我個袋唔見咗。")]
)
def test_each_word_has_its_time(voice: str, text: str) -> None:
    """Word spans are in order, inside the audio, and one for each word written."""
    samples, words = speak(text, VOICES[voice])
    assert "".join(word.text for word in words) == text.replace(" ", "")
    starts = [word.start_s for word in words]
    assert starts == sorted(starts) and words[-1].end_s <= len(samples) / 16_000 + 1e-6


def test_a_line_keeps_length_and_range() -> None:
    """Telephone speech is as long as what was said, and within full scale."""
    rng = np.random.default_rng(0)
    said = rng.standard_normal(12_345).astype(np.float32)
    for _ in range(10):
        heard = channel.telephone(said, rng)
        assert heard.shape == said.shape and np.abs(heard).max() <= 1.0


def test_features_are_whispers_own() -> None:
    """Normalised frames equal whisper.log_mel_spectrogram."""
    sound = channel.tone((440.0, 900.0), 1.0)
    theirs = whisper.log_mel_spectrogram(sound).numpy().T
    assert np.allclose(normalise(log_mel(sound)), theirs, atol=1e-4)


def test_a_window_writes_what_it_hears() -> None:
    """A training example's tokens decode to its words, between whisper's own marks."""
    from samples.demo_model.speech import Span

    known = small_vocabulary()
    spans = [Span("Please", 0.1, 0.5), Span("come", 0.5, 0.8), Span("12.", 0.8, 1.4)]
    message = Message("en", "slt", 0, 160, [Sentence(spans, [Span("p", 0.1, 0.2)], 0.1, 1.4)])
    recording = prepare(message, np.zeros((160, 80), np.float16), known)
    window = sentences(recording, 8.0, known, Writing(timestamps=1.0), random.Random(1))
    assert window is not None
    assert known.decode(window.tokens) == " Please come 12."
    assert (
        len(window.tokens) == len(window.heard)
        and window.tokens[-1] == known.index[vocabulary.tokenizer().eot]
    )


def test_a_larger_vocabulary_keeps_what_was_learnt_and_adds_nothing_louder() -> None:
    """After growing, known tokens score as before and no new one drowns them."""
    torch.manual_seed(0)
    old = small_vocabulary()
    new = vocabulary.extended(old, vocabulary.build([("burglar", "en")] * 20, [("q", "en")]))
    added = len(new.text_ids) - len(old.text_ids)
    assert added > 0

    def rows(scale: float, count: int) -> dict[str, torch.Tensor]:
        return {
            "decoder.token_embedding.weight": scale * torch.randn(count + 1507, 8),
            "phone_head.weight": scale * torch.randn(4, 8),
            "phone_head.bias": scale * torch.randn(4),
        }

    learnt = rows(0.05, len(old.text_ids) + 3)
    fresh = rows(1.0, len(new.text_ids) + 3)
    tokens = grown(learnt, old, fresh, new)["decoder.token_embedding.weight"]
    for key, place in old.index.items():
        assert torch.equal(tokens[new.index[key]], learnt["decoder.token_embedding.weight"][place])
    unknown = tokens[len(old.text_ids) : len(new.text_ids)]
    assert unknown.norm(dim=1).max() < learnt["decoder.token_embedding.weight"].norm(dim=1).max()


def test_an_export_loads_in_whisper_and_never_says_unused_tokens(tmp_path: Path) -> None:
    """The unmodified library reads an export, and decodes only tokens that training used."""
    known = small_vocabulary()
    shape = Shape(
        tokens=len(known.whisper_ids),
        texts=len(known.text_ids),
        phones=len(known.phone_index),
        width=64,
        heads=1,
        encoder_layers=1,
        decoder_layers=1,
    )
    network = Network(shape)
    state = {
        "shape": shape.as_dict(),
        "average": network.state_dict(),
        "vocabulary": known.as_dict(),
    }
    torch.save(state, tmp_path / "state.pt")
    assert export.export(tmp_path, tmp_path / "tiny.pt") < 5
    model = whisper.load_model(str(tmp_path / "tiny.pt"), device="cpu")
    logits = model.logits(torch.tensor([[50258]]), model.encoder(torch.zeros(1, 80, 3000)))
    assert set(logits[0, -1].topk(20).indices.tolist()) <= set(known.whisper_ids)


@pytest.mark.skipif(
    not DEMO.exists(), reason="demo.pt is not here: python -m samples.demo_model all"
)
def test_the_demo_checkpoint_is_small_and_says_nothing_to_silence() -> None:
    """demo.pt is at most 30 MB, and silence gives an empty text."""
    assert DEMO.stat().st_size <= 30e6
    model = whisper.load_model(str(DEMO), device="cpu")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.transcribe(np.zeros(5 * 16_000, np.float32), fp16=False, temperature=0.0)
    assert result["text"].strip() == ""
