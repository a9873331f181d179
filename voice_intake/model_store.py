"""Where speech models are: by name or by path, never fetched silently.

Names are openai-whisper's (tiny ... turbo), the file ``NAME.pt`` in the models folder for any other
checkpoint of that format, or ``demo``: the repository's own small one, which knows synthetic voices
only and is never for callers.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from voice_intake.errors import ConfigurationError, ModelBrokenError, ModelMissingError
from voice_intake.settings import Settings

DEMO = "demo"

#: Cut connections that one command bears.
_MAX_CUTS = 20

#: Bytes done, bytes in all (0 where unknown).
OnBytes = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PublicModel:
    """One of openai-whisper's published checkpoints."""

    name: str
    sha256: str
    #: File name on the server and in the models folder.
    file_name: str
    #: The file's size, rounded: what a download costs.
    size_bytes: int

    @property
    def languages(self) -> int:
        """How many languages it knows; Cantonese is the hundredth."""
        if self.name.endswith(".en"):
            return 1
        return 100 if self.name in _WITH_CANTONESE else 99

    @property
    def can_translate(self) -> bool:
        """Whether it was trained to translate into English."""
        return self.languages > 1 and self.name != "large-v3-turbo"

    @property
    def url(self) -> str:
        """Where it is published; the folder's name is the sha256."""
        return f"{_SERVER}/{self.sha256}/{self.file_name}"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A checkpoint on this machine's disk."""

    path: Path
    name: str

    @property
    def sha256(self) -> str:
        """Of the file's bytes; read once as long as it does not change."""
        facts = self.path.stat()
        return _sha256(self.path, facts.st_size, facts.st_mtime_ns)

    @property
    def synthetic_only(self) -> bool:
        """Whether this is the demo's checkpoint, under whatever name: it must not hear callers."""
        demo = demo_path()
        return self.name == DEMO or (
            demo.is_file()
            and demo.stat().st_size == self.path.stat().st_size
            and ModelFile(demo, DEMO).sha256 == self.sha256
        )


def resolve(settings: Settings, name: str | None = None) -> ModelFile:
    """The model of this name or path (``settings.model`` where none is given).

    Only looks whether the file is there; loading finds out whether it is whole. Raises
    ModelMissingError, which names the command that gets it.
    """
    wanted = name or settings.model
    if "/" in wanted or wanted.endswith(".pt"):
        path = Path(wanted).expanduser()
        if not path.is_file():
            raise ModelMissingError(
                f"There is no model file {path}.", next_step="Check EARWITNESS_MODEL or --model."
            )
        return ModelFile(path.absolute(), path.stem)
    path = location(settings, wanted)
    if path.is_file():
        return ModelFile(path, wanted)
    _missing(settings, wanted, path)


def location(settings: Settings, name: str) -> Path:
    """Where the model of this name lies, or would lie."""
    if name == DEMO:
        return demo_path()
    public = public_model(name)
    return settings.models_dir / (public.file_name if public else f"{name}.pt")


def demo_path() -> Path:
    """The demo's checkpoint, beside the code that trains it."""
    spec = find_spec("samples.demo_model")
    if spec is None or spec.origin is None:
        return Path(__file__).resolve().parent.parent / "samples" / "demo_model" / "demo.pt"
    return Path(spec.origin).parent / "demo.pt"


def public_model(name: str) -> PublicModel | None:
    """The published model of this name or alias, else None."""
    return PUBLIC_MODELS.get(_ALIASES.get(name, name))


def fetch(settings: Settings, name: str, *, on_bytes: OnBytes, force: bool = False) -> ModelFile:
    """Download a published model into the models folder, unless it is there and whole.

    Takes up where an earlier download stopped, checks the sha256, and only then gives the file its
    name. Raises ModelMissingError (unknown name, no network), ModelBrokenError (wrong bytes) and
    ConfigurationError (a model that is here and not published: the demo's).
    """
    public = public_model(name)
    if public is None:
        if location(settings, name).is_file():
            raise ConfigurationError(
                f"The model {name} is none that is published, and it is here already.",
                next_step=f"`earwitness models verify {name}` says whether it can be used.",
            )
        _missing(settings, name, location(settings, name))
    target = location(settings, name)
    found = ModelFile(target, name)
    if target.is_file() and not force and found.sha256 == public.sha256:
        return found
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        copied = _copy_from_whispers_cache(public, target)
    except OSError as error:
        raise ModelMissingError(
            f"{target} cannot be written ({error.strerror or error}).",
            next_step="Make room or mend the folder's rights, then fetch it again.",
        ) from error
    if not copied:
        download(public.url, target, sha256=public.sha256, on_bytes=on_bytes)
    return found


def download(url: str, target: Path, *, sha256: str, on_bytes: OnBytes) -> None:
    """Download ``url`` to ``target``: resumable, verified, then renamed into place."""
    import httpx

    part = target.with_name(target.name + ".part")
    try:
        _stream_to_the_end(url, part, on_bytes)
    except (httpx.HTTPError, OSError) as error:
        raise ModelMissingError(
            f"{url} could not be downloaded ({_reason(error)}).",
            next_step="Try again (it goes on where it stopped), or, without a network, download it on "
            f"another machine, check that its sha256 is {sha256}, and copy it to {target}.",
        ) from error
    if _sha256_of(part) != sha256:
        part.unlink()
        raise ModelBrokenError(
            f"What {url} gave does not have the published sha256; it was removed.",
            next_step="Fetch it again; if it happens twice, something between changes the bytes.",
        )
    part.replace(target)


def _stream_to_the_end(url: str, part: Path, on_bytes: OnBytes) -> None:
    """Go on after a cut connection, as long as each attempt brings something."""
    import httpx

    for _ in range(_MAX_CUTS):
        before = part.stat().st_size if part.exists() else 0
        try:
            return _stream(url, part, on_bytes)
        except httpx.TransportError:
            if not part.exists() or part.stat().st_size <= before:
                raise
    _stream(url, part, on_bytes)


def _reason(error: Exception) -> str:
    """Why a download failed, in words where the error has some of its own."""
    return str(error) if type(error) is OSError else type(error).__name__


def _stream(url: str, part: Path, on_bytes: OnBytes) -> None:
    import httpx

    done = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={done}-"} if done else {})}
    with httpx.stream("GET", url, headers=headers, timeout=30.0, follow_redirects=True) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # it was all there already
        answer.raise_for_status()
        if answer.status_code != httpx.codes.PARTIAL_CONTENT:
            done = 0  # the server starts from the beginning
        total = done + int(answer.headers.get("Content-Length", 0))
        _check_space(part, total - done)
        with part.open("ab" if done else "wb") as file:
            for block in answer.iter_bytes():
                file.write(block)
                done += len(block)
                on_bytes(done, total)
            file.flush()
            os.fsync(file.fileno())
    if total > done:
        raise OSError("the connection ended early")


def _check_space(part: Path, needed: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if needed > free:
        raise OSError(f"{needed} bytes are needed and {free} are free")


def _copy_from_whispers_cache(public: PublicModel, target: Path) -> bool:
    """Take the file that the whisper command line downloaded earlier, where it is whole."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    found = cache / "whisper" / public.file_name
    if not found.is_file() or _sha256_of(found) != public.sha256:
        return False
    part = target.with_name(target.name + ".part")
    shutil.copyfile(found, part)
    part.replace(target)
    return True


def _missing(settings: Settings, name: str, path: Path) -> NoReturn:
    if name == DEMO:
        raise ModelMissingError(
            f"The demo's model {path} is not there.",
            next_step="It is part of the repository: get the checkout whole, or train it "
            "(samples/demo_model/CARD.md).",
        )
    if public_model(name) is None:
        raise ModelMissingError(
            f"There is no model named {name!r}.",
            next_step=f"Names: {', '.join([*PUBLIC_MODELS, *_ALIASES, DEMO])}; or the path of an "
            f"openai-whisper .pt file; or put it at {path}.",
        )
    raise ModelMissingError(
        f"The model {name} is not on this machine ({path}).",
        next_step=f"Get it with `earwitness models fetch {name}`.",
    )


@lru_cache(maxsize=32)
def _sha256(path: Path, _size: int, _changed_ns: int) -> str:
    return _sha256_of(path)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_SERVER = "https://openaipublic.azureedge.net/main/whisper/models"

#: From openai-whisper 20250625 (``whisper/__init__.py``, MIT licence); a test compares the two.
_PUBLISHED = {
    "tiny.en": "d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03",
    "tiny": "65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9",
    "base.en": "25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead",
    "base": "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e",
    "small.en": "f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872",
    "small": "9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794",
    "medium.en": "d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f",
    "medium": "345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1",
    "large-v1": "e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a",
    "large-v2": "81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524",
    "large-v3": "e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb",
    "large-v3-turbo": "aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a",
}
_ALIASES = {"large": "large-v3", "turbo": "large-v3-turbo"}

_WITH_CANTONESE = ("large-v3", "large-v3-turbo")
#: Code and weights alike (openai-whisper's README).
LICENCE = "MIT"
#: A model's files have the same size with and without ``.en``, and in each version.
_MEGABYTES = {
    "tiny": 76, "base": 145, "small": 484, "medium": 1528, "large": 3087, "large-v3-turbo": 1618,
}  # fmt: skip

PUBLIC_MODELS = {
    name: PublicModel(
        name,
        sha256,
        f"{name}.pt",
        1_000_000 * (_MEGABYTES.get(name) or _MEGABYTES[name.split(".")[0].split("-")[0]]),
    )
    for name, sha256 in _PUBLISHED.items()
}
