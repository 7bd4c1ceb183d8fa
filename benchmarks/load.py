"""How many shoppers at once: messages arrive at a set rate whether or not the ones before are answered.

Times count from the moment a message was meant to be sent (an open loop), so that a service which falls behind cannot
hide it. Every reply is checked for what it must hold, and afterwards every conversation for messages lost or doubled.

Run: python -m benchmarks.load [--rates 10 20 25] [--seconds 30] [--json] [--web URL --var FOLDER --pids PID …]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import shutil
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import yaml

from benchmarks.processes import Usage, usage
from scripts.bootstrap import ROOT
from scripts.prepare import Place, Prepared, prepare, secret
from scripts.services import running
from shoptalk.signing import Signer

SCRIPTS = ROOT / "benchmarks" / "load.yml"
RATES = [5, 10, 15, 20, 25, 30, 35, 40]
SECONDS, WARM_SECONDS, WARM_RATE = 30.0, 8.0, 4.0
TIMEOUT_S = 60.0
KNEE_P95_MS = 1000.0
"""At the knee the service still keeps up: 95 of 100 answers within a second, none lost."""
SETTINGS = {
    "ECOM_SESSIONS_PER_MINUTE": "60000",
    "ECOM_MESSAGES_PER_MINUTE": "6000",
    "ECOM_ADDRESS_MESSAGES_PER_MINUTE": "60000",
    "ECOM_NOW": "2026-11-20T10:00:00Z",
}


@dataclass
class Tally:
    """What came of the messages at one rate."""

    rate: float
    ms: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    usage: dict[str, Usage] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Return the row of the table."""
        times = self.ms or [float("nan")]
        p50, p95, p99 = (round(float(v)) for v in np.percentile(times, [50, 95, 99]))
        return {
            "rate": self.rate, "messages": len(self.ms) + len(self.errors), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99,
            "errors": len(self.errors), "wrong": len(self.wrong), "lost": self.lost, "doubled": self.doubled,
            "answered_per_s": round(len(self.ms) / self.seconds, 1) if self.seconds else 0.0,
            **{name: used.as_dict(len(self.ms)) for name, used in self.usage.items()},
        }  # fmt: skip

    @property
    def keeps_up(self) -> bool:
        """Whether the service was not behind at this rate."""
        whole = not (self.errors or self.lost)
        return whole and bool(self.ms) and float(np.percentile(self.ms, 95)) <= KNEE_P95_MS


@dataclass
class Shopper:
    """One conversation that goes through its script."""

    script: dict[str, Any]
    session: str
    step: int = 0
    sent: list[str] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether everything has been said."""
        return self.step >= len(self.script["steps"])


class Load:
    """Sends messages to one service."""

    def __init__(self, client: httpx.AsyncClient, web: str, signer: Signer, seed: int) -> None:
        """Talk to the channel at `web`."""
        self.client, self.web, self.signer = client, web, signer
        self.random = random.Random(seed)
        self.scripts = yaml.safe_load(SCRIPTS.read_text("utf-8"))
        self.idle: list[Shopper] = []
        self.everybody: list[Shopper] = []

    async def run(self, rate: float, seconds: float) -> Tally:
        """Let messages arrive at `rate` a second, at random moments, and wait for all answers."""
        tally, tasks = Tally(rate), []
        self.everybody, self.idle = [], []
        began = due = time.perf_counter()
        while due - began < seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self._message(due, tally)))
            due += self.random.expovariate(rate)
        await asyncio.gather(*tasks)
        tally.seconds = time.perf_counter() - began
        for shopper in self.everybody:
            await self._check(shopper, tally)
        return tally

    async def _message(self, due: float, tally: Tally) -> None:
        try:
            shopper = self.idle.pop(0) if self.idle else await self._shopper()
        except (httpx.HTTPError, KeyError) as error:
            tally.errors.append(f"session: {type(error).__name__}")
            return
        step = shopper.script["steps"][shopper.step]
        message_id = uuid.uuid4().hex
        shopper.sent.append(message_id)
        try:
            answer = await self.client.post(
                f"{self.web}/messages",
                json={"id": message_id, "text": step["say"]},
                headers={"Authorization": f"Bearer {shopper.session}"},
            )
            tally.ms.append((time.perf_counter() - due) * 1000)
            body = answer.json()
            if answer.status_code != httpx.codes.OK or body.get("failed"):
                tally.errors.append(f"{step['say']}: {answer.status_code}")
            elif not holds(step, body["messages"]):
                tally.wrong.append(f"{step['say']} → {body['messages'][0].get('text', '')[:80]}")
        except (httpx.HTTPError, ValueError) as error:
            tally.errors.append(f"{step['say']}: {type(error).__name__}")
        shopper.step += 1
        if not shopper.is_done:
            self.idle.append(shopper)

    async def _shopper(self) -> Shopper:
        script = self.random.choice(self.scripts)
        body = {}
        if script.get("customer"):
            body["customer_token"] = self.signer.sign_customer_token(script["customer"])
        answer = await self.client.post(f"{self.web}/session", json=body)
        shopper = Shopper(script, answer.json()["session"])
        self.everybody.append(shopper)
        return shopper

    async def _check(self, shopper: Shopper, tally: Tally) -> None:
        """Count what the conversation lacks of what was sent, and what it has twice."""
        told = await self.client.get(
            f"{self.web}/history", headers={"Authorization": f"Bearer {shopper.session}"}
        )
        if told.status_code == httpx.codes.NOT_FOUND:
            return  # a version that cannot tell
        ids = [exchange["id"] for exchange in told.json().get("exchanges", [])]
        tally.lost += len(set(shopper.sent) - set(ids))
        tally.doubled += len(ids) - len(set(ids))


def holds(step: dict[str, Any], messages: list[dict[str, Any]]) -> bool:
    """Say whether a reply has what it must have."""
    if "custom" in step:
        kinds = {(message.get("custom") or {}).get("type") for message in messages}
        return step["custom"] in kinds
    text = "\n".join(str(message.get("text") or "") for message in messages)
    return re.search(step["text"], text) is not None


async def measured(
    web: str, signer: Signer, pids: dict[str, int], rates: list[float], seconds: float
) -> list[Tally]:
    """Measure one rate after the other, after a warm-up that is not counted."""
    limits = httpx.Limits(max_connections=500, max_keepalive_connections=200)
    found = []
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False, limits=limits) as client:
        await Load(client, web, signer, seed=1).run(WARM_RATE, WARM_SECONDS)
        for number, rate in enumerate(rates):
            before = {name: usage(pid) for name, pid in pids.items()}
            tally = await Load(client, web, signer, seed=number).run(rate, seconds)
            tally.usage = {name: usage(pid).since(before[name]) for name, pid in pids.items()}
            found.append(tally)
            print(json.dumps(tally.summary(), ensure_ascii=False), file=sys.stderr, flush=True)
            if not tally.keeps_up and tally.ms and float(np.median(tally.ms)) > 3 * KNEE_P95_MS:
                break
    return found


def serve_and_measure(rates: list[float], seconds: float) -> list[Tally]:
    """Serve a copy of the demo shop and measure it."""
    prepared = prepare(Place())
    with tempfile.TemporaryDirectory(prefix="ecom-load-") as folder:
        place = replace(prepared.place, var=Path(folder))
        for name in ("shops", "builds"):
            shutil.copytree(
                prepared.place.var / name / place.shop, place.var / name / place.shop, symlinks=True
            )
        with running(Prepared(place, prepared.model), settings=SETTINGS) as bot:
            pids = {"bot": bot.bot.process.pid, "actions": bot.actions.process.pid}
            signer = Signer(secret(place.var), place.shop)
            return asyncio.run(measured(bot.web, signer, pids, rates, seconds))


def table(tallies: list[Tally]) -> str:
    """Return the figures as a table of Markdown."""
    rows = [tally.summary() for tally in tallies]
    names = ["rate", "messages", "p50_ms", "p95_ms", "p99_ms", "errors", "wrong", "lost", "doubled"]
    processes = [name for name in ("bot", "actions") if name in rows[0]]
    head = [
        *names,
        *(f"{p} {what}" for p in processes for what in ("cores", "CPU ms a message", "MB")),
    ]
    lines = [f"| {' | '.join(head)} |", f"|{'---:|' * len(head)}"]
    for row in rows:
        used = [row[p][what] for p in processes for what in ("cores", "cpu_ms", "mb")]
        lines.append(f"| {' | '.join(str(v) for v in [*(row[n] for n in names), *used])} |")
    knee = max((t.rate for t in tallies if t.keeps_up), default=0)
    lines.append(
        f"\nKnee (p95 within {KNEE_P95_MS:.0f} ms, nothing lost): {knee:g} messages a second."
    )
    wrong = sorted({text for tally in tallies for text in [*tally.wrong, *tally.errors]})
    return "\n".join([*lines, *(f"- {text}" for text in wrong[:20])])


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--rates", type=float, nargs="+", default=RATES)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each rate is held")
    parser.add_argument(
        "--web", help="channel of a service that runs already, with --var and --pids"
    )
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where its secret is")
    parser.add_argument("--pids", type=int, nargs=2, metavar=("BOT", "ACTIONS"), default=[])
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    if options.web:
        pids = dict(zip(("bot", "actions"), options.pids, strict=False))
        signer = Signer(secret(options.var), "demo")
        found = asyncio.run(measured(options.web, signer, pids, options.rates, options.seconds))
    else:
        found = serve_and_measure(options.rates, options.seconds)
    print(json.dumps([t.summary() for t in found]) if options.json else table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
