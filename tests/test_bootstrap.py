"""Making the environments: which Python, which uv, which PyTorch, and when nothing has to be done."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import bootstrap
from scripts.bootstrap import BOT, CORE, ROOT, BootstrapError, Environment


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment that is complete: its Python is the one that runs the test."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("idna==3.20\n")
    made = Environment("test", tmp_path / ".venv", lock, "3.11", own=())
    made.interpreter.parent.mkdir(parents=True)
    made.interpreter.symlink_to(sys.executable)
    made.stamp.write_text(made.fingerprint())
    return made


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_an_environment_that_fits_its_lock_is_left_alone(environment: Environment):
    assert environment.is_complete()
    assert bootstrap.create(environment, uv="/no/such/uv") is False


def test_a_changed_lock_makes_an_environment_incomplete(environment: Environment):
    environment.lock.write_text("idna==3.19\n")
    assert not environment.is_complete()


def test_an_interrupted_installation_is_incomplete(environment: Environment):
    environment.stamp.unlink()
    assert not environment.is_complete()


def test_a_moved_environment_is_incomplete(environment: Environment, tmp_path: Path):
    environment.folder.rename(tmp_path / "moved")
    assert not replace(environment, folder=tmp_path / "moved").is_complete()


def test_a_changed_lock_changes_the_environment_in_place(environment: Environment, tmp_path: Path):
    calls = tmp_path / "calls"
    uv = executable(tmp_path / "uv", f'echo "$@" >> {calls}')
    environment.lock.write_text("idna==3.19\n")
    assert bootstrap.create(environment, str(uv)) is (sys.version_info[:2] == (3, 11))
    assert environment.is_complete()
    (call,) = calls.read_text().splitlines()
    assert call.startswith("pip sync --quiet --compile-bytecode")
    assert call.endswith(str(environment.lock))


def test_a_failed_installation_says_what_to_do_and_stays_incomplete(
    environment: Environment, tmp_path: Path
):
    uv = executable(tmp_path / "uv", "exit 1")
    environment.lock.write_text("idna==3.19\n")
    with pytest.raises(BootstrapError, match="check that the package index can be reached"):
        bootstrap.create(environment, str(uv))
    assert not environment.is_complete()


def test_uv_in_the_projects_own_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "tools")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    on_path = executable(tmp_path / "path" / "uv", "exit 0")
    assert bootstrap.find_uv() == str(on_path)
    own = executable(tmp_path / "tools" / "uv" / "bin" / "uv", "exit 0")
    assert bootstrap.find_uv() == str(own)


def test_without_uv_it_is_installed_into_the_projects_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "tools")
    # What is found is only a shim for something that is not installed.
    monkeypatch.setenv("PATH", str(executable(tmp_path / "path" / "uv", "exit 127").parent))
    monkeypatch.setattr(bootstrap, "run_quietly", lambda command: commands.append(command) or "")
    assert bootstrap.find_uv() == str(tmp_path / "tools" / "uv" / "bin" / "uv")
    assert [command[-3:] for command in commands] == [
        ["venv", "--clear", str(tmp_path / "tools" / "uv")],
        ["install", "--quiet", "uv"],
    ]


def test_says_what_to_install_when_uv_cannot_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(_command: list[str]) -> str:
        raise BootstrapError("ensurepip is not available")

    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "tools")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(bootstrap, "run_quietly", fail)
    with pytest.raises(BootstrapError, match="pip install uv"):
        bootstrap.find_uv()


class Uv:
    """Stands where uv is called: `found` are the answers of `uv python find`, one a call."""

    def __init__(self, found: list[str | None], can_install: bool = False) -> None:
        self.found = found
        self.can_install = can_install
        self.calls: list[str] = []

    def __call__(self, command: list[str], env: dict[str, str] | None = None) -> str:
        self.calls.append(command[2])
        answer = self.found.pop(0) if command[2] == "find" else ("" if self.can_install else None)
        if answer is None:
            raise BootstrapError(f"uv python {command[2]} failed")
        return answer


def test_takes_the_python_that_uv_finds():
    uv = Uv(["/usr/bin/python3.10\n"])
    assert bootstrap.find_python("3.10", "uv", run=uv) == "/usr/bin/python3.10"
    assert uv.calls == ["find"]


def test_then_looks_into_pyenvs_folder_and_takes_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    for version in ("3.10.9", "3.10.13", "3.11.7"):
        executable(tmp_path / "versions" / version / "bin" / "python", "exit 0")
    uv = Uv([None])
    found = bootstrap.find_python("3.10", "uv", run=uv)
    assert found == str(tmp_path / "versions" / "3.10.13" / "bin" / "python")


def test_then_lets_uv_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    uv = Uv([None, "/uv/python3.10"], can_install=True)
    assert bootstrap.find_python("3.10", "uv", run=uv) == "/uv/python3.10"
    assert uv.calls == ["find", "install", "find"]


def test_at_last_says_once_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    with pytest.raises(
        BootstrapError, match=r"(?s)Python 3\.10 is needed.*pyenv install 3\.10.*Tried"
    ):
        bootstrap.find_python("3.10", "uv", run=Uv([None]))


def test_pytorch_is_the_local_cpu_build_or_uvs(tmp_path: Path):
    assert bootstrap.torch_arguments({}) == ["--torch-backend", "cpu"]
    assert bootstrap.torch_arguments({"UV_FIND_LINKS": str(tmp_path)}) == ["--torch-backend", "cpu"]
    (tmp_path / "torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl").touch()
    assert bootstrap.torch_arguments({"UV_FIND_LINKS": f"{tmp_path}/none {tmp_path}"}) == []


def test_pips_folder_of_wheels_is_uvs_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("UV_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = bootstrap.uv_environment()
    assert env["UV_FIND_LINKS"] == "/wheels"
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert "VIRTUAL_ENV" not in env


@pytest.mark.parametrize("environment", [CORE, BOT], ids=["core", "bot"])
def test_a_lock_has_exact_versions_and_no_address(environment: Environment):
    text = environment.lock.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    assert not [line for line in text.splitlines() if line.startswith(("nvidia", "cuda", "triton"))]
    requirements = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert all("==" in line for line in requirements)


def test_the_starter_runs_with_a_python_that_is_new_enough(tmp_path: Path):
    executable(tmp_path / "python3.11", "exit 127")  # a shim without its Python
    executable(tmp_path / "python3", f'exec {sys.executable} "$@"')
    path = f"{tmp_path}:/usr/bin:/bin"
    env = {"PATH": path, "PYTHON": ""}
    script = str(ROOT / "scripts" / "python")
    out = bootstrap.run_quietly(
        [script, "-c", "import sys; print(sys.version_info >= (3, 11))"], env=env
    )
    assert out.strip() == "True"


def test_the_starter_says_which_python_is_needed(tmp_path: Path):
    script = str(ROOT / "scripts" / "python")
    with pytest.raises(BootstrapError, match=r"Python 3\.11 or newer is needed"):
        bootstrap.run_quietly(
            ["/bin/sh", script, "-c", "1"], env={"PATH": str(tmp_path), "PYTHON": ""}
        )


def test_nothing_is_looked_for_when_all_is_there(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bootstrap, "CORE", replace(environment, name="core"))
    monkeypatch.setattr(bootstrap, "find_uv", lambda: pytest.fail("uv is not needed"))
    assert bootstrap.main(["core"]) == 0
