"""A checkpoint's dimensions and weights, straight from its file.

``whisper.load_model`` makes the whole model in fp32 first; here the file is mapped into memory where
its form allows it, and each weight is brought into its final form by itself: loading small in int8
never holds more than the file and one layer beside the result.
"""

from __future__ import annotations

import base64
import gzip
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from voice_intake import languages
from voice_intake.engines import unusable
from voice_intake.engines.fast.mapped import let_go
from voice_intake.model_store import ModelFile

if TYPE_CHECKING:
    from whisper.model import ModelDimensions

#: Tokens of a vocabulary that are not languages (openai-whisper: ``num_languages``).
_TOKENS_WITHOUT_LANGUAGES = 51_765


@dataclass(frozen=True)
class Checkpoint:
    """What a file of openai-whisper's form holds."""

    dims: ModelDimensions
    #: By openai-whisper's parameter names, in the file's own dtype.
    weights: Mapping[str, Tensor]
    #: (layer, head) whose attention follows the audio.
    alignment_heads: tuple[tuple[int, int], ...]
    #: The weights lie in the mapped file.
    is_mapped: bool = False

    def copy(self, name: str, device: torch.device, dtype: torch.dtype | None) -> Tensor:
        """A copy of a weight (what aliased the file would keep all of it in memory)."""
        weight = self.weights[name]
        copied = weight.to(device, dtype, copy=True)
        if self.is_mapped:
            let_go(weight)
        return copied

    @property
    def is_multilingual(self) -> bool:
        """Whether it knows more than English."""
        return bool(self.dims.n_vocab >= languages.FIRST_MULTILINGUAL_VOCABULARY)

    @property
    def num_languages(self) -> int:
        """openai-whisper's figure, which the tokenizer wants: 99 in English vocabularies too."""
        return int(self.dims.n_vocab - _TOKENS_WITHOUT_LANGUAGES - int(self.is_multilingual))


def read(model_file: ModelFile) -> Checkpoint:
    """The file's contents, checked. Raises ModelBrokenError, FileNotFoundError."""
    from whisper.model import ModelDimensions

    public = unusable.check_published(model_file)
    try:
        is_mapped = _can_be_mapped(model_file)
        stored = torch.load(model_file.path, map_location="cpu", weights_only=True, mmap=is_mapped)
        dims = ModelDimensions(**stored["dims"])
        weights = dict(stored["model_state_dict"])
    except FileNotFoundError:
        raise
    except Exception as error:
        raise unusable.unreadable(model_file, error) from error
    check(model_file, dims, weights, is_mapped=is_mapped)
    heads = _published_heads(public.name, dims) if public else _later_half(dims)
    return Checkpoint(dims, weights, heads, is_mapped)


def _can_be_mapped(model_file: ModelFile) -> bool:
    """Whether it is torch's present form, not compressed (torch before 1.6 wrote another one)."""
    if not zipfile.is_zipfile(model_file.path):
        return False
    with zipfile.ZipFile(model_file.path) as packed:
        return all(item.compress_type == zipfile.ZIP_STORED for item in packed.infolist())


def check(
    model_file: ModelFile, dims: Any, weights: Mapping[str, Tensor], *, is_mapped: bool = False
) -> None:
    """Raises ModelBrokenError where these are not a Whisper's dimensions and weights."""
    unusable.check_kind(model_file, dims)
    wanted = shapes(dims)
    wrong = [name for name, shape in wanted.items() if _shape(weights.get(name)) != shape]
    if wrong:
        raise unusable.broken(
            model_file, f"{len(wrong)} weights are missing or misshapen ({wrong[0]} ...)"
        )
    for name in wanted:
        if not _is_finite(weights[name]):
            raise unusable.not_numbers(model_file)
        if is_mapped:
            let_go(weights[name])


def _is_finite(weight: Tensor) -> bool:
    """Whether every value is a number. The extremes tell (a NaN is both), and copy nothing."""
    extremes = torch.stack([weight.amin(), weight.amax()])
    return bool(torch.isfinite(extremes).all())


def _shape(weight: Tensor | None) -> tuple[int, ...] | None:
    return None if weight is None else tuple(weight.shape)


def shapes(dims: Any) -> dict[str, tuple[int, ...]]:
    """Name and shape of every parameter of a Whisper of these dimensions.

    Written out: making the modules without memory to ask them would load torch's tracing, 75 MB.
    """
    hear, say = dims.n_audio_state, dims.n_text_state
    found = {
        **_weighted("encoder.conv1", hear, dims.n_mels, 3),
        **_weighted("encoder.conv2", hear, hear, 3),
        "encoder.positional_embedding": (dims.n_audio_ctx, hear),
        **_weighted("encoder.ln_post", hear),
        "decoder.token_embedding.weight": (dims.n_vocab, say),
        "decoder.positional_embedding": (dims.n_text_ctx, say),
        **_weighted("decoder.ln", say),
    }
    for i in range(dims.n_audio_layer):
        found |= _block(f"encoder.blocks.{i}", hear, ("attn",))
    for i in range(dims.n_text_layer):
        found |= _block(f"decoder.blocks.{i}", say, ("attn", "cross_attn"))
    return found


def _block(at: str, width: int, attentions: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """One layer's: attentions, and the two products behind them, each with its normalisation."""
    found = {
        **_weighted(f"{at}.mlp.0", 4 * width, width),
        **_weighted(f"{at}.mlp.2", width, 4 * width),
        **_weighted(f"{at}.mlp_ln", width),
    }
    for attention in attentions:
        for part in ("query", "value", "out"):
            found |= _weighted(f"{at}.{attention}.{part}", width, width)
        found[f"{at}.{attention}.key.weight"] = (width, width)
        found |= _weighted(f"{at}.{attention}_ln", width)
    return found


def _weighted(name: str, outputs: int, *rest: int) -> dict[str, tuple[int, ...]]:
    """A weight and the bias of its outputs."""
    return {f"{name}.weight": (outputs, *rest), f"{name}.bias": (outputs,)}


def _later_half(dims: Any) -> tuple[tuple[int, int], ...]:
    """openai-whisper's default: all heads of the second half of the layers."""
    layers = range(dims.n_text_layer // 2, dims.n_text_layer)
    return tuple((layer, head) for layer in layers for head in range(dims.n_text_head))


def _published_heads(name: str, dims: Any) -> tuple[tuple[int, int], ...]:
    """The heads that openai-whisper names for its own checkpoints."""
    import whisper

    packed = gzip.decompress(base64.b85decode(whisper._ALIGNMENT_HEADS[name]))
    chosen = np.frombuffer(packed, dtype=bool).reshape(dims.n_text_layer, dims.n_text_head)
    return tuple((int(layer), int(head)) for layer, head in zip(*np.nonzero(chosen), strict=True))
