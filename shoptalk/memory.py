"""Gives back the memory that a process used only to get ready."""

from __future__ import annotations

import ctypes
import gc
from ctypes.util import find_library


def settle() -> bool:
    """Collect what loading left behind and hand it back to the system; say whether the C library could do so.

    What is loaded by now stays for good, so the collector does not look through it again.
    """
    gc.collect()
    gc.freeze()
    name = find_library("c")
    trim = getattr(ctypes.CDLL(name), "malloc_trim", None) if name else None
    return bool(trim is not None and trim(0))
