"""What all actions of a process share: the settings, the build in service, the way to send messages."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ecomcore.build import Build, CurrentBuild
from ecomcore.config import Settings, get_settings
from ecomcore.errors import EcomError
from ecomcore.images.uploads import Uploads
from ecomcore.safety.allergens import contains
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session

if TYPE_CHECKING:
    from ecomcore.search.engine import SearchEngine
    from ecomcore.shop.notify import Notifier

logger = logging.getLogger(__name__)
REFRESH_S = 2.0
FORGET_S = 6 * 3600.0


class Service:
    """One shop, as the actions see it."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Open the shop's build."""
        self.settings = settings or get_settings()
        self.shop = self.settings.shop
        self.current = CurrentBuild(self.shop, self.settings)
        self._kept: dict[str, Any] = {}
        self._kept_for: str | None = None
        self.allergies: tuple[str, ...] = ()

    @property
    def build(self) -> Build:
        """The build in service."""
        return self.current.get()

    def avoiding(self, allergies: Sequence[str]) -> Service:
        """Return the same service for somebody who must avoid these things."""
        kept = self.kept  # made before the copy, so that both share what is worked out once a build
        view = copy(self)
        view._kept, view.allergies = kept, tuple(allergies)
        return view

    @property
    def left_out(self) -> frozenset[str]:
        """The products that are never offered, since their data name what must be avoided."""
        return frozenset().union(*(self._naming(key) for key in self.allergies))

    def _naming(self, allergy: str) -> frozenset[str]:
        key = f"names {allergy}"
        if key not in self.kept:
            goods = self.build.part("search").products
            self.kept[key] = frozenset(p.id for p in goods if contains(p, [allergy]))
        found: frozenset[str] = self.kept[key]
        return found

    @property
    def engine(self) -> SearchEngine:
        """The search engine of the build in service, which finds nothing that must be avoided."""
        engine: SearchEngine = self.build.part("search")
        return engine.avoiding(self.left_out)

    @property
    def kept(self) -> dict[str, Any]:
        """Whatever may be kept for as long as one build is in service."""
        build_id = self.build.manifest.id
        if self._kept_for != build_id:
            self._kept = {}
            self._kept_for = build_id
        return self._kept

    @property
    def info(self) -> dict[str, Any]:
        """Facts about the shop (`name`, `currency`, `rules`, …)."""
        if "info" not in self.kept:
            with open_session(self.shop, self.settings) as session:
                self.kept["info"] = ShopData(session).info
        info: dict[str, Any] = self.kept["info"]
        return info

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return str(self.info.get("currency", "USD"))

    @property
    def notifier(self) -> Notifier:
        """The way to send a message to a customer."""
        from ecomcore.shop.notify import notifier_from

        return notifier_from(self.settings)

    def deliver(self) -> None:
        """Tell the shop's systems of changes from background threads for as long as the process lives.

        Raises:
            SettingsError: an address or the secret of a channel cannot be used.
        """
        from ecomcore.shop.outbox.channels import keep_delivering

        keep_delivering(self.shop, self.settings, threading.Event())

    @property
    def uploads(self) -> Uploads:
        """The photos that shoppers sent."""
        return Uploads(self.settings.uploads, self.settings.upload_hours * 3600)

    def watch(self) -> None:
        """Swap in new builds, remove old photos and forget old exchanges for as long as the process lives.

        All of it is done by background threads.
        """

        def loop() -> None:
            while not stop.wait(REFRESH_S):
                try:
                    if self.current.refresh():
                        logger.info("build %s is in service", self.build.manifest.id)
                except EcomError:
                    logger.exception("the build in service could not be refreshed")

        def forget() -> None:
            while not stop.wait(FORGET_S):
                self.forget_old()

        stop = threading.Event()
        threading.Thread(target=loop, name="build-watcher", daemon=True).start()
        threading.Thread(target=forget, name="journal-keeper", daemon=True).start()
        self.uploads.watch()

    def forget_old(self) -> None:
        """Remove answers and exchanges that are too old; what goes wrong is logged, and tried again next time."""
        from ecomcore.shop import journal, turns

        now = self.settings.clock()
        try:
            with open_session(self.shop, self.settings) as session:
                turns.forget_old(session, now)
                journal.forget_old(session, now, self.settings.journal_days)
        except Exception as error:
            logger.warning("old exchanges could not be removed: %s", type(error).__name__)


@lru_cache(maxsize=1)
def get_service() -> Service:
    """Return the process's service."""
    return Service()
