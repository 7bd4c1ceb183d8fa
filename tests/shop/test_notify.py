"""Messages: into the outbox, or to a real SMTP server on this machine."""

from __future__ import annotations

import email
import email.policy
import logging
import socket
import threading

import pytest

from ecomcore.config import Settings
from ecomcore.errors import SettingsError
from ecomcore.shop.notify import (
    BackgroundNotifier,
    Message,
    OutboxNotifier,
    SmtpNotifier,
    notifier_from,
)

MESSAGE = Message("emma@example.com", "您的验证码", "Hello,\n你好。\n", kind="code")


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


class MailServer:
    """As much of SMTP (RFC 5321) as taking in one mail needs; offers no TLS."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 ready\r\n")
            for line in lines:
                command = line.strip().upper()
                if command == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    self.received.append(b"".join(iter(lines.readline, b".\r\n")))
                if command == b"QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                connection.sendall(b"250 fine\r\n")

    def close(self) -> None:
        self._thread.join()
        self._listener.close()


@pytest.fixture
def server():
    server = MailServer()
    yield server
    server.close()


def test_outbox_holds_one_private_file_a_message(tmp_path):
    notifier = OutboxNotifier(tmp_path / "outbox")
    notifier.send(MESSAGE)
    notifier.send(MESSAGE)
    files = sorted((tmp_path / "outbox").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert files[0].stat().st_mode & 0o777 == 0o600
    mail = read(files[0].read_bytes())
    assert (mail["To"], mail["Subject"]) == ("emma@example.com", "您的验证码")
    assert "你好" in mail.get_content()


def test_line_breaks_cannot_add_headers(tmp_path):
    OutboxNotifier(tmp_path).send(
        Message("a@example.com\nBcc: b@example.com", "Hi\r\nX-Bad: 1", "text")
    )
    mail = read(next(tmp_path.glob("*.eml")).read_bytes())
    assert mail["Bcc"] is None
    assert mail["X-Bad"] is None


def test_smtp_delivers_to_a_server_on_this_machine(server):
    SmtpNotifier(f"smtp://127.0.0.1:{server.port}?from=help@shop.example").send(MESSAGE)
    mail = read(server.received[0])
    assert (mail["From"], mail["To"]) == ("help@shop.example", "emma@example.com")
    assert mail["Subject"] == "您的验证码"


def test_address_is_read_with_its_defaults():
    notifier = SmtpNotifier("smtps://help%40shop.example:p%40ss@mail.shop.example")
    assert (notifier.port, notifier.user, notifier.password) == (465, "help@shop.example", "p@ss")
    assert notifier.sender == "help@shop.example"
    assert SmtpNotifier("smtp://mail.shop.example").port == 587


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example", "smtp://"])
def test_wrong_address_is_refused(url):
    with pytest.raises(SettingsError, match="ECOM_SMTP_URL"):
        SmtpNotifier(url)


def test_failure_in_the_background_is_logged_without_the_person(caplog):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    notifier = BackgroundNotifier(SmtpNotifier(f"smtp://127.0.0.1:{port}"))
    with caplog.at_level(logging.ERROR):
        notifier.send(MESSAGE)
        notifier.close()
    assert "ConnectionRefusedError" in caplog.text
    assert "emma" not in caplog.text


def test_settings_choose_the_way(tmp_path):
    outbox = notifier_from(Settings(var_dir=tmp_path, smtp_url=None))
    assert isinstance(outbox, OutboxNotifier)
    assert outbox.folder == tmp_path / "outbox"
    settings = Settings(var_dir=tmp_path, smtp_url="smtp://mail.example")
    assert isinstance(notifier_from(settings), BackgroundNotifier)
    assert notifier_from(settings) is notifier_from(settings)
