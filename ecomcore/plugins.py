"""What other packages add to the bot without a change of it: skills, parts of the build, recommenders, importers.

A package says in its entry points what it adds (`[project.entry-points."shopbot.skills"]` in its `pyproject.toml`); it
counts as soon as it is installed in this environment. CONTRIBUTING.md says what each group expects.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ecomcore.errors import SettingsError

SKILLS = "shopbot.skills"
PARTS = "shopbot.parts"
RECOMMENDERS = "shopbot.recommenders"
IMPORTERS = "shopbot.importers"
GROUPS = (SKILLS, PARTS, RECOMMENDERS, IMPORTERS)


@lru_cache(maxsize=len(GROUPS))
def added(group: str) -> dict[str, Any]:
    """Return what installed packages add to a group, by name.

    Raises:
        SettingsError: two packages use the same name, or one cannot be imported.
    """
    found: dict[str, Any] = {}
    for entry in _entries(group):
        if entry.name in found:
            raise SettingsError(f"two installed packages add {entry.name!r} to {group}; remove one")
        try:
            found[entry.name] = entry.load()
        except Exception as error:
            raise SettingsError(
                f"{entry.name!r} of {group}, which {_package(entry)} adds, cannot be loaded "
                f"({type(error).__name__}: {error}); mend that package or remove it"
            ) from error
    return found


def together(group: str, own: dict[str, Any]) -> dict[str, Any]:
    """Return what is ours and what packages add to it.

    Raises:
        SettingsError: a package uses a name that is ours.
    """
    others = added(group)
    for name in others.keys() & own.keys():
        raise SettingsError(
            f"an installed package adds {name!r} to {group}, which is there already"
        )
    return own | others


def folders(group: str, name: str = ".") -> dict[str, Path]:
    """Return the folders `name` that lie beside the modules added to a group, by the name of what is added.

    The modules themselves are not imported, only the packages that they are in.
    """
    specs = {entry.name: find_spec(entry.module) for entry in _entries(group)}
    found = {n: Path(s.origin).parent / name for n, s in specs.items() if s and s.origin}
    return {entry: path for entry, path in found.items() if path.is_dir()}


def described() -> list[str]:
    """Return a line for everything that is added; it changes with the version of the package."""
    return [f"{e.group} {e.name} {e.value} {_package(e)}" for g in GROUPS for e in _entries(g)]


def _entries(group: str) -> Iterator[EntryPoint]:
    yield from sorted(entry_points(group=group), key=lambda entry: (entry.name, entry.value))


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "a package"
