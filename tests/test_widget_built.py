"""The chat's one script is committed as it was built, so that nobody needs Node; it must be that of the sources."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.bootstrap import ROOT

WIDGET = ROOT / "bot" / "widget"
BUILT = WIDGET / "embed.js"
MOST_BYTES = 60_000
INPUTS = ("package-lock.json", "vite.config.js", "tsconfig.json")


def sources() -> dict[str, Path]:
    """Return what the script is built from, by name, in the order in which it is hashed."""
    found = [path for path in (WIDGET / "src").rglob("*") if path.suffix in (".ts", ".css")]
    names = {path.relative_to(WIDGET).as_posix(): path for path in found}
    return dict(sorted({**names, **{name: WIDGET / name for name in INPUTS}}.items()))


def test_the_script_is_that_of_the_sources():
    made = hashlib.sha256()
    for name, path in sources().items():
        made.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    stamp = re.match(r"/\* sources (\w+) \*/\n", BUILT.read_text("utf-8"))
    assert stamp is not None
    assert stamp[1] == made.hexdigest(), "run 'npm ci && npm run build' in bot/widget"


def test_the_script_is_small():
    assert len(gzip.compress(BUILT.read_bytes(), 9)) < MOST_BYTES


def test_building_anew_makes_the_same_script(tmp_path: Path):
    if shutil.which("npm") is None or not (WIDGET / "node_modules").is_dir():
        pytest.skip("Node or its packages are not there ('npm ci' in bot/widget)")
    copied = tmp_path / "widget"
    shutil.copytree(WIDGET, copied, symlinks=True, ignore=shutil.ignore_patterns("node_modules"))
    (copied / "node_modules").symlink_to(WIDGET / "node_modules")
    built = subprocess.run(
        ["npm", "run", "--silent", "build"], cwd=copied, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    assert (copied / "embed.js").read_bytes() == BUILT.read_bytes()


@pytest.mark.parametrize(
    "way",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "document.cookie"],
)
def test_no_source_makes_markup_or_code_of_text_or_sets_a_cookie(way: str):
    assert [name for name, path in sources().items() if way in path.read_text("utf-8")] == []
