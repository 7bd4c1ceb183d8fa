"""Draws which room of the code imports which into docs/architecture.md; fails where imports go in a circle.

A room is a folder directly below `actions` or `ecomcore`, or a module there. Every import counts, also one inside a
function; not those that only a type checker sees.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from scripts.bootstrap import ROOT

PACKAGES = ("actions", "ecomcore")
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- imports: written by scripts.architecture -->", "<!-- end of imports -->"
FOUNDATION = frozenset({"ecomcore.errors", "ecomcore.config", "ecomcore.money"})
"""Rooms that nearly every other one uses: an arrow to them says nothing, so none is drawn."""
Graph = dict[str, set[str]]


def modules(root: Path) -> dict[str, Path]:
    """Return every module of the packages by its dotted name."""
    return {
        _name(path.relative_to(root)): path
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
    }


def import_graph(root: Path) -> Graph:
    """Return which module imports which of the others."""
    paths = modules(root)
    return {
        name: {
            found
            for wanted in _imported(ast.parse(path.read_text("utf-8")))
            if (found := _known(wanted, paths)) and found != name
        }
        for name, path in paths.items()
    }


def rooms(graph: Mapping[str, Iterable[str]]) -> Graph:
    """Return which room imports which other one."""
    found: Graph = {}
    for module, others in graph.items():
        here = room_of(module)
        found.setdefault(here, set()).update(room_of(other) for other in others)
    return {room: others - {room} for room, others in found.items()}


def room_of(module: str) -> str:
    """Return the room of a module: `actions.skills.cart` is in `actions.skills`."""
    return ".".join(module.split(".")[:2])


def circle(graph: Mapping[str, Iterable[str]]) -> list[str] | None:
    """Return the names along one circle, its first name again at its end, or None."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])[::-1]
    return None


def diagram(graph: Mapping[str, Iterable[str]]) -> str:
    """Return the rooms and their imports as a Mermaid diagram; an arrow that follows from others is left out."""
    lines = ["```mermaid", "flowchart TD"]
    drawn = {room: set(others) - FOUNDATION for room, others in graph.items()}
    for package in PACKAGES:
        lines.append(f"  subgraph {package}")
        named = sorted(room for room in drawn if room.startswith(f"{package}."))
        lines += [
            f"    {_id(room)}[{room.split('.')[1]}]" for room in named if room not in FOUNDATION
        ]
        lines.append("  end")
    for room in sorted(set(drawn) - FOUNDATION):
        direct = drawn[room] - {
            far for near in drawn[room] for far in _reachable(near, drawn) if far in drawn[room]
        }
        lines += [f"  {_id(room)} --> {_id(other)}" for other in sorted(direct)]
    return "\n".join([*lines, "```"])


def page(text: str, drawing: str) -> str:
    """Return the page with the drawing between its two marks.

    Raises:
        ValueError: the page has no such marks.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} needs a line '{BEGIN}' and a line '{END}'")
    return f"{before}{BEGIN}\n{drawing}\n{END}{after}"


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of everything that is imported, down to the names in it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield from _imported(node)


def _known(wanted: str, paths: Mapping[str, Path]) -> str | None:
    """Return the module that a dotted name is or is in; None if it is none of ours."""
    while wanted and wanted not in paths:
        wanted = wanted.rpartition(".")[0]
    return wanted if wanted not in ("", *PACKAGES) else None


def _reachable(room: str, graph: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(graph.get(room, ()))
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            waiting.extend(graph.get(other, ()))
    return found


def _id(room: str) -> str:
    return room.replace(".", "_")


def main() -> int:
    """Write the diagram, or with `--check` only compare; 1 for a circle or an old page."""
    parser = argparse.ArgumentParser(prog="python -m scripts.architecture", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if it is old")
    options = parser.parse_args()
    graph = import_graph(ROOT)
    for kind, found in (("modules", graph), ("rooms", rooms(graph))):
        around = circle(found)
        if around is not None:
            print(f"{kind} import each other: {' → '.join(around)}", file=sys.stderr)
            return 1
    text = PAGE.read_text("utf-8")
    fresh = page(text, diagram(rooms(graph)))
    if fresh == text:
        return 0
    if options.check:
        print("docs/architecture.md is not up to date; run 'make docs'", file=sys.stderr)
        return 1
    PAGE.write_text(fresh, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
