"""A headless Chromium, driven over its DevTools protocol: just enough to use the chat page as a person does."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WAIT_S = 40.0
CHAT = """Object.defineProperty(window, 'chat', {get: () => document.querySelector('shop-chat')?.shadowRoot
  ?? document.createDocumentFragment()})"""
"""Lets a test say `chat` for the shadow root of the widget, which nothing of the page reaches into."""
POLL_S = 0.1


def find_browser() -> str | None:
    """Return the path of an installed Chromium, or none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One tab."""

    def __init__(self, connection: ClientConnection, port: int) -> None:
        """Drive the tab at the other end of `connection`, of the browser that listens at `port`."""
        self._connection = connection
        self._port = port
        self._numbers = itertools.count(1)
        self.problems: list[str] = []
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=CHAT)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a DevTools method; what the page complains of meanwhile is kept in `problems`."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._connection.recv(timeout=WAIT_S))
            self._note(answer)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def _note(self, event: dict[str, Any]) -> None:
        parameters = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.problems.append(str(parameters["exceptionDetails"]))
        entry = parameters.get("entry", {})
        if event.get("method") == "Log.entryAdded" and entry.get("level") == "error":
            self.problems.append(f"{entry.get('text')} {entry.get('url', '')}")

    def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression."""
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, script: str) -> None:
        """Wait until a JavaScript expression is true.

        Raises:
            TimeoutError: it did not become true.
        """
        ends = time.monotonic() + WAIT_S
        while not self.run(script):
            if time.monotonic() > ends:
                raise TimeoutError(f"{script} did not become true; the page shows:\n{self.text()}")
            time.sleep(POLL_S)

    def open(
        self, url: str, *, width: int = 900, height: int = 800, language: str = "en-GB"
    ) -> None:
        """Open an address in a window of that size, for a reader of that language."""
        agent = self.run("navigator.userAgent")
        self.call("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        self.call("Page.navigate", url=url)
        self.wait(
            f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})"
        )

    @contextmanager
    def another(self) -> Iterator[Page]:
        """Give a second tab of the same browser."""
        ask = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/json/new?about:blank", method="PUT"
        )
        with urllib.request.urlopen(ask) as answer:  # noqa: S310 - as above
            address = json.load(answer)["webSocketDebuggerUrl"]
        with connect(address, max_size=None) as connection:
            yield Page(connection, self._port)

    def text(self) -> str:
        """Return what the chat shows, or what the page does where there is no chat."""
        return str(self.run("(chat.getElementById('panel') ?? document.body).innerText"))

    def press(self, key: str) -> None:
        """Press a key such as `Enter`."""
        code = {"Enter": 13, "Tab": 9, "Escape": 27}[key]
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                **text,
            )

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def choose_file(self, selector: str, path: Path) -> None:
        """Give a file to a file field of the chat."""
        field = f"chat.querySelector({json.dumps(selector)})"
        found = self.call("Runtime.evaluate", expression=field)["result"]["objectId"]
        self.call("DOM.setFileInputFiles", objectId=found, files=[str(path)])

    def screenshot(self, path: Path) -> None:
        """Save what the page looks like."""
        path.write_bytes(
            base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        )


@contextmanager
def browser(program: str) -> Iterator[Page]:
    """Start a browser with a new profile; give its first tab; end it with the block."""
    with TemporaryDirectory(prefix="ecom-browser-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                *(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
                *(
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--hide-scrollbars",
                ),
                *("--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port, address = _tab(Path(profile))
            with connect(address, max_size=None) as connection:
                yield Page(connection, port)
        finally:
            process.terminate()
            process.wait(20)


def _tab(profile: Path) -> tuple[int, str]:
    """Return the browser's port, and the address at which the first tab can be driven."""
    ends = time.monotonic() + WAIT_S
    record = profile / "DevToolsActivePort"
    while time.monotonic() < ends:
        if record.exists() and len(lines := record.read_text().splitlines()) > 1:
            with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json") as answer:
                for tab in json.load(answer):
                    if tab["type"] == "page":
                        return int(lines[0]), str(tab["webSocketDebuggerUrl"])
        time.sleep(POLL_S)
    raise TimeoutError("the browser did not start")
