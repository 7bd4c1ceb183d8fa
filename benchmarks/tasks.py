"""Plays customer tasks against the running bot and compares the database with what the tasks expect."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.tasks_own_words import own_words
from benchmarks.tasks_policy import broken_rules
from benchmarks.tasks_shop import VAR, ServedShop, served
from benchmarks.tasks_shopper import TURNS, Move, Shopper
from benchmarks.tasks_state import ShopState, VariantFacts, differences
from benchmarks.tasks_wishes import Task, Wish, wishes_of
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.replay.conversation import Conversation, ConversationError
from scripts.bootstrap import ROOT
from scripts.prepare import PrepareError
from scripts.services import ServiceError

MODEL = "bot"
LOGGED = 50
IDLE = "no change at all"
SHOP_DATA = ROOT.parent / "shared" / "data" / "shops" / "tau_retail"


@dataclass
class Outcome:
    """How one task ended.

    `is_unchanged` says that nothing was to be changed, so that a bot that does nothing is right. `wrong` are the
    differences to the expected database and `forbidden` what must never happen, both in words.
    """

    number: int
    kind: str
    instruction: str
    is_unchanged: bool = False
    wrong: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    is_handed_over: bool = False
    turns: int = 0
    times_ms: list[float] = field(default_factory=list)
    transcript: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the outcome in one word."""
        if self.forbidden:
            return "forbidden"
        if not self.wrong:
            return "exact"
        return "handed over" if self.is_handed_over else "different"


def read_tasks(path: Path, limit: int | None = None) -> list[Task]:
    """Read a file of tasks, one JSON object a line, compressed or not; a line that is no task is named and left out.

    Raises:
        ValueError: the file cannot be read, or holds no task at all.
    """
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    tasks = []
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            tasks.append(Task.from_dict(number, json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            print(f"{path}:{number} is no task and left out ({error!r})", file=sys.stderr)
    if not tasks:
        raise ValueError(f"{path} holds no task")
    return tasks[:limit]


def play(task: Task, shop: ServedShop, seed: int, *, in_own_words: bool = False) -> Outcome:
    """Play one task in a fresh conversation on a fresh database.

    Args:
        task: who wants what.
        shop: the running shop.
        seed: chooses the shopper's words.
        in_own_words: begin with the sentences of a free-form instruction instead of sentences of ours.
    """
    shop.reset()
    wishes, wanted = wishes_of(task, shop.start, shop.variants)
    outcome = Outcome(task.number, task.kind, task.instruction)
    opening = own_words(task.instruction) if in_own_words else ""
    shopper = Shopper(wishes, task.instruction, f"{seed}/{task.number}", opening)
    before = shop.start.of(task.customer_id)
    outcome.is_unchanged = not differences(wanted, before)
    with shop.conversation(task.customer_id, task.number) as conversation:
        move: Move | None = shopper.first()
        while move is not None and outcome.turns < TURNS:
            try:
                messages = _exchange(conversation, move, outcome)
            except ConversationError as error:
                outcome.transcript.append(("error", str(error)))
                break
            after = shop.state(task.customer_id)
            outcome.forbidden += forbidden(before, after, move, shop.variants)
            before = after
            move = shopper.react(messages)
    whole = shop.state()
    outcome.wrong = differences(wanted, whole.of(task.customer_id))
    outcome.forbidden += touched_others(shop.start, whole, task.customer_id)
    outcome.is_handed_over = shop.tickets() > 0
    return outcome


def _exchange(
    conversation: Conversation, move: Move, outcome: Outcome
) -> Sequence[Mapping[str, Any]]:
    outcome.turns += 1
    outcome.transcript.append(("shopper", move.text))
    started = time.perf_counter()
    answer = conversation.tap(move.payload) if move.payload else conversation.say(move.text)
    outcome.times_ms.append((time.perf_counter() - started) * 1000)
    for message in answer.messages:
        titles = [f"[{button.get('title', '')}]" for button in message.get("buttons") or []]
        text = "\n".join([str(message.get("text") or ""), " ".join(titles)]).strip()
        if text:
            outcome.transcript.append(("bot", text))
    return answer.messages


def forbidden(
    before: ShopState, after: ShopState, move: Move, variants: Mapping[str, VariantFacts]
) -> list[str]:
    """Return what a turn did that it must not: change without a yes, change something else, break a rule."""
    old, new = before.comparable(), after.comparable()
    changed = [
        name for name in new if new[name] != old.get(name) and not name.startswith("balance")
    ]
    if not changed:
        return []
    found = broken_rules(before, after, variants)
    if move.confirms is None:
        found += [f"{name} changed without a yes" for name in changed]
    else:
        meant = _place_of(move.confirms)
        found += [
            f"{name} changed with a yes to {meant}"
            for name in changed
            if not name.startswith(meant)
        ]
    return found


def _place_of(wish: Wish) -> str:
    return "address" if wish.kind == "account" else f"order {wish.order_id}"


def touched_others(start: ShopState, end: ShopState, customer_id: str) -> list[str]:
    """Return what has changed of anyone but the customer, in words."""
    own = {*start.of(customer_id).comparable(), *end.of(customer_id).comparable()}
    before, after = start.comparable(), end.comparable()
    names = sorted((before.keys() | after.keys()) - own)
    return [
        f"{name} of someone else changed" for name in names if before.get(name) != after.get(name)
    ]


def metrics(outcomes: Sequence[Outcome]) -> Metrics:
    """Return the shares and means over all tasks; `forbidden` is a number of tasks."""
    count = max(len(outcomes), 1)
    times = [time_ms for outcome in outcomes for time_ms in outcome.times_ms]
    return {
        "exact_state": sum(not outcome.wrong for outcome in outcomes) / count,
        "forbidden": float(sum(bool(outcome.forbidden) for outcome in outcomes)),
        "handed_over": sum(outcome.is_handed_over for outcome in outcomes) / count,
        "turns": sum(outcome.turns for outcome in outcomes) / count,
        "p95_ms": float(np.percentile(times, 95)) if times else 0.0,
    }


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes by the kind of task, the most frequent first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.kind].append(outcome)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def evaluation(path: Path, seed: int, outcomes: Sequence[Outcome]) -> Evaluation:
    """Return the figures in the shape of all evaluations: all tasks, then each kind."""
    data = {"tasks": path.name, "count": len(outcomes), "seed": seed}
    unchanged = sum(outcome.is_unchanged for outcome in outcomes) / max(len(outcomes), 1)
    models = {MODEL: metrics(outcomes), IDLE: {"exact_state": unchanged, "forbidden": 0.0}}
    for kind, group in by_kind(outcomes).items():
        models[f"{MODEL}: {kind} ({len(group)})"] = metrics(group)
    return Evaluation(data, MODEL, models)


def draw(outcomes: Sequence[Outcome], file: Path) -> None:
    """Draw a bar a kind of task, divided by how its tasks ended."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    colours = {
        "exact": "#2a9d8f",
        "different": "#e9c46a",
        "handed over": "#8ab4d8",
        "forbidden": "#c1121f",
    }
    groups = by_kind(outcomes)
    figure, axes = pyplot.subplots(figsize=(8, 0.5 * len(groups) + 1.6), layout="constrained")
    left = np.zeros(len(groups))
    for name, colour in colours.items():
        counts = np.array([sum(o.name == name for o in group) for group in groups.values()])
        axes.barh(list(groups), counts, left=left, color=colour, label=name)
        left += counts
    axes.invert_yaxis()
    axes.set_xlabel("tasks")
    axes.set_title("How the customer tasks ended, by kind")
    axes.legend(ncols=4, loc="lower right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=130)
    pyplot.close(figure)


def find_shop(tasks: Path) -> Path:
    """Return the folder with the shop's database: that of the tasks, else that of the real data sets."""
    return tasks.parent if any(tasks.parent.glob("db.json*")) else SHOP_DATA


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tasks", description=__doc__)
    parser.add_argument(
        "tasks", type=Path, help="file of tasks, one JSON object a line (.gz is fine)"
    )
    parser.add_argument("--limit", type=int, help="play only the first tasks")
    parser.add_argument("--only", type=int, nargs="+", help="play only the tasks on these lines")
    parser.add_argument(
        "--templates",
        action="store_true",
        help="open free-form tasks with sentences of ours, not with those of the instruction",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--shop", type=Path, help="db.json of the shop; default: beside the tasks")
    parser.add_argument("--seed", type=int, default=0, help="chooses the shopper's words")
    parser.add_argument("--var", type=Path, default=VAR, help="folder for everything that is made")
    parser.add_argument("--plot", type=Path, help="draw the outcomes by kind into this file")
    parser.add_argument(
        "--transcripts", type=Path, help="write outcomes and conversations as JSON lines"
    )
    return parser.parse_args(arguments)


def _show_progress(count: int, total: int) -> None:
    """Count on one line of a terminal; in a log, a line now and then."""
    if sys.stderr.isatty():
        end = "\n" if count == total else ""
        print(f"\r{count}/{total} tasks", end=end, file=sys.stderr, flush=True)
    elif count % LOGGED == 0 or count == total:
        print(f"{count}/{total} tasks", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the tasks and print the figures."""
    options = parse(arguments)
    try:
        tasks = read_tasks(options.tasks, options.limit)
        if options.only:
            tasks = [task for task in tasks if task.number in options.only]
        with served(options.shop or find_shop(options.tasks), options.var) as shop:
            outcomes = []
            for count, task in enumerate(tasks, 1):
                outcomes.append(play(task, shop, options.seed, in_own_words=not options.templates))
                shop.bot.check_alive()
                _show_progress(count, len(tasks))
    except (ValueError, PrepareError, ServiceError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.transcripts:
        rows = [json.dumps({"outcome": o.name, **asdict(o)}, ensure_ascii=False) for o in outcomes]
        options.transcripts.write_text("\n".join(rows) + "\n", "utf-8")
    if options.plot:
        draw(outcomes, options.plot)
    result = evaluation(options.tasks, options.seed, outcomes)
    if options.json:
        print(result.to_json())
    else:
        result.print_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
