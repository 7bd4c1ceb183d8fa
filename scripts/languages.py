"""Says what each language has and lacks: `python -m scripts.languages`; `--check` fails where one lacks something.

A language that is a pack counts where `ECOM_LANGUAGE_PACKS` names it.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.languages import FALLBACK, languages
from actions.phrases import phrases
from actions.texts import written
from ecomcore import plugins
from ecomcore.customers import wording as customers
from ecomcore.evidence import words as evidence
from ecomcore.images import wording as images
from ecomcore.recommend import wording as recommend
from ecomcore.reviews import topics as review_topics
from ecomcore.reviews import vocabulary as reviews
from ecomcore.reviews import wording as review_texts
from ecomcore.safety import words as safety
from ecomcore.search import lexicon as search
from ecomcore.service import days as service
from ecomcore.shop import places
from ecomcore.shop import wording as shop
from ecomcore.sizes import body as sizes
from ecomcore.text import words as patterns
from scripts import training
from scripts.bootstrap import ROOT
from shoptalk import packs, vocabulary

LEAST_EXAMPLES = 10
FALLBACK_INTENT = "nlu_fallback"


@dataclass(frozen=True)
class Room:
    """Where a room keeps its words, and whether they are said (all of them are needed) or only heard."""

    name: str
    folder: Path
    suffix: str
    is_said: bool

    def read(self, language: str) -> Mapping[str, Any] | None:
        """Return the words of a language, none where it has no file."""
        path = packs.files(self.folder, self.name, self.suffix).get(language)
        if path is None:
            return None
        text = path.read_text("utf-8")
        found: Mapping[str, Any] = (
            tomllib.loads(text) if self.suffix == ".toml" else yaml.safe_load(text)
        )
        return found if self.is_said else dict.fromkeys(found)


ROOMS = (
    Room("bot", ROOT / "bot" / "components" / "words", ".yml", is_said=False),
    Room(vocabulary.ROOM, vocabulary.FOLDER, ".yml", is_said=False),
    Room(search.ROOM, search.FOLDER, ".yml", is_said=False),
    Room(evidence.ROOM, evidence.FOLDER, ".yml", is_said=False),
    Room(reviews.ROOM, reviews.FOLDER, ".yml", is_said=False),
    Room(review_topics.ROOM, review_topics.FOLDER, ".yml", is_said=False),
    Room(safety.ROOM, safety.FOLDER, ".yml", is_said=False),
    Room(service.ROOM, service.FOLDER, ".yml", is_said=False),
    Room(sizes.ROOM, sizes.FOLDER, ".yml", is_said=False),
    Room(patterns.ROOM, patterns.FOLDER, ".toml", is_said=False),
    Room(places.ROOM, places.FOLDER, ".toml", is_said=False),
    Room(shop.ROOM, shop.FOLDER, ".toml", is_said=True),
    Room(recommend.ROOM, recommend.FOLDER, ".toml", is_said=True),
    Room(review_texts.ROOM, review_texts.FOLDER, ".yml", is_said=True),
    Room(images.ROOM, images.FOLDER, ".yml", is_said=True),
    Room(customers.ROOM, customers.FOLDER, ".yml", is_said=True),
)


def lacks(language: str) -> Iterator[str]:
    """Yield a line for everything that the fallback language has and this one, in the files it has, lacks."""
    for name, own, model in (
        ("texts", written(language), written(FALLBACK)),
        ("phrases", phrases(language), phrases(FALLBACK)),
    ):
        yield from (f"{name}: {key}" for key in packs.missing(own, model))
    counted = examples(language)
    for intent, count in sorted(counted.items()):
        if count < LEAST_EXAMPLES:
            yield f"nlu: {intent} has {count} of {LEAST_EXAMPLES} examples"
    for room in ROOMS:
        found = room.read(language)
        if found is not None and room.is_said:
            keys = packs.missing(found, room.read(FALLBACK) or {})
            yield from (f"words/{room.name}{room.suffix}: {key}" for key in keys)


def left_out(language: str) -> Iterator[str]:
    """Yield the files of rooms that a language pack does without: English is said there, and nothing is heard."""
    if language in packs.packs():
        for room in ROOMS:
            if room.read(language) is None:
                yield f"words/{room.name}{room.suffix}"


def examples(language: str) -> Counter[str]:
    """Return how many examples there are of each intent in a language."""
    others = plugins.folders(plugins.SKILLS, "bot")
    found = training.material(ROOT / "bot", others, packs.packs())
    counted = Counter(dict.fromkeys(_listened_for(found), 0))
    for name, content in found.items():
        if not (name.startswith(f"data/{language}/") or name.endswith(f".{language}.yml")):
            continue
        for entry in yaml.safe_load(content).get("nlu") or []:
            if "intent" in entry:
                counted[entry["intent"]] += len(str(entry["examples"]).strip().splitlines())
    return counted


def _listened_for(found: Mapping[str, bytes]) -> list[str]:
    """Return the intents that need examples; the fallback's is what fits none of them."""
    return [intent for intent in training.intents(found) if intent != FALLBACK_INTENT]


def main() -> int:
    """Print what each language has and lacks."""
    parser = argparse.ArgumentParser(prog="python -m scripts.languages", description=__doc__)
    parser.add_argument("languages", nargs="*", default=[*languages()], help="default: all")
    parser.add_argument("--check", action="store_true", help="fail if a language lacks something")
    options = parser.parse_args()
    is_whole = True
    for language in options.languages:
        lacking = list(lacks(language))
        is_whole = is_whole and not lacking
        origin = packs.packs().get(language, "this project")
        said, heard, count = written(language), phrases(language), examples(language)
        print(
            f"{language} ({origin}): {len(said)} texts, {len(heard)} meanings, {count.total()} examples"
        )
        for line in lacking:
            print(f"  lacks {line}")
        for file in left_out(language):
            print(f"  does without {file}")
    return 1 if options.check and not is_whole else 0


if __name__ == "__main__":
    sys.exit(main())
