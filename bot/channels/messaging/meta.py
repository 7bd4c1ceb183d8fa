"""What WhatsApp and Messenger share: the handshake, the signature, and how the Graph interface says what is wrong."""

from __future__ import annotations

from typing import Any, ClassVar, FrozenSet

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.messaging.calls import Answered, by_status
from channels.messaging.channel import MessagingInput, bearer, headers
from channels.messaging.proof import check_equal, hmac_sha256

BUSY = frozenset({1, 2, 4, 17, 32, 341, 368, 613, 1200, 80006, 80007})


class MetaInput(MessagingInput):
    """A channel on Meta's Graph interface."""

    gone: ClassVar[FrozenSet[int]]
    """Error codes that say that the person cannot be written to."""
    busy: ClassVar[FrozenSet[int]] = BUSY

    def handshake(self, request: Request) -> HTTPResponse:
        """Answer the question by which the address is checked."""
        asked = request.args or {}
        check_equal(str(asked.get("hub.verify_token") or ""), self.settings["verify_token"])
        return response.text(str(asked.get("hub.challenge") or ""))

    def prove(self, request: Request) -> None:
        """Check the signature over the body."""
        right = hmac_sha256(self.settings["app_secret"], request.body).hexdigest()
        check_equal(headers(request, "X-Hub-Signature-256"), f"sha256={right}")

    def judge(self, answered: Answered) -> str:
        """Read the code of an error; the status of HTTP is 400 for most of them."""
        error = answered.body.get("error") if isinstance(answered.body, dict) else None
        code = error.get("code") if isinstance(error, dict) else None
        if code in self.gone:
            return "blocked"
        return "again" if code in self.busy else by_status(answered)

    async def ask(self, what: str, path: str, **options: Any) -> Any:
        """Call the Graph interface."""
        address = f"{self.settings['api']}/{path}"
        known = bearer(self.settings["token"])
        return await self.calls.call(what, address, headers=known, **options)
