"""What a build consists of, and where the builds of a shop lie."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from ecomcore.config import Settings, get_settings
from ecomcore.errors import BuildError


@dataclass(frozen=True)
class PartEntry:
    """One part of a build, as its manifest has it."""

    name: str
    folder: str
    seconds: float
    metrics: dict[str, float]
    files: dict[str, int]
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a build consists of."""

    id: str
    shop: str
    created_at: str
    format: int
    embed_model: str
    versions: dict[str, str]
    parts: dict[str, PartEntry] = field(default_factory=dict)


def shop_builds_dir(shop: str, settings: Settings | None = None) -> Path:
    """Return the folder of a shop's builds."""
    return (settings or get_settings()).builds_dir / shop


def current_id(shop: str, settings: Settings | None = None) -> str | None:
    """Return the id of the build in service, or None where there is none."""
    try:
        return (shop_builds_dir(shop, settings) / "CURRENT").read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the build in `folder`.

    Raises:
        BuildError: there is none that can be read.
    """
    try:
        raw = json.loads((folder / "manifest.json").read_text("utf-8"))
        raw["parts"] = {name: PartEntry(**entry) for name, entry in raw["parts"].items()}
        return Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BuildError(
            f"{folder / 'manifest.json'} cannot be read ({error}); run 'ecomcore build'"
        ) from error
