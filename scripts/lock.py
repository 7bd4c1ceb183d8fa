"""Writes the two lock files from the two pyproject.toml files: exact versions with hashes, no address of any index."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.bootstrap import (
    BOT,
    CORE,
    ROOT,
    SHARED,
    BootstrapError,
    find_uv,
    run_quietly,
    uv_environment,
)

TORCH = "2.13.0"
GPU_ONLY = re.compile(r"^(nvidia|cuda|triton)\b")
NEVER_LOCKED = re.compile(r"https?://|--(index-url|extra-index-url|find-links)|^\S+ @ ")


@dataclass(frozen=True)
class Lock:
    """One lock file and what it is made from."""

    target: Path
    project: Path
    python: str


LOCKS = (
    Lock(CORE.lock, ROOT / "pyproject.toml", CORE.python),
    Lock(BOT.lock, ROOT / "bot" / "pyproject.toml", BOT.python),
)


def entries(text: str) -> list[str]:
    """Split a compiled file into its entries: a requirement with its indented hashes."""
    found: list[str] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" ") and found:
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def portable(entry: str) -> str | None:
    """Return an entry as it is locked, or None where it must not be installed.

    PyTorch loses its hashes and its local label, so that whichever CPU build a machine has fits; the gigabytes that
    only its CUDA build needs are left out.
    """
    if GPU_ONLY.match(entry):
        return None
    if re.match(r"torch==", entry):
        return f"torch=={TORCH}"
    return entry


def locked(compiled: str, source: str) -> str:
    """Return the text of a lock file.

    Raises:
        BootstrapError: an address would get into the file.
    """
    kept = [entry for entry in map(portable, entries(compiled)) if entry is not None]
    # Resolving for every platform may list PyTorch once a platform; the same line once is enough.
    lines = list(dict.fromkeys(kept))
    text = (
        f"# Made from {source} by 'make lock'; change that file, not this one.\n"
        + "\n".join(lines)
        + "\n"
    )
    for number, line in enumerate(text.splitlines(), 1):
        if NEVER_LOCKED.search(line):
            raise BootstrapError(f"line {number} would put an address into the lock: {line}")
    return text


def compile_lock(lock: Lock, uv: str, upgrade: bool) -> str:
    """Resolve one project and return its lock's text; versions change only where they must, or to `upgrade`."""
    command = [
        uv, "--directory", str(lock.project.parent), "pip", "compile", "--quiet", "--universal",
        "--python-version", lock.python, "--generate-hashes", "--no-annotate", "--no-header",
        "--no-emit-index-url", "--no-emit-find-links", "--no-emit-package", SHARED.name,
        "--constraint", "-",
    ]  # fmt: skip
    groups = tomllib.loads(lock.project.read_text("utf-8"))["dependency-groups"]
    compiled = ""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "lock.txt"
        for arguments in (["--group", "dev", lock.project.name], ["--no-deps", "--group", "files"]):
            if arguments[-1] == "files" and "files" not in groups:
                continue
            output.write_text(
                "" if upgrade or not lock.target.exists() else lock.target.read_text()
            )
            run_quietly(
                [*command, "--output-file", str(output), *arguments],
                env=uv_environment(),
                given=f"torch=={TORCH}\n",
            )
            compiled += output.read_text("utf-8")
    return locked(compiled, lock.project.relative_to(ROOT).as_posix())


def main() -> int:
    """Write both locks; `--upgrade` takes the newest versions that the projects allow."""
    upgrade = "--upgrade" in sys.argv[1:]
    try:
        uv = find_uv()
        for lock in LOCKS:
            lock.target.write_text(compile_lock(lock, uv, upgrade), encoding="utf-8")
            print(f"wrote {lock.target.relative_to(ROOT)}")
    except BootstrapError as error:
        print(f"lock failed: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
