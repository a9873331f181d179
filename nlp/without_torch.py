"""spaCy without torch beside it.

thinc, on which spaCy stands, imports torch wherever it is installed: two seconds and 200 MB in each
process that reads, for wrappers that nothing here uses. ``install()`` lets only that one import find
no torch. Whoever needs torch in the same process imports it before or after as ever.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

#: The module of thinc that looks for torch and copes with its absence.
_LOOKS = "thinc.compat"


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


class _Finder(MetaPathFinder):
    """Finds ``thinc.compat`` only, as Python would, to be run by ``_Alone``."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _LOOKS:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Alone(spec.loader)
        return spec


def install() -> None:
    """Put the finder first; a second call changes nothing."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
