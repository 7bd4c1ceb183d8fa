"""Every command that the documentation shows works: those in blocks marked `shell` are run on the demo shop.

Blocks marked `shell slow` hold what takes minutes or waits for a person; of those, what they name must exist. So must
the commands and modules that sentences name. Blocks marked `text` show how something is used, with words in capitals to
replace.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from ecomcore.cli import app
from scripts.bootstrap import ROOT
from scripts.prepare import DEMO, Place, prepare_shop

NOW = "2026-11-20T10:00:00Z"
CACHE = ROOT / "var" / "test-cache"
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
MODULE = re.compile(r"(?:actions|bot|ecomcore|scripts|shoptalk|tests)/[\w/]+\.py")
TO_BE_ADDED = {"actions/skills/tailoring.py"}
"""Modules of examples, which who follows them writes."""
COMMAND = re.compile(r"^(?:make\b|ecomcore\s|git\b|\.venv/|\.tools/|bot/\.venv/|scripts/)")


@dataclass(frozen=True)
class Block:
    """Commands that a page shows together."""

    place: str
    mark: str
    commands: tuple[str, ...]


def blocks() -> list[Block]:
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in BLOCK.finditer(text):
            lines = match[2].replace("\\\n", " ").splitlines()
            number = text.count("\n", 0, match.start()) + 1
            place = f"{page.relative_to(ROOT)}:{number}"
            found.append(
                Block(place, match[1], tuple(line.strip() for line in lines if line.strip()))
            )
    return found


def marked(mark: str) -> list[object]:
    return [pytest.param(block, id=block.place) for block in blocks() if block.mark == mark]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a user has it who has built the demo shop, with an export of a shop of their own."""
    prepare_shop(Place(var=CACHE, now=NOW), say=lambda _text: None)
    folder = tmp_path_factory.mktemp("project")
    for entry in ROOT.iterdir():
        if entry.name not in ("var", ".git"):
            (folder / entry.name).symlink_to(entry)
    for name in ("shops", "builds"):
        shutil.copytree(CACHE / name / DEMO, folder / "var" / name / DEMO, symlinks=True)
    exports = ROOT / "tests" / "data" / "import" / "shopify"
    shutil.copy(exports / "products_export.csv", folder)
    shutil.copytree(ROOT / "tests" / "data" / "onboarding", folder / "my-shop")
    return folder


@pytest.mark.parametrize("block", marked("shell"))
def test_the_commands_of_a_block_work(block: Block, project: Path):
    environment = {
        **os.environ,
        "ECOM_VAR_DIR": str(project / "var"),
        "ECOM_NOW": NOW,
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
    }
    for command in block.commands:
        done = subprocess.run(
            ["sh", "-c", command], cwd=project, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("block", marked("shell slow"))
def test_what_the_slow_commands_name_exists(block: Block):
    for command in block.commands:
        words = shlex.split(command, comments=True)
        if words[0] == "make":
            assert words[1] in targets(), command
        for word in words:
            path = word.partition("::")[0]
            if re.match(r"^(tests|bot|actions|scripts|docs|\.venv)/", path):
                assert (ROOT / path).exists(), command


def test_every_command_stands_in_a_block_that_is_tested():
    unmarked = [
        f"{block.place}: {command}"
        for block in blocks()
        if block.mark != "text"
        and not block.mark.startswith("shell")
        and block.place.partition(":")[0] != "docs/commands.md"
        for command in block.commands
        if COMMAND.match(command)
    ]
    assert unmarked == []


def spans() -> list[tuple[str, str]]:
    """Return what the sentences of every page have in backticks, with the name of the page."""
    return [
        (page.name, span)
        for page in PAGES
        for span in SPAN.findall(BLOCK.sub("", page.read_text("utf-8")))
    ]


def test_the_commands_that_sentences_name_exist():
    commands = get_command(app)
    for page, span in spans():
        program, *words = span.split()
        if program == "make" and words:
            assert words[0] in targets(), f"{page}: {span}"
        elif program.removeprefix(".venv/bin/") == "ecomcore" and words:
            assert unknown(commands, words) == [], f"{page}: {span}"


def unknown(command: Any, words: list[str]) -> list[str]:
    """Return what a command line names that the command has not: one below it (`a|b` are two), options."""
    if isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        found = []
        for name in words[0].split("|"):
            below = command.commands.get(name)
            found += [name] if below is None else unknown(below, words[1:])
        return found
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    return [
        word for word in words if word.startswith("-") and word.partition("=")[0] not in options
    ]


def test_the_modules_that_pages_name_exist():
    for page, span in spans():
        for path in MODULE.findall(span):
            is_pattern = "NAME" in path or path in TO_BE_ADDED
            assert is_pattern or (ROOT / path).is_file(), f"{page}: {span}"


def test_the_examples_of_a_new_skill_belong_to_no_other_intent():
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    blocks = [yaml.safe_load(dedent(text)) for mark, text in BLOCK.findall(guide) if mark == "yaml"]
    wanted = {say for block in blocks if "nlu" in block for say in said(block)}
    assert wanted
    for path in sorted((ROOT / "bot" / "data" / "nlu").glob("*.yml")):
        assert wanted.isdisjoint(said(yaml.safe_load(path.read_text("utf-8")))), path.name
    for path in sorted((ROOT / "bot" / "turns").glob("*.yml")):
        assert not [say for say in wanted if f'say: "{say}"' in path.read_text("utf-8")], path.name


def said(training: dict[str, Any]) -> set[str]:
    """Return the examples of a training file, without their marks."""
    return {
        re.sub(r"\[([^]]*)\]\S*", r"\1", line.removeprefix("- ").strip()).lower()
        for entry in training["nlu"]
        for line in str(entry.get("examples", "")).splitlines()
    }
