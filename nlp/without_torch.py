"""spaCy without torch beside it, and without its command line.

thinc, on which spaCy stands, imports torch wherever it is installed: two seconds and 200 MB in each
process that reads, for wrappers that nothing here uses. ``install()`` lets only that one import find
no torch. Whoever needs torch in the same process imports it before or after as ever.

spaCy itself imports its command line for one function, ``spacy.info``, and with it two clients of the
web: a third of its start. While spaCy is imported that function stands alone; it, and whoever imports
``spacy.cli`` afterwards, gets the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

#: The module of thinc that looks for torch and copes with its absence.
_LOOKS = "thinc.compat"
_COMMANDS, _INFO = "spacy.cli", "spacy.cli.info"


def _info(*args: Any, **options: Any) -> Any:
    """``spacy.info``: the real one, imported when it is called."""
    from spacy.cli.info import info

    return info(*args, **options)


class _Alone(Loader):
    """Runs a module while ``import torch`` fails."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if "torch" in sys.modules:
            self._loader.exec_module(module)
            return
        sys.modules["torch"] = None  # type: ignore[assignment]  # Python's way to say "not there"
        try:
            self._loader.exec_module(module)
        finally:
            del sys.modules["torch"]


class _WithoutCommands(Loader):
    """Runs ``spacy`` while its command line is one function."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        stand_ins = {name: ModuleType(name) for name in (_COMMANDS, _INFO)}
        vars(stand_ins[_INFO])["info"] = _info
        sys.modules.update(stand_ins)
        try:
            self._loader.exec_module(module)
        finally:
            for name in stand_ins:
                del sys.modules[name]


#: Which loader runs which module.
_LOADERS = {_LOOKS: _Alone, "spacy": _WithoutCommands}


class _Finder(MetaPathFinder):
    """Finds ``thinc.compat`` and ``spacy`` only, as Python would, to be run by loaders of ours."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in _LOADERS:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _LOADERS[name](spec.loader)
        return spec


def install() -> None:
    """Put the finder first; a second call changes nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
