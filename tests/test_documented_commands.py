"""Every command that the documentation shows works: those in blocks marked `shell` are run on the demo shop.

Blocks marked `shell slow` hold what takes minutes or waits for a person; of those, what they name must exist. Blocks
marked `text` show how something is used, with words in capitals to replace.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.bootstrap import ROOT
from scripts.prepare import DEMO, Place, prepare_shop

NOW = "2026-11-20T10:00:00Z"
CACHE = ROOT / "var" / "test-cache"
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
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


@pytest.mark.parametrize("block", marked("shell slow"))
def test_what_the_slow_commands_name_exists(block: Block):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for command in block.commands:
        words = shlex.split(command, comments=True)
        if words[0] == "make":
            assert words[1] in targets, command
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
