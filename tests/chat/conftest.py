"""Collects every conversation file as one test; both processes start once, when the first of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from chat_format import PACKS, ConversationFile, read_conversation
from chat_player import Player, WrongAnswerError
from chat_shop import ChatShop, chat_shop

from scripts.prepare import PrepareError
from scripts.services import ServiceError

SHOP = pytest.StashKey[ChatShop]()
START_PROBLEM = pytest.StashKey[str]()
HERE = Path(__file__).parent


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect `tests/chat/<language>/*.yml`."""
    if file_path.suffix == ".yml" and file_path.parent.parent == HERE:
        return ConversationCollector.from_parent(parent, path=file_path)
    return None


class ConversationCollector(pytest.File):
    """One conversation file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its one test."""
        try:
            file = read_conversation(self.path)
        except ValueError as error:
            raise self.CollectError(f"{self.path}: {error}") from error
        if file.language != self.path.parent.name:
            raise self.CollectError(f"{self.path} is in {file.language}; move it to that folder")
        yield ConversationTest.from_parent(self, name=self.path.stem, file=file)


class ConversationTest(pytest.Item):
    """Plays one conversation."""

    def __init__(self, *, file: ConversationFile, **kwargs: Any) -> None:
        """Mark the test as one that needs the two processes."""
        super().__init__(**kwargs)
        self.file = file
        self.add_marker(pytest.mark.chat)

    def runtest(self) -> None:
        """Play it."""
        Player(self._shop(), self.file).play()

    def _shop(self) -> ChatShop:
        """Return the shop to talk to: the one that all share, for a language pack the one of its folder."""
        pack = PACKS / self.file.language
        folder = self.getparent(pytest.Dir)
        if not pack.is_dir() or folder is None:
            return shop_of(self.config)
        return shop_of(self.config, folder, {pack.name: pack})

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the transcript instead of a traceback."""
        if isinstance(excinfo.value, WrongAnswerError | PrepareError | ServiceError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the test by its file and its name."""
        return self.path, 0, f"{self.path.parent.name}: {self.file.name}"


def shop_of(
    config: pytest.Config, folder: pytest.Dir | None = None, packs: Mapping[str, Path] | None = None
) -> ChatShop:
    """Return the running shop; started at the first call, and ended with the run or with the tests of a folder."""
    stash = folder.stash if folder else config.stash
    if SHOP in stash:
        return stash[SHOP]
    if START_PROBLEM in stash:
        pytest.skip(f"the bot did not start: {stash[START_PROBLEM]}")
    stack = ExitStack()
    if folder:
        folder.addfinalizer(stack.close)
    else:
        config.add_cleanup(stack.close)
    capture = config.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            var = Path(stack.enter_context(TemporaryDirectory(prefix="ecom-chat-")))
            stash[SHOP] = stack.enter_context(chat_shop(var, packs=packs))
    except (PrepareError, ServiceError) as error:
        stash[START_PROBLEM] = str(error).splitlines()[0]
        raise
    return stash[SHOP]


@pytest.fixture(scope="session")
def running_shop(request: pytest.FixtureRequest) -> ChatShop:
    """The same running shop, for tests in Python that talk to it."""
    return shop_of(request.config)
