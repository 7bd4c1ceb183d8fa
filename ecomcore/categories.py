"""Paths of categories: `kitchen/kettles` lies within `kitchen`."""

from __future__ import annotations

from collections.abc import Iterable


def is_within(category: str, paths: Iterable[str]) -> bool:
    """Say whether a category is one of these, or lies below one."""
    return any(f"{category}/".startswith(f"{path}/") for path in paths)
