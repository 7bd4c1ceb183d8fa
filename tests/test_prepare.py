"""What is made anew, and what is left alone, before a shop is served."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import prepare
from scripts.prepare import Place, PrepareError


class Workshop:
    """Stands where the tools are run: writes what they would write, and remembers what was run."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.ran: list[str] = []
        self.broken = ""

    def __call__(self, command: list[str], log: Path, env: dict[str, str], cwd: Path) -> None:
        name = next(word for word in ("simulate", "import", "build", "train") if word in command)
        self.ran.append(name)
        if name == self.broken:
            raise PrepareError(f"{name} failed")
        if name == "import":
            self.place.database.parent.mkdir(parents=True, exist_ok=True)
            self.place.database.write_text("database")
        if name == "build":
            folder = self.place.var / "builds" / self.place.shop
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "CURRENT").write_text("1")
        if name == "train":
            out = Path(command[command.index("--out") + 1])
            out.mkdir(parents=True)
            (out / "bot.tar.gz").write_text("model")

    def run(self) -> list[str]:
        self.ran.clear()
        self.model = prepare.prepare(self.place, say=lambda _text: None).model
        return list(self.ran)


def content_of(name: str, words: str) -> str:
    """Return a file's content: an intent of that name for a domain, else the words as they are."""
    return f"intents: [{words!r}]" if name.startswith("bot/domain") else words


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which every kind of input has one small file."""
    root = tmp_path / "project"
    for name in (
        "data/shop/products.csv",
        "data/shop/images/tea.webp",
        "data/shop/draw/shapes.py",
        "ecomcore/build/making.py",
        "ecomcore/importers/writer.py",
        "ecomcore/simulate/people.py",
        "bot/config.yml",
        "bot/domain/orders.yml",
        "bot/data/nlu/orders.en.yml",
        "bot/components/intents.py",
        "bot/channels/web.py",
        "bot/requirements.lock",
        "requirements.lock",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content_of(name, name))
    monkeypatch.setattr(prepare, "ROOT", root)
    monkeypatch.setattr(prepare, "DEMO_SOURCE", root / "data" / "shop")
    monkeypatch.setattr(
        prepare,
        "CORE",
        prepare.CORE.__class__("core", root, root / "requirements.lock", "3.11", True),
    )
    monkeypatch.setattr(
        prepare,
        "BOT",
        prepare.BOT.__class__("bot", root, root / "bot/requirements.lock", "3.10", False),
    )
    for name in ("ECOM_DATABASE_URL", "ECOM_SECRET", "ECOM_EMBED_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return root


@pytest.fixture
def workshop(project: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    made = Workshop(Place(var=project / "var", models=project / "var" / "models"))
    monkeypatch.setattr(prepare, "run_logged", made)
    return made


def test_makes_everything_once(workshop: Workshop):
    assert workshop.run() == ["simulate", "import", "build", "train"]
    assert workshop.run() == []
    assert workshop.model.read_text() == "model"


def test_a_shop_alone_needs_no_bot(workshop: Workshop):
    prepare.prepare_shop(workshop.place, say=lambda _text: None)
    assert workshop.ran == ["simulate", "import", "build"]
    assert workshop.run() == ["train"]


@pytest.mark.parametrize(
    ("changed", "made"),
    [
        ("data/shop/products.csv", ["simulate", "import", "build"]),
        ("data/shop/images/tea.webp", ["simulate", "import", "build"]),
        ("data/shop/draw/shapes.py", []),
        ("ecomcore/simulate/people.py", ["simulate", "import", "build"]),
        ("ecomcore/build/making.py", ["build"]),
        ("requirements.lock", ["build"]),
        ("bot/domain/orders.yml", ["train"]),
        ("bot/data/nlu/orders.en.yml", ["train"]),
        ("bot/components/intents.py", ["train"]),
        ("bot/requirements.lock", ["train"]),
        ("bot/channels/web.py", []),
    ],
)
def test_makes_only_what_a_change_concerns(
    workshop: Workshop, project: Path, changed: str, made: list[str]
):
    workshop.run()
    (project / changed).write_text(content_of(changed, "changed"))
    assert workshop.run() == made
    assert workshop.run() == []


def test_a_new_file_counts_as_a_change(workshop: Workshop, project: Path):
    workshop.run()
    (project / "bot/data/nlu/orders.zh.yml").write_text("new")
    assert workshop.run() == ["train"]


def test_a_domain_that_cannot_be_read_is_named(workshop: Workshop, project: Path):
    (project / "bot/domain/orders.yml").write_text("just words")
    with pytest.raises(PrepareError, match=r"domain/orders.yml is no domain"):
        workshop.run()


def test_going_back_to_an_older_state_needs_no_training(workshop: Workshop, project: Path):
    workshop.run()
    first = workshop.model
    (project / "bot/config.yml").write_text("changed")
    workshop.run()
    (project / "bot/config.yml").write_text("bot/config.yml")
    assert workshop.run() == []
    assert workshop.model == first


@pytest.mark.parametrize("lost", ["shops/demo/shop.db", "builds/demo/CURRENT", "models"])
def test_makes_again_what_was_deleted(workshop: Workshop, lost: str):
    workshop.run()
    path = workshop.place.var / lost
    for file in [path] if path.is_file() else path.glob("*.tar.gz"):
        file.unlink()
    assert workshop.run() != []


@pytest.mark.parametrize("step", ["simulate", "import", "build", "train"])
def test_goes_on_where_it_failed(workshop: Workshop, step: str):
    steps = ["simulate", "import", "build", "train"]
    workshop.broken = step
    with pytest.raises(PrepareError, match=f"{step} failed"):
        workshop.run()
    workshop.broken = ""
    # A shop is simulated and imported as one.
    begin = "simulate" if step == "import" else step
    assert workshop.run() == steps[steps.index(begin) :]


def test_a_damaged_record_only_costs_time(workshop: Workshop):
    workshop.run()
    (workshop.place.var / "state.json").write_text('{"demo": 5')
    assert workshop.run() == ["simulate", "import", "build"]


def test_a_shop_that_was_not_imported_is_named_with_those_that_were(workshop: Workshop):
    workshop.run()
    other = Workshop(Place("luma", workshop.place.var, workshop.place.models))
    with pytest.raises(PrepareError, match=r"no shop 'luma' \(imported: demo\).*ecomcore import"):
        other.run()


def test_another_shop_is_built_again_after_an_import(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
):
    other = Workshop(Place("luma", workshop.place.var, workshop.place.models))
    monkeypatch.setattr(prepare, "run_logged", other)
    other.place.database.parent.mkdir(parents=True)
    other.place.database.write_text("imported")
    assert other.run() == ["build", "train"]
    assert other.run() == []
    os.utime(other.place.database, ns=(1, 1))
    assert other.run() == ["build"]


def test_a_fixed_clock_is_part_of_the_demo_shop(workshop: Workshop, project: Path):
    workshop.run()
    workshop.place = Place(
        var=workshop.place.var, models=workshop.place.models, now="2026-11-20T10:00:00Z"
    )
    assert workshop.run() == ["simulate", "import", "build"]
    assert workshop.place.environment()["ECOM_NOW"] == "2026-11-20T10:00:00Z"


def test_parts_of_another_folders_build_are_linked(workshop: Workshop, project: Path):
    workshop.run()
    part = project / "var" / "builds" / "demo" / "parts" / "search-0123456789abcdef"
    part.mkdir(parents=True)
    (part / "vectors.npy").write_text("vectors")
    other = Place(var=project / "other", models=workshop.place.models)
    workshop.place = other
    workshop.run()
    linked = other.var / "builds" / "demo" / "parts" / part.name / "vectors.npy"
    assert linked.samefile(part / "vectors.npy")


def test_the_secret_is_made_once_and_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ECOM_SECRET", raising=False)
    first = prepare.secret(tmp_path / "var")
    assert len(first) == 64
    assert prepare.secret(tmp_path / "var") == first
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]
    monkeypatch.setenv("ECOM_SECRET", "the shop's own secret")
    assert prepare.secret(tmp_path / "var") == "the shop's own secret"


def run(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_a_tool_that_fails_shows_the_end_of_what_it_printed(tmp_path: Path):
    program = "print('\\n'.join(f'line {n}' for n in range(50))); raise SystemExit(3)"
    with pytest.raises(PrepareError) as failure:
        prepare.run_logged(run(program), tmp_path / "log" / "x.log", dict(os.environ), tmp_path)
    message = str(failure.value)
    assert "exit code 3" in message
    assert "line 49" in message
    assert "line 30\n" not in message
    assert str(tmp_path / "log" / "x.log") in message


def test_a_tool_gets_nothing_of_what_a_user_types(tmp_path: Path):
    program = "import sys; print(repr(sys.stdin.read()))"
    prepare.run_logged(run(program), tmp_path / "x.log", dict(os.environ), tmp_path)
    assert (tmp_path / "x.log").read_text() == "''\n"


def test_of_a_progress_bar_only_the_last_state_is_shown(tmp_path: Path):
    log = tmp_path / "x.log"
    log.write_bytes("start\n 10%\r 50%\r100%\rdone\xff\n".encode("latin-1"))
    assert prepare.tail(log).splitlines()[:2] == ["  start", "  done\ufffd"]


def test_two_runs_do_not_prepare_at_once(tmp_path: Path):
    program = (
        "import sys, time; from pathlib import Path; from scripts import prepare\n"
        "with prepare._one_at_a_time(Path(sys.argv[1]), lambda text: print(text, end='', flush=True)):\n"
        "    print('in', flush=True); sys.stdin.readline()\n"
    )
    command = [*run(program), str(tmp_path)]
    start: Callable[[], subprocess.Popen[str]] = lambda: subprocess.Popen(  # noqa: E731
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=prepare.ROOT
    )
    with start() as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "in\n"
        with start() as second:
            assert second.stdout is not None
            assert second.stdout.readline().startswith("waiting for another run")
            first.communicate("\n")
            assert second.stdout.readline() == "in\n"
            second.communicate("\n")


def test_the_record_is_readable_json_by_shop(workshop: Workshop):
    workshop.run()
    record = json.loads((workshop.place.var / "state.json").read_text())
    assert set(record) == {"demo"}
    assert set(record["demo"]) == {"import", "build"}
