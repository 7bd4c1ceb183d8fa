"""The console in a browser: one click makes an example of what was not understood."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import httpx
import pytest
from chat_browser import browser, find_browser

from ecomcore.config import ROOT
from ecomcore.console.examples import path_of, read
from ecomcore.shop import models as m
from scripts.services import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_browser() is None, reason="needs an installed Chromium"),
]
TEACH = "[...document.querySelectorAll('button')].find(b => /example/i.test(b.innerText))"


def outside_pytest() -> dict[str, str]:
    """Return the environment without the variable by which NiceGUI takes a process for one of its own tests."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@pytest.fixture
def entrance(shop, now):
    """A link into the running console of a shop where something was not understood."""
    with shop.session() as session, session.begin():
        session.add(
            m.Exchange(
                conversation_id="a", number=1, at=now, channel="web", language="en", said="scrap it will ya",
                answered="…", intent="cancel_order", confidence=0.3, skills=["nlu_fallback"],
                is_missed=True, spent_ms=9.0,
            )
        )  # fmt: skip
    port = free_port()
    environment = {
        **outside_pytest(), "ECOM_VAR_DIR": str(shop.settings.var_dir), "ECOM_SHOP": "small",
        "ECOM_SECRET": "a secret for tests only", "ECOM_NOW": now.isoformat(),
    }  # fmt: skip
    options = ["--port", str(port), "--name", "anna"]
    command = [sys.executable, "-m", "ecomcore.cli", "console", "serve", *options]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield line
        process.terminate()


def test_one_click_writes_a_reviewed_example_and_shows_the_change(entrance, shop):
    program = find_browser()
    assert program is not None
    with browser(program) as page:
        page.call("Page.navigate", url=entrance)
        page.wait("(document.body?.innerText ?? '').includes('Contained')")
        page.open(entrance.split("?")[0] + "unclear")
        page.wait(f"{TEACH} !== undefined")
        page.run(f"{TEACH}.click()")
        page.wait("(document.body?.innerText ?? '').includes('What changed in the file')")
        assert "+- text: scrap it will ya" in page.text()
        assert "Reviewed examples (1)" in page.text()
        assert page.problems == []
    (example,) = read(path_of(shop.settings, "small"))
    assert (example.text, example.intent, example.by) == (
        "scrap it will ya",
        "cancel_order",
        "anna",
    )
