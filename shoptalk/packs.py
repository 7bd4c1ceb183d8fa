"""Languages as folders: those that lie in the project, and the packs that `ECOM_LANGUAGE_PACKS` names.

A pack is one folder, named by the ISO 639-1 code of its language, with everything of that language: `texts/` (what is
said), `phrases/` (what is heard), `nlu/` (how shoppers say it) and `words/`, one file a room. The words of our own
languages lie in the rooms themselves (`<room>/<language>.yml`); `files` puts both together, so that a room need not
know which languages there are.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SETTING = "ECOM_LANGUAGE_PACKS"
FALLBACK = "en"
WORDS = "words"
CODE = re.compile(r"[a-z]{2}")
OWN = Path(__file__).parent / WORDS
"""Every language that the project itself speaks has a file here."""

logger = logging.getLogger(__name__)


class PackError(ValueError):
    """The setting names something that is no language pack; the message says what and what to do."""


@cache
def packs() -> Mapping[str, Path]:
    """Return the folders of the language packs in use, by language.

    Raises:
        PackError: the setting cannot be read, or names something that is no pack.
    """
    return parse(os.environ.get(SETTING, ""))


def parse(setting: str) -> dict[str, Path]:
    """Return the folders that the setting names, by language: a JSON list, or paths with colons between them.

    Raises:
        PackError: it is no such list, a folder is not there or not named by a language, or a language comes twice
            or is one of the project's own.
    """
    found: dict[str, Path] = {}
    for folder in _listed(setting.strip()):
        if not folder.is_dir():
            raise PackError(f"{SETTING}: there is no folder {folder}")
        if not CODE.fullmatch(folder.name):
            raise PackError(
                f"{SETTING}: {folder} must be named by the two-letter code of its language, as in .../de"
            )
        if (OWN / f"{folder.name}.yml").is_file():
            raise PackError(
                f"{SETTING}: {folder} is of a language that this project speaks already; what a shop words its "
                "own way goes into var/shops/SHOP/texts/"
            )
        if folder.name in found:
            raise PackError(
                f"{SETTING}: {found[folder.name]} and {folder} are packs of the same language; remove one"
            )
        found[folder.name] = folder
    return found


def files(folder: Path, room: str, suffix: str = ".yml") -> dict[str, Path]:
    """Return the file of each language that a room has words of, by language.

    Args:
        folder: where the room keeps those of our own languages, as `<language><suffix>`.
        room: how the room's file is called in a pack, as in `words/<room><suffix>`.
        suffix: the ending of the files.
    """
    own = {
        path.stem: path for path in sorted(folder.glob(f"*{suffix}")) if CODE.fullmatch(path.stem)
    }
    added = {
        language: path
        for language, pack in packs().items()
        if (path := pack / WORDS / f"{room}{suffix}").is_file()
    }
    return own | added


def completed(found: Mapping[str, Any], model: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return texts with those of the model language in the place of what they lack, and warn of that.

    Nothing is said about keys that the model language does not have; they stay.
    """
    lacking = list(missing(found, model))
    if lacking:
        logger.warning(
            "%s lacks %d of %d texts, which are said in English: %s",
            where, len(lacking), sum(1 for _ in _leaves(model)), ", ".join(lacking[:20]),
        )  # fmt: skip
    return _filled(found, model)


def missing(found: Mapping[str, Any], model: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield the keys of the model that a language lacks, those of an inner table after a dot."""
    for key, value in model.items():
        if key not in found:
            yield from _leaves({key: value}, above)
        elif isinstance(value, Mapping) and isinstance(found[key], Mapping):
            yield from missing(found[key], value, f"{above}{key}.")


def _listed(setting: str) -> list[Path]:
    if not setting:
        return []
    if not setting.startswith("["):
        return [Path(path).resolve() for path in setting.split(os.pathsep) if path]
    try:
        return [Path(str(path)).resolve() for path in json.loads(setting)]
    except ValueError as error:
        raise PackError(
            f'{SETTING} must be a list of folders, as in ["/srv/languages/de"]: {error}'
        ) from error


def _leaves(table: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _filled(found: Mapping[str, Any], model: Mapping[str, Any]) -> dict[str, Any]:
    filled = {**model, **found}
    for key, value in model.items():
        if isinstance(value, Mapping) and isinstance(found.get(key), Mapping):
            filled[key] = _filled(found[key], value)
    return filled
