"""Conversation files against a server that speaks as the bot's web channel does."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from ecomcore.cli import app
from scripts.services import free_port

JACKETS = {
    "text": "Two jackets:",
    "custom": {"type": "products", "items": [{"title": "Rain Jacket", "price": "$100.00"}]},
    "buttons": [{"title": "Show more", "payload": "/show_more"}],
}


class Bot(BaseHTTPRequestHandler):
    """Answers like the web channel, always the same."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/session"):
            answer = {"session": "s"}
        elif body.get("payload") == "/show_more":
            answer = {"messages": [{"text": "That is all."}]}
        elif body.get("text") == "break":
            answer = {"messages": [{"text": "Sorry"}], "failed": True}
        else:
            answer = {"messages": [JACKETS]}
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def bot():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "jackets.yml"
    path.write_text(
        "turns:\n- say: a jacket\n  bot: |\n    Two jackets:\n    - Rain Jacket $…\n    [Show more]\n"
        "- tap: more\n  bot: That is all.\n"
    )
    return path


def replay(*arguments):
    return CliRunner().invoke(app, ["chat", "replay", *map(str, arguments)])


def test_answers_as_recorded_end_with_0(bot, file):
    done = replay(file, "--url", bot)
    assert done.exit_code == 0, done.output
    assert "0 of 2 answers differ" in done.output


def test_another_answer_is_shown_as_a_diff_and_ends_with_1(bot, file):
    file.write_text(file.read_text().replace("That is all.", "There are more."))
    done = replay(file, "--url", bot)
    assert done.exit_code == 1
    assert "you> (more)\n-There are more.\n+That is all.\n" in done.output
    assert "Rain Jacket" not in done.output


def test_a_button_that_is_missing_is_told(bot, file):
    file.write_text(file.read_text().replace("tap: more", "tap: Buy"))
    done = replay(file, "--url", bot)
    assert done.exit_code == 1
    assert "no button has 'Buy'; there are ['Show more']" in done.output


def test_a_bot_that_could_not_answer_differs(bot, tmp_path):
    path = tmp_path / "broken.yml"
    path.write_text("turns:\n- say: break\n")
    assert replay(path, "--url", bot).exit_code == 1


def test_answers_can_be_recorded(bot, tmp_path):
    path = tmp_path / "new.yml"
    path.write_text("turns:\n- say: a jacket\n- tap: more\n")
    assert replay(path, "--record", "--url", bot).exit_code == 0
    assert "- Rain Jacket $100.00" in path.read_text()
    assert replay(path, "--url", bot).exit_code == 0


def test_results_can_be_read_by_a_program(bot, file):
    (told,) = json.loads(replay(file, "--url", bot, "--json").output)
    assert told["differs"] is False
    assert [turn["deed"] for turn in told["turns"]] == ["a jacket", "(more)"]


def test_a_bot_or_file_that_cannot_be_used_ends_with_2(file, tmp_path):
    assert replay(file, "--url", f"http://127.0.0.1:{free_port()}").exit_code == 2
