"""Watches the processes of a service by asking them, and starts one anew that has ended or does not answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from scripts.prepare import tail
from scripts.services import START_TIMEOUT_S, Service, ServiceError

SILENT_S = 10.0
"""A process that has not answered for so long is started anew."""
ASK_EVERY_S = 1.0
RESTARTS = 5
RESTARTS_WITHIN_S = 600.0
"""One that has to be started anew more often than `RESTARTS` in this time cannot be helped so."""


@dataclass
class Watched:
    """A process, with what has been seen of it."""

    service: Service
    well_at: float
    is_starting: bool = False
    restarts: list[float] = field(default_factory=list)

    def silent_s(self, now: float) -> float:
        """Return for how many seconds it has not answered."""
        return now - self.well_at

    @property
    def patience_s(self) -> float:
        """How long it may be silent: one that has just been started has models to load."""
        return START_TIMEOUT_S if self.is_starting else SILENT_S


class Watch:
    """Keeps processes running that answered when it began."""

    def __init__(
        self,
        services: list[Service],
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Watch `services`; what is done to one is told to `say`."""
        self._say = say
        self._clock = clock
        self.watched = [Watched(service, clock()) for service in services]

    def forever(self) -> NoReturn:
        """Look after the processes until this one is told to end.

        Raises:
            ServiceError: one cannot be kept running; the message has the end of its log.
        """
        while True:
            time.sleep(ASK_EVERY_S)
            self.look()

    def look(self) -> None:
        """Ask each process once, and start anew what has ended or was silent for too long.

        Raises:
            ServiceError: one cannot be kept running; the message has the end of its log.
        """
        for one in self.watched:
            if one.service.has_ended:
                self._restart(one, f"ended with code {one.service.process.returncode}")
            elif one.service.answers():
                one.well_at, one.is_starting = self._clock(), False
            elif one.silent_s(self._clock()) > one.patience_s:
                self._restart(one, f"has not answered for {one.patience_s:.0f} s")

    def _restart(self, one: Watched, reason: str) -> None:
        service, now = one.service, self._clock()
        one.restarts = [at for at in one.restarts if now - at < RESTARTS_WITHIN_S]
        if len(one.restarts) >= RESTARTS:
            raise ServiceError(
                f"the {service.name} {reason}, for the {RESTARTS + 1}th time within {RESTARTS_WITHIN_S:.0f} s; "
                f"its log says:\n{tail(service.log)}"
            )
        self._say(
            f"the {service.name} {reason} and is started anew; its log is kept as {service.log}.1"
        )
        service.restart()
        one.restarts.append(now)
        one.well_at, one.is_starting = self._clock(), True
