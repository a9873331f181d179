"""An openai-whisper checkpoint as the files that CTranslate2 and faster-whisper load.

No hub and no transformers: the weights go through CTranslate2's own description of Whisper, the
tokenizer is made from openai-whisper's ranks. What comes out is a folder below the models folder,
named after the source, its sha256 and the quantization::

    models/ct2/small-9ecf779972d9-int8/
        model.bin  config.json  vocabulary.json  tokenizer.json  preprocessor_config.json
        source.json    what it was made from, and the size and sha256 of each file

It is written as a draft and renamed when it is whole; ``find`` gives only what ``source.json``
vouches for, so that half a conversion is never loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from voice_intake.errors import ModelMissingError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings

if TYPE_CHECKING:
    from whisper.model import Whisper

#: ``int8`` keeps what is not quantized as it was; ``int8_float32`` makes it float32.
Quantization = Literal["int8", "int8_float32", "float16", "float32"]
QUANTIZATIONS: tuple[Quantization, ...] = get_args(Quantization)

_MANIFEST = "source.json"
_DRAFT = ".draft-"
#: Drafts older than this were left by a conversion that was killed.
_ABANDONED_S = 24 * 3600.0
_BYTES_A_WEIGHT = {"int8": 1.2, "int8_float32": 1.2, "float16": 2.1, "float32": 4.1}


@dataclass(frozen=True, slots=True)
class Converted:
    """A whole conversion on this machine's disk."""

    folder: Path
    #: The source's name and sha256.
    name: str
    sha256: str
    quantization: str
    size_bytes: int
    #: openai-whisper's ``ModelDimensions`` by name: ``n_vocab``, ``n_audio_layer`` ...
    dims: Mapping[str, int]


def folder_of(settings: Settings) -> Path:
    """Where conversions lie."""
    return settings.models_dir / "ct2"


def find(settings: Settings, source: ModelFile, quantization: Quantization) -> Converted | None:
    """The conversion of these very bytes, where it is whole (by the files' sizes)."""
    found = read(_place(settings, source, quantization))
    return found if found is not None and found.sha256 == source.sha256 else None


def everything(settings: Settings) -> list[Converted]:
    """All whole conversions, by folder."""
    there = sorted(folder_of(settings).glob("[!.]*/" + _MANIFEST))
    return [found for path in there if (found := read(path.parent)) is not None]


def read(folder: Path, *, hashes: bool = False) -> Converted | None:
    """The conversion in ``folder``; None where it is not whole. ``hashes``: read every byte."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        files: Mapping[str, Any] = manifest["files"]
        sizes = {name: (folder / name).stat().st_size for name in files}
        if any(sizes[name] != files[name]["size"] for name in files):
            return None
        if hashes and any(_sha256(folder / name) != files[name]["sha256"] for name in files):
            return None
        source = manifest["source"]
        return Converted(
            folder=folder,
            name=source["name"],
            sha256=source["sha256"],
            quantization=manifest["quantization"],
            size_bytes=sum(sizes.values()),
            dims=manifest["dims"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def convert(
    settings: Settings,
    source: ModelFile,
    quantization: Quantization,
    *,
    on_step: Callable[[str], None] = lambda _step: None,
) -> Converted:
    """Convert ``source`` unless that was done; ``on_step`` hears what is being done, in words.

    Raises ModelBrokenError (the source is no checkpoint), ModelMissingError (no room, or the folder
    cannot be written to) and ConfigurationError (CTranslate2 is not installed).
    """
    from voice_intake.engines.ct2 import check_installed

    check_installed()
    found = find(settings, source, quantization)
    if found is not None:
        return found
    place = _place(settings, source, quantization)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(place.parent)
        with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=place.parent) as draft:
            inside = Path(draft) / place.name
            inside.mkdir()
            dims = _write(source, quantization, inside, on_step)
            on_step("checking and naming")
            _vouch(inside, source, quantization, dims)
            _put(inside, place, Path(draft))
    except OSError as error:
        raise ModelMissingError(
            f"{source.name} could not be converted into {place.parent} "
            f"({error.strerror or error}).",
            next_step="Make room or mend the folder's rights, then `earwitness models convert "
            f"{source.name} --quantization {quantization}`.",
        ) from error
    found = find(settings, source, quantization)
    assert found is not None
    return found


def _place(settings: Settings, source: ModelFile, quantization: Quantization) -> Path:
    plain = re.sub(r"[^\w.-]", "_", source.name).lstrip(".") or "model"
    return folder_of(settings) / f"{plain}-{source.sha256[:12]}-{quantization}"


def _write(
    source: ModelFile, quantization: Quantization, folder: Path, on_step: Callable[[str], None]
) -> Mapping[str, int]:
    """The five files that are loaded; gives the model's dimensions."""
    from whisper.tokenizer import get_tokenizer

    from voice_intake.engines.convert_tokenizer import write_tokenizer
    from voice_intake.engines.whisper import load_checkpoint

    on_step("reading the checkpoint")
    model = load_checkpoint(source)
    _check_space(folder, model, quantization)
    multilingual = model.is_multilingual
    tokenizer = get_tokenizer(
        multilingual,
        num_languages=model.num_languages,
        language="en" if multilingual else None,
        task="transcribe" if multilingual else None,
    )
    on_step("writing the tokenizer")
    tokens = write_tokenizer(tokenizer, folder / "tokenizer.json")
    on_step(f"writing the weights as {quantization}")
    spec = specification(model)
    # Rows of the embedding beyond the tokenizer's last token are never spoken.
    rows = model.dims.n_vocab
    spec.register_vocabulary(
        [*tokens, *(f"<|unused{i}|>" for i in range(rows - len(tokens)))][:rows]
    )
    _configure(spec.config, model, tokenizer)
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
    features = {
        "feature_size": model.dims.n_mels, "sampling_rate": 16_000, "hop_length": 160,
        "n_fft": 400, "chunk_length": 30, "n_samples": 480_000, "nb_max_frames": 3_000,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(features, indent=2) + "\n", "utf-8")
    return asdict(model.dims)


def specification(model: Whisper) -> Any:
    """``model``'s weights in CTranslate2's ``WhisperSpec``, float32."""
    from ctranslate2.specs import whisper_spec

    dims = model.dims
    spec = whisper_spec.WhisperSpec(
        dims.n_audio_layer, dims.n_audio_head, dims.n_text_layer, dims.n_text_head
    )
    weights = {
        name: value.detach().float()
        for name, value in model.state_dict().items()
        if not value.is_sparse
    }
    fill = _Filler(weights)
    for name in ("conv1", "conv2"):
        fill.linear(getattr(spec.encoder, name), f"encoder.{name}")
    spec.encoder.position_encodings.encodings = weights["encoder.positional_embedding"]
    fill.norm(spec.encoder.layer_norm, "encoder.ln_post")
    spec.decoder.embeddings.weight = weights["decoder.token_embedding.weight"]
    spec.decoder.projection.weight = weights["decoder.token_embedding.weight"]
    spec.decoder.position_encodings.encodings = weights["decoder.positional_embedding"]
    spec.decoder.scale_embeddings = False
    fill.norm(spec.decoder.layer_norm, "decoder.ln")
    for side in ("encoder", "decoder"):
        for number, layer in enumerate(getattr(spec, side).layer):
            fill.layer(layer, f"{side}.blocks.{number}", crossed=side == "decoder")
    return spec


@dataclass(frozen=True, slots=True)
class _Filler:
    """Puts openai-whisper's weights (by their names) into parts of the specification."""

    weights: Mapping[str, Any]

    def linear(self, part: Any, name: str) -> None:
        part.weight = self.weights[f"{name}.weight"]
        if f"{name}.bias" in self.weights:
            part.bias = self.weights[f"{name}.bias"]

    def norm(self, part: Any, name: str) -> None:
        part.gamma = self.weights[f"{name}.weight"]
        part.beta = self.weights[f"{name}.bias"]

    def attention(self, part: Any, name: str, *, to_itself: bool) -> None:
        """Query, key and value become one matrix, or, across to the encoder, query and key-value."""
        from ctranslate2.converters import utils
        from ctranslate2.specs import common_spec

        query, key, value = (common_spec.LinearSpec() for _ in range(3))
        for piece, kind in ((query, "query"), (key, "key"), (value, "value")):
            self.linear(piece, f"{name}.{kind}")
        groups = [[query, key, value]] if to_itself else [[query], [key, value]]
        for target, group in zip(part.linear, groups, strict=False):
            utils.fuse_linear(target, group)
        self.linear(part.linear[-1], f"{name}.out")

    def layer(self, part: Any, name: str, *, crossed: bool) -> None:
        self.attention(part.self_attention, f"{name}.attn", to_itself=True)
        self.norm(part.self_attention.layer_norm, f"{name}.attn_ln")
        if crossed:
            self.attention(part.attention, f"{name}.cross_attn", to_itself=False)
            self.norm(part.attention.layer_norm, f"{name}.cross_attn_ln")
        self.linear(part.ffn.linear_0, f"{name}.mlp.0")
        self.linear(part.ffn.linear_1, f"{name}.mlp.2")
        self.norm(part.ffn.layer_norm, f"{name}.mlp_ln")


def _configure(config: Any, model: Whisper, tokenizer: Any) -> None:
    """What openai-whisper's decoding suppresses, its languages, and the heads that tell word times."""
    control = (
        tokenizer.transcribe, tokenizer.translate, tokenizer.sot,
        tokenizer.sot_prev, tokenizer.sot_lm, tokenizer.no_speech,
    )  # fmt: skip
    config.suppress_ids = sorted({*tokenizer.non_speech_tokens, *control})
    config.suppress_ids_begin = [*tokenizer.encode(" "), tokenizer.eot]
    config.lang_ids = list(tokenizer.all_language_tokens) if model.is_multilingual else []
    heads = model.alignment_heads.to_sparse().indices().T.tolist()
    config.alignment_heads = [tuple(head) for head in heads]


def _check_space(folder: Path, model: Whisper, quantization: Quantization) -> None:
    weights = sum(parameter.numel() for parameter in model.parameters())
    needed = int(weights * _BYTES_A_WEIGHT[quantization])
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise OSError(f"about {needed} bytes are needed and {free} are free")


def _vouch(
    folder: Path, source: ModelFile, quantization: Quantization, dims: Mapping[str, int]
) -> None:
    """Write ``source.json``, and everything to the disk."""
    import ctranslate2

    files = {
        path.name: {"size": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(folder.iterdir())
    }
    manifest = {
        "source": {"name": source.name, "sha256": source.sha256},
        "quantization": quantization,
        "dims": dict(dims),
        "ctranslate2": ctranslate2.__version__,
        "files": files,
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _put(draft: Path, place: Path, aside: Path) -> None:
    """Give the draft its name, unless another process was faster; what is not whole goes."""
    if read(place) is not None:
        return
    if place.exists():
        place.rename(aside / "before")
    draft.rename(place)
    _sync(place.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_abandoned(folder: Path) -> None:
    for draft in folder.glob(f"{_DRAFT}*"):
        if time.time() - draft.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(draft, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
