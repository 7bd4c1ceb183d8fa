"""Makes what serving a shop needs and is missing or out of date: the import, the build, the trained bot, the secret."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ecomcore import plugins
from scripts import made, training
from scripts.bootstrap import BOT, CORE, ROOT, SHARED
from shoptalk.packs import SETTING, PackError, packs

DEMO = "demo"
DEMO_SOURCE = ROOT / "data" / "shop"
KEPT_MODELS = 3
TAIL_LINES = 15
QUIET = {
    "PYTHONWARNINGS": "ignore::DeprecationWarning",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "HF_HUB_OFFLINE": "1",
}
Say = Callable[[str], None]


class PrepareError(Exception):
    """Something could not be made; the message has the end of what the tool printed."""


@dataclass(frozen=True)
class Place:
    """Which shop, and the folders that belong to it."""

    shop: str = DEMO
    var: Path = ROOT / "var"
    models: Path = ROOT / "var" / "models"
    now: str | None = None
    """A fixed clock (ISO 8601), for tests; the demo shop's simulated past ends on its day, else today."""
    packs: Mapping[str, Path] = field(default_factory=packs)
    """The folders of language packs, by language."""
    unheard: frozenset[str] = frozenset()
    """Names of labelled conversations that the bot is not trained from, for measuring."""

    @property
    def database(self) -> Path:
        """The shop's SQLite file, where no other database is set."""
        return self.var / "shops" / self.shop / "shop.db"

    @property
    def images(self) -> Path:
        """The pictures of the shop's products."""
        return self.var / "shops" / self.shop / "images"

    @property
    def examples(self) -> Path:
        """What the shop's staff have reviewed in the console for the bot to learn."""
        return self.var / "shops" / self.shop / "examples.yml"

    @property
    def logs(self) -> Path:
        """Where the output of tools and processes goes."""
        return self.var / "log"

    def environment(self) -> dict[str, str]:
        """Return the variables that every process of this shop runs with."""
        return {
            **os.environ,
            **QUIET,
            "ECOM_SHOP": self.shop,
            "ECOM_VAR_DIR": str(self.var),
            "ECOM_SECRET": secret(self.var),
            **({"ECOM_NOW": self.now} if self.now else {}),
            **({SETTING: json.dumps([*map(str, self.packs.values())])} if self.packs else {}),
        }


@dataclass(frozen=True)
class Prepared:
    """What a shop is served from."""

    place: Place
    model: Path


def prepare(place: Place, say: Say | None = None) -> Prepared:
    """Make what is missing or has changed; a second call with nothing changed takes well under a second.

    Raises:
        PrepareError: a step failed, or the shop has not been imported.
    """
    say = say or _say
    prepare_shop(place, say)
    return Prepared(place, train(place, say))


def prepare_shop(place: Place, say: Say | None = None) -> None:
    """Make the shop's database and build where they are missing or have changed, and no bot.

    Raises:
        PrepareError: a step failed, or the shop has not been imported.
    """
    say = say or _say
    place.var.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(place.var, say):
        _import(place, say)
        _build(place, say)


def train(place: Place, say: Say) -> Path:
    """Return the model file for what the bot's files say now, trained if there is none yet.

    Raises:
        PrepareError: the training failed.
    """
    with _one_at_a_time(place.models, say):
        return _train(place, say)


def digest(paths: Iterable[Path], *more: str) -> str:
    """Return a digest of the names and contents of files, and of texts."""
    found = sha256("\0".join(more).encode())
    for path in sorted(set(paths)):
        found.update(f"{path.relative_to(ROOT)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def secret(var: Path) -> str:
    """Return the key that signs tokens: the setting, else a file that only this user can read, made once."""
    if os.environ.get("ECOM_SECRET"):
        return os.environ["ECOM_SECRET"]
    path = var / "secret"
    var.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        scratch = var / f".secret.{os.getpid()}"
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(
                scratch, path
            )  # unlike a rename, never replaces the key of a process that was faster
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
    return path.read_text().strip()


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)


def _import(place: Place, say: Say) -> None:
    if place.shop != DEMO:
        _check_imported(place)
        return
    recipe = digest(
        [
            *_files(DEMO_SOURCE, "*.csv", "*.toml", "images/*.webp"),
            *_files(ROOT / "ecomcore" / "importers", "**/*.py"),
            *_files(ROOT / "ecomcore" / "simulate", "**/*.py"),
            *_files(ROOT / "ecomcore" / "shop" / "migrations", "**/*.py"),
        ],
        place.now or "",
        os.environ.get("ECOM_DATABASE_URL", ""),
    )
    if _state(place).get("import") == recipe and (place.database.exists() or _is_elsewhere()):
        return
    folder = place.var / "import" / DEMO
    with _step("making the demo shop", say):
        shutil.rmtree(folder, ignore_errors=True)
        if not _is_elsewhere():
            # The demo's customers and orders are invented anew, so what is left of an older past must not stay.
            for leftover in place.database.parent.glob("shop.db*"):
                leftover.unlink()
        until = ["--until", place.now[:10]] if place.now else []
        _ecomcore(place, "simulate", str(DEMO_SOURCE), "--out", str(folder), *until)
        _ecomcore(place, "import", "csv", str(folder), "--shop", DEMO)
    _remember(place, "import", recipe)


def _is_elsewhere() -> bool:
    """Say whether the database is one that this file must not look into or delete."""
    return bool(os.environ.get("ECOM_DATABASE_URL"))


def _check_imported(place: Place) -> None:
    # In a database elsewhere, the build looks for the shop itself.
    if not _is_elsewhere() and not place.database.exists():
        known = sorted(path.parent.name for path in (place.var / "shops").glob("*/shop.db"))
        raise PrepareError(
            f"there is no shop {place.shop!r} (imported: {', '.join(known) or 'none yet'}); import it with "
            f"'.venv/bin/ecomcore import FORMAT PATH --shop {place.shop}'"
        )


def _build(place: Place, say: Say) -> None:
    recipe = digest(
        [*_files(ROOT / "ecomcore", "**/*.py", "**/*.yml", "**/*.toml", "**/*.json"), CORE.lock],
        *(
            os.environ.get(f"ECOM_{name}", "")
            for name in ("EMBED_MODEL", "DATABASE_URL", "RECOMMENDER")
        ),
        *plugins.described(),
        *_contents(place.packs, "words/*"),
    )
    if (place.var / "builds" / place.shop / "CURRENT").exists():
        if _state(place).get("build") == recipe + _data_version(place):
            return
    with _step(f"building the indexes and models of shop {place.shop}", say):
        _share_parts(place)
        _ecomcore(place, "build", "--shop", place.shop)
    _remember(place, "build", recipe + _data_version(place))


def _share_parts(place: Place) -> None:
    """Link what another folder has built; a part's name is the digest of all that it was made from."""
    ours = place.var / "builds" / place.shop / "parts"
    for part in (ROOT / "var" / "builds" / place.shop / "parts").glob("[a-z]*-*"):
        if not (ours / part.name).exists():
            ours.mkdir(parents=True, exist_ok=True)
            scratch = ours / f".{part.name}"
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.copytree(part, scratch, copy_function=os.link)
            scratch.rename(ours / part.name)


def _data_version(place: Place) -> str:
    """Return a text that changes with the shop's catalogue.

    The demo shop's is the recipe of its import. Another shop's database may be imported into at any time, so its
    date counts; parts of a build whose inputs are the same are not made again.
    """
    if place.shop == DEMO:
        return _state(place).get("import", "")
    files = [place.database, place.database.with_name("shop.db-wal")]
    times = [path.stat().st_mtime_ns for path in files if path.exists() and path.stat().st_size]
    return f"@{max(times, default=0)}"


def _train(place: Place, say: Say) -> Path:
    """Return the model file for what the bot's files say now; its name is their digest."""
    bot = ROOT / "bot"
    try:
        others = plugins.folders(plugins.SKILLS, "bot")
        material = training.material(
            bot, others, place.packs, unheard=place.unheard, reviewed=place.examples
        )
    except training.TrainingFileError as error:
        raise PrepareError(str(error)) from error
    recipe = digest(
        [
            *_files(bot, "config.yml", "components/**/*"),
            *_files(ROOT / SHARED.name, "*.py", "words/*.yml"),
            BOT.lock,
        ],
        *(f"{name} {sha256(content).hexdigest()}" for name, content in material.items()),
        *_contents(place.packs, "words/talk.yml", "words/bot.yml"),
    )
    model = place.models / f"bot-{recipe[:16]}.tar.gz"
    if model.exists():
        return model
    scratch = place.models / ".training"
    with _step("training the bot", say):
        shutil.rmtree(scratch, ignore_errors=True)
        training.write(material, scratch / "from")
        # What Rasa would keep from an earlier training does not notice a change of our own components. Rasa's check of
        # the data takes as long as a fifth of the training; it is a test of its own (`scripts.validate`).
        command = [
            str(BOT.interpreter), "-m", "rasa", "train", "--force", "--skip-validation",
            "--domain", str(scratch / "from" / "domain"), "--data", str(scratch / "from" / "data"),
            "--config", "config.yml", "--out", str(scratch / "to"), "--fixed-model-name", "bot",
        ]  # fmt: skip
        run_logged(command, place.logs / "train.log", place.environment(), bot)
        if not (scratch / "to" / "bot.tar.gz").exists():
            raise PrepareError(f"Rasa wrote no model; see {place.logs / 'train.log'}")
        (scratch / "to" / "bot.tar.gz").replace(model)
        shutil.rmtree(scratch, ignore_errors=True)
    kept = sorted(place.models.glob("bot-*.tar.gz"), key=lambda p: p.stat().st_mtime)[::-1]
    for old in kept[KEPT_MODELS:]:
        old.unlink()
    return model


def _ecomcore(place: Place, *arguments: str) -> None:
    command = [str(CORE.interpreter), "-m", "ecomcore.cli", *arguments]
    run_logged(command, place.logs / f"{arguments[0]}.log", place.environment(), ROOT)


def run_logged(command: list[str], log: Path, env: dict[str, str], cwd: Path) -> None:
    """Run a command with its output in `log`.

    Raises:
        PrepareError: it failed; the message has the last lines.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        done = subprocess.run(
            command, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=env,
            cwd=cwd, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise PrepareError(f"{shown(command)} failed (exit code {done.returncode}):\n{tail(log)}")


def shown(command: list[str]) -> str:
    """Return a command as a person would type it in the project's folder."""
    return " ".join(part.removeprefix(f"{ROOT}/") for part in command)


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a log, indented, with its path."""
    text = log.read_bytes().decode("utf-8", errors="replace") if log.exists() else ""
    # A progress bar writes one line over and over; what it showed last is enough.
    rows = [row.rstrip("\r").rpartition("\r")[2] for row in text.split("\n")]
    last = [row for row in rows if row.strip()][-lines:]
    return "\n".join([*(f"  {line}" for line in last), f"  (all of it: {log})"])


def _files(folder: Path, *patterns: str) -> list[Path]:
    found = (path for pattern in patterns for path in folder.glob(pattern))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def _contents(packs: Mapping[str, Path], *patterns: str) -> list[str]:
    """Return a line for each file of the language packs that changes with its contents."""
    return [
        f"{language} {path.relative_to(pack)} {sha256(path.read_bytes()).hexdigest()}"
        for language, pack in packs.items()
        for path in sorted(_files(pack, *patterns))
    ]


def _state(place: Place) -> dict[str, str]:
    return made.last(place.var, place.shop)


def _remember(place: Place, step: str, recipe: str) -> None:
    made.remember(place.var, place.shop, step, recipe)


@contextmanager
def _step(title: str, say: Say) -> Iterator[None]:
    say(f"{title} … ")
    started = time.perf_counter()
    try:
        yield
    except BaseException:
        say("failed\n")
        raise
    say(f"{time.perf_counter() - started:.0f} s\n")


@contextmanager
def _one_at_a_time(folder: Path, say: Say) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".preparing").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("waiting for another run that is preparing … \n")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Prepare one shop, and print the path of the bot's model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shop", default=os.environ.get("ECOM_SHOP") or DEMO)
    parser.add_argument(
        "--var", type=Path, default=Path(os.environ.get("ECOM_VAR_DIR") or ROOT / "var")
    )
    parser.add_argument("--shop-only", action="store_true", help="make no bot")
    options = parser.parse_args()
    try:
        place = Place(options.shop, options.var.resolve())
        if options.shop_only:
            prepare_shop(place)
        else:
            print(prepare(place).model)
    except (PrepareError, PackError) as error:
        print(f"preparing failed: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
