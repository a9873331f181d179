"""Pages of a mapped file, given back once their weights are in their final form.

A mapped checkpoint's pages stay resident as they are read, though nothing needs them any more: after
loading large-v3 that was another 3 GB. The system is told so (``madvise(MADV_DONTNEED)``, Linux); what is
read again comes from the file again.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from functools import cache

from torch import Tensor

#: Linux' number of the advice; the ``mmap`` module has no name for it elsewhere.
_DONT_NEED = 4


def let_go(weight: Tensor) -> None:
    """Give back the pages of a weight that lies in a mapped file and was never written to.

    Never for memory that is no file's: its contents would be lost. Elsewhere than on Linux nothing happens.
    """
    start = weight.data_ptr()
    # Whole pages only: what begins before or ends behind is another weight's, or small.
    first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
    last = (start + weight.numel() * weight.element_size()) // mmap.PAGESIZE * mmap.PAGESIZE
    if last > first and sys.platform == "linux":
        _libc().madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), _DONT_NEED)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)
