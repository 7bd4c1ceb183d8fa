"""Creates the project's two environments; runs on a bare Python 3.11 with the standard library only."""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"


class BootstrapError(Exception):
    """An environment cannot be made; the message says what to install."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment of the project."""

    name: str
    folder: Path
    lock: Path
    python: str
    own: tuple[Path, ...]
    """The project's own packages in it: folders with a `pyproject.toml`, installed so that changes count at once."""

    @property
    def interpreter(self) -> Path:
        """The environment's Python."""
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The file that says for which lock the environment was completed."""
        return self.folder / ".complete"

    def fingerprint(self) -> str:
        """Return a digest of everything the environment is made from."""
        digest = hashlib.sha256(self.lock.read_bytes())
        for folder in self.own:
            digest.update((folder / "pyproject.toml").read_bytes())
        digest.update(f"{self.python} {platform.platform()} {self.folder}".encode())
        return digest.hexdigest()

    def is_complete(self) -> bool:
        """Say whether the environment exists and fits its lock."""
        return (
            self.interpreter.exists()
            and self.stamp.is_file()
            and self.stamp.read_text() == self.fingerprint()
        )


SHARED = ROOT / "shoptalk"
CORE = Environment("core", ROOT / ".venv", ROOT / "requirements.lock", "3.11", own=(ROOT, SHARED))
BOT = Environment(
    "bot", ROOT / "bot" / ".venv", ROOT / "bot" / "requirements.lock", "3.10", own=(SHARED,)
)


def say(text: str) -> None:
    """Tell the user what is going on."""
    print(text, file=sys.stderr, flush=True)


def run_quietly(command: list[str], env: dict[str, str] | None = None, given: str = "") -> str:
    """Run a command with `given` as its input and return what it printed.

    Raises:
        BootstrapError: it failed; the message has the end of its output.
    """
    done = subprocess.run(
        command, capture_output=True, text=True, env=env, input=given, check=False
    )
    if done.returncode != 0:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise BootstrapError(f"{' '.join(command)} failed:\n{tail}")
    return done.stdout


def find_uv() -> str:
    """Return the path of `uv`, installed into the project's own folder where there is none that works.

    Raises:
        BootstrapError: it could not be installed.
    """
    own = TOOLS / "uv" / "bin" / "uv"
    for candidate in (str(own), shutil.which("uv")):
        if candidate and works([candidate, "--version"]):
            return candidate
    say("installing uv into .tools/")
    try:
        run_quietly([sys.executable, "-m", "venv", "--clear", str(TOOLS / "uv")])
        run_quietly([str(TOOLS / "uv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"])
    except BootstrapError as error:
        raise BootstrapError(
            f"the tool 'uv' is needed and could not be installed from the package index. Install it yourself (for "
            f"example 'pip install uv'), or the venv module of this Python, then run the same command again.\n{error}"
        ) from error
    return str(own)


def works(command: list[str]) -> bool:
    """Say whether a command runs; one that is found may be a shim for something that is not installed."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def uv_environment() -> dict[str, str]:
    """Return the environment variables that uv runs with."""
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["UV_NO_PROGRESS"] = env.get("UV_NO_PROGRESS", "" if sys.stderr.isatty() else "1")
    if env.get("PIP_FIND_LINKS") and not env.get("UV_FIND_LINKS"):
        env["UV_FIND_LINKS"] = env["PIP_FIND_LINKS"]
    return {key: value for key, value in env.items() if value}


def pyenv_pythons(version: str) -> list[Path]:
    """Return the interpreters of `version` under pyenv's folder, newest first."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [path for path in root.glob(f"{version}.*/bin/python") if path.exists()]
    return sorted(found, key=lambda p: [int(n) for n in p.parts[-3].split(".") if n.isdigit()])[
        ::-1
    ]


def find_python(
    version: str, uv: str, run: Callable[..., str] = run_quietly, env: dict[str, str] | None = None
) -> str:
    """Return an interpreter of `version`: uv's find, then pyenv's folder, then `uv python install`.

    Raises:
        BootstrapError: none of the three found or made one.
    """
    tried: list[str] = []
    try:
        return run([uv, "python", "find", "--no-project", "--system", version], env=env).strip()
    except BootstrapError as error:
        tried.append(str(error).splitlines()[0])
    for candidate in pyenv_pythons(version):
        return str(candidate)
    tried.append(f"no Python {version} under pyenv's versions folder")
    try:
        say(f"installing Python {version}")
        run([uv, "python", "install", version], env=env)
        return run([uv, "python", "find", "--no-project", "--system", version], env=env).strip()
    except BootstrapError as error:
        tried.append(str(error).splitlines()[0])
    raise BootstrapError(
        f"Python {version} is needed and was not found. Install it (for example 'pyenv install {version}' or your "
        f"system's package python{version} with its venv module), then run the same command again. Tried:\n  "
        + "\n  ".join(tried)
    )


def torch_arguments(env: dict[str, str]) -> list[str]:
    """Return the options that keep PyTorch a CPU build."""
    has_local_build = any(
        path.name.startswith("torch-")
        for folder in env.get("UV_FIND_LINKS", "").split()
        if Path(folder).is_dir()
        for path in Path(folder).iterdir()
    )
    return [] if has_local_build else ["--torch-backend", "cpu"]


def create(environment: Environment, uv: str) -> bool:
    """Make the environment fit its lock, if it does not; return whether anything was done.

    An environment that is there already is changed in place, so that a changed lock costs seconds.

    Raises:
        BootstrapError: no Python was found, or the packages could not be installed.
    """
    if environment.is_complete():
        return False
    env = uv_environment()
    is_usable = works([str(environment.interpreter), "-c", version_check(environment.python)])
    hint = "updating" if is_usable else "creating"
    print(f"{hint} the {environment.name} environment … ", end="", file=sys.stderr, flush=True)
    started = time.perf_counter()
    environment.stamp.unlink(missing_ok=True)
    if not is_usable:
        python = find_python(environment.python, uv, env=env)
        make = [uv, "venv", "--quiet", "--clear", "--python", python, str(environment.folder)]
        run_quietly(make, env=env)
    env["VIRTUAL_ENV"] = str(environment.folder)
    command = [uv, "pip", "sync", "--quiet", "--compile-bytecode", *torch_arguments(env)]
    done = subprocess.run(
        [*command, str(environment.lock)], env=env, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise BootstrapError(
            f"installing {environment.lock.name} into {environment.folder} failed (see above); "
            "check that the package index can be reached, then run the same command again"
        )
    for folder in environment.own:
        run_quietly(
            [uv, "pip", "install", "--quiet", "--no-deps", "--editable", str(folder)], env=env
        )
    environment.stamp.write_text(environment.fingerprint())
    say(f"{time.perf_counter() - started:.0f} s")
    return True


def version_check(version: str) -> str:
    """Return Python code that fails in any other version, such as one that `version` was upgraded from."""
    return f"import sys; sys.exit({version!r} != '%d.%d' % sys.version_info[:2])"


def main(arguments: Iterable[str] | None = None) -> int:
    """Create the named environments (default: both)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=["core", "bot", []], help="default: both")
    names = parser.parse_args(arguments).names or ["core", "bot"]
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells the user so
        say(f"Python 3.11 or newer is needed to start; this is {platform.python_version()}")
        return 2
    try:
        if all(env.is_complete() for env in (CORE, BOT) if env.name in names):
            return 0
        uv = find_uv()
        for environment in (CORE, BOT):
            if environment.name in names:
                create(environment, uv)
    except BootstrapError as error:
        say(f"set-up failed: {error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
