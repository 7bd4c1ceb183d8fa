"""Measures which skill answers each message of labelled conversations, at its place in them.

Run: python -m benchmarks.turns [--part held] [--trial FOLDER] [--mistakes] [--json]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.progress import track

from actions.conversation.features import ABSORBED
from actions.understanding.reading import ANSWER
from benchmarks.turns_labelled import HELD, LabelledConversation, labelled, trial
from benchmarks.turns_play import Play, Played, Shop, served, texts_of, understood

ANSWERS = ABSORBED | {ANSWER}
"""What an open task takes as an answer, whatever it is called."""


@dataclass
class Counted:
    """How often the right skills answered."""

    right: int = 0
    of: int = 0
    mistakes: list[tuple[str, str, str]] = field(default_factory=list)
    """Message, what it asks for, what answered."""

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.of if self.of else 0.0


def answered(played: Played) -> list[str]:
    """Return the skills that answered a message, a task as `answer`."""
    return [ANSWER if a.skill.startswith("task") else a.skill for a in played.answers]


def is_right(played: Played) -> bool:
    """Say whether a message was answered by the skills that it asks for, with what it names."""
    found = answered(played)
    wanted = [w | ANSWERS if w & ANSWERS else w for w in played.turn.skills]
    if len(wanted) == 1:
        return bool(found) and found[0] in wanted[0] and _has_arguments(played)
    return len(found) == len(wanted) and all(f in w for f, w in zip(found, wanted, strict=True))


def _has_arguments(played: Played) -> bool:
    """Say whether the order numbers and the number of pieces that a message names were read."""
    entities = [e for part in played.requests for e in part.get("entities") or []]
    held = {
        name: {str(e["value"]) for e in entities if e["entity"] == name}
        for name in ("order_number", "quantity")
    }
    orders = {str(number) for number in played.turn.arguments.get("order", [])}
    quantity = played.turn.arguments.get("quantity")
    return orders <= held["order_number"] and (
        quantity is None or str(quantity) in {q.removesuffix(".0") for q in held["quantity"]}
    )


def measure(
    shop: Shop, conversations: Iterable[LabelledConversation], parses: dict[str, Any]
) -> dict[str, Counted]:
    """Play the conversations; return what was right by language."""
    found: dict[str, Counted] = {}
    for conversation in conversations:
        shop.reset()
        counted = found.setdefault(conversation.language, Counted())
        for played in Play(shop.service, parses, conversation).turns():
            if not played.turn.skills:
                continue
            counted.of += 1
            if is_right(played):
                counted.right += 1
            else:
                wanted = "+".join("|".join(sorted(w)) for w in played.turn.skills)
                counted.mistakes.append((played.turn.say, wanted, "+".join(answered(played))))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default=HELD, help="which conversations: held (default) or train")
    parser.add_argument(
        "--trial",
        type=Path,
        help="folder with shopper.LANGUAGE.txt, instead of the own conversations",
    )
    parser.add_argument("--mistakes", action="store_true", help="list what was wrong")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    chosen = labelled()
    for language in ("en", "zh") if asked.trial else ():
        chosen += trial(asked.trial, language)
    chosen = [conversation for conversation in chosen if conversation.part == asked.part]
    prepared, settings = served()
    parses = understood(prepared.model, texts_of(chosen))
    found = measure(Shop(prepared.place, settings), track(chosen, "playing"), parses)
    for language, counted in found.items():
        print(f"{language}: {counted.right} of {counted.of} right ({counted.share:.1%})")
        if asked.mistakes:
            for say, wanted, got in counted.mistakes:
                print(f"  {say!r}: {wanted} <- {got}")
            pairs = Counter((w, g) for _, w, g in counted.mistakes)
            for (wanted, got), n in pairs.most_common(25):
                print(f"  {n:3} {wanted} <- {got}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
