"""The commands of the containers, run on this machine: they start, say that they are well, and answer."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import yaml
from chat_shop import CACHE, NOW

from ecomcore.config import ROOT
from ecomcore.replay.conversation import Conversation
from scripts.prepare import Place, prepare
from scripts.services import free_port, start, wait_until_ready

pytestmark = pytest.mark.chat
DEPLOY = ROOT / "deploy"
SERVICES = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
SECRET = "a secret for tests only"


def instruction(name: str, image: str) -> list[str]:
    """Return the command of the last such instruction of an image's file."""
    text = (DEPLOY / f"{image}.Dockerfile").read_text("utf-8").replace("\\\n", " ")
    return list(json.loads(re.findall(rf"^{name} .*?(\[.*\])$", text, re.MULTILINE)[-1]))


class Machine:
    """This machine in the place of the containers: their ports, folders and neighbours are others here."""

    def __init__(self, var: Path, model: Path) -> None:
        self.var, self.model = var, model
        self.ports = {"5055": str(free_port()), "5005": str(free_port()), "5006": str(free_port())}

    def here(self, value: str) -> str:
        """Return a part of a command or a setting as it is on this machine."""
        value = value.replace("/app/var", str(self.var)).replace("${ECOM_SHOP:-demo}", "demo")
        value = re.sub(r"//(actions|bot|console)\b", "//127.0.0.1", value)
        for inside, outside in self.ports.items():
            value = value.replace(inside, outside)
        return {
            "0.0.0.0": "127.0.0.1", "models": str(self.model), "var": str(self.var),  # noqa: S104
        }.get(value, value)  # fmt: skip

    def command(self, parts: list[str]) -> list[str]:
        return [str(ROOT / parts[0]), *map(self.here, parts[1:])]

    def environment(self, service: str) -> dict[str, str]:
        """Return the settings of a service, but for databases that are not on this machine."""
        given = {
            name: self.here(str(value))
            for name, value in SERVICES[service]["environment"].items()
            if name not in ("ECOM_DATABASE_URL", "ECOM_TRACKER_URL", "ECOM_REDIS_URL")
        }
        tracker = f"sqlite:///{self.var / 'conversations.db'}"
        own = {"ECOM_SECRET": SECRET, "ECOM_SHOP": "demo", "ECOM_VAR_DIR": str(self.var), "ECOM_NOW": NOW}  # fmt: skip
        kept = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
        filled = {k: v for k, v in given.items() if "${" not in v}
        return {**kept, **filled, **own, "ECOM_TRACKER_URL": tracker}

    def is_well(self, image: str) -> bool:
        check = self.command(instruction("HEALTHCHECK", image))
        return subprocess.run(check, cwd=ROOT, check=False).returncode == 0


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    prepared = prepare(Place(var=CACHE, now=NOW))
    var = tmp_path_factory.mktemp("deploy")
    for name in ("shops", "builds"):
        shutil.copytree(CACHE / name, var / name, symlinks=True)
    return Machine(var, prepared.model)


def test_the_containers_commands_serve_a_conversation(machine: Machine) -> None:
    assert not machine.is_well("actions")
    with ExitStack() as stack:
        started = []
        for name, path in (("actions", "health"), ("bot", "webhooks/web/")):
            command = machine.command(instruction("CMD", name))
            port = machine.ports["5055" if name == "actions" else "5005"]
            environment = machine.environment(name)
            log, health = machine.var / f"{name}.log", f"http://127.0.0.1:{port}/{path}"
            service = start(name, command, log, environment, health)
            stack.callback(service.end)
            started.append(service)
        wait_until_ready(started)
        assert machine.is_well("actions")
        assert machine.is_well("bot")
        url = f"http://127.0.0.1:{machine.ports['5005']}"
        with Conversation(f"{url}/webhooks/web", secret=SECRET, shop="demo") as conversation:
            answer = conversation.say("I need a warm jacket under 100 dollars")
        assert answer.products
        assert replayed(machine, url) == [0, 0, 1]
        actions = httpx.get(
            f"http://127.0.0.1:{machine.ports['5055']}/metrics", trust_env=False
        ).text
        assert 'ecom_answers_total{outcome="answered",skill="search_product"} 1.0' in actions
        bot = httpx.get(f"{url}/metrics", trust_env=False)
        assert 'route="/webhooks/web/messages",status="200"' in bot.text
        proxied = {"X-Forwarded-For": "203.0.113.9"}
        assert httpx.get(f"{url}/metrics", headers=proxied, trust_env=False).status_code == 404


def replayed(machine: Machine, url: str) -> list[int]:
    """Record a conversation, replay it, and replay it with another answer wanted; return how each ended."""
    file = machine.var / "returns.yml"
    file.write_text("turns:\n- say: hello\n- say: how long do I have to return something?\n")
    command = [sys.executable, "-m", "ecomcore.cli", "chat", "replay", str(file), "--url", url]
    ends = []
    for more in (["--record"], [], []):
        if len(ends) == 2:
            file.write_text(file.read_text("utf-8").replace("30 days", "31 days"), "utf-8")
        done = subprocess.run([*command, *more], cwd=ROOT, check=False)
        ends.append(done.returncode)
    return ends


def test_the_consoles_command_serves_it(machine: Machine) -> None:
    log = machine.var / "console.log"
    command = machine.command(SERVICES["console"]["command"])
    url = f"http://127.0.0.1:{machine.ports['5006']}/health"
    service = start("console", command, log, machine.environment("console"), url)
    try:
        wait_until_ready([service])
        check = machine.command(SERVICES["console"]["healthcheck"]["test"][1:])
        assert subprocess.run(check, cwd=ROOT, check=False).returncode == 0
        ends = time.monotonic() + 10
        while "?key=" not in log.read_text() and time.monotonic() < ends:
            time.sleep(0.1)
        assert "?key=" in log.read_text()
    finally:
        service.end()


def test_the_one_off_commands_modules_are_there() -> None:
    text = " ".join(path.read_text("utf-8") for path in DEPLOY.glob("*.Dockerfile"))
    modules = {*re.findall(r"-m (scripts\.\w+)", text), SERVICES["shop"]["command"][2]}
    assert modules == {"scripts.material", "scripts.prepare"}
    for module in modules:
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
