"""Plays a conversation file against the running bot and complains with the transcript."""

from __future__ import annotations

from string import Template

from chat_format import ConversationFile, Mail, Query, Step, problems, rendered
from chat_shop import ChatShop
from photos_drawn import drawn

from ecomcore.replay.conversation import Answer, Conversation, ConversationError
from scripts.bootstrap import ROOT


class WrongAnswerError(AssertionError):
    """A conversation did not go as its file says; the message is the transcript with what was wrong."""


class Player:
    """Plays one conversation."""

    def __init__(self, shop: ChatShop, file: ConversationFile) -> None:
        """Play `file` in `shop`."""
        self.shop = shop
        self.file = file
        self.kept: dict[str, str] = {}
        self.transcript: list[str] = []
        self.answer = Answer([])

    def play(self) -> None:
        """Play every step.

        Raises:
            WrongAnswerError: an answer, the database or the mail is not as the file says.
        """
        with self.shop.conversation(self.file.customer, self.file.staff) as conversation:
            for number, step in enumerate(self.file.steps, 1):
                self._play(conversation, number, step)
            self._check(
                "at the end", [*self._rows(self.file.database), *self._mail(self.file.mail)]
            )

    def _play(self, conversation: Conversation, number: int, step: Step) -> None:
        place = f"step {number}"
        self.transcript.append(f"you> {Template(step.deed).safe_substitute(self.kept)}")
        try:
            self.answer = self._do(conversation, step)
        except (ConversationError, LookupError) as error:
            self._check(place, [str(error)])
        self.transcript.append(rendered(self.answer))
        found = problems(step, self.answer, self.file.language, self.kept)
        self._check(place, [*found, *self._rows(step.database), *self._mail(step.mail)])

    def _do(self, conversation: Conversation, step: Step) -> Answer:
        words = Template(step.user or "").safe_substitute(self.kept)
        if step.photo is not None:
            with drawn(step.photo.of and ROOT / step.photo.of, step.photo.drawn) as file:
                return conversation.show(file, words)
        if step.user is not None:
            return conversation.say(words)
        if step.code is not None:
            code = self.shop.code()
            return conversation.say(
                code if step.code == "sent" else f"{(int(code) + 1) % 10**6:06d}"
            )
        return conversation.tap(self._payload(step))

    def _payload(self, step: Step) -> str:
        assert step.tap is not None
        titles = [button["title"] for button in self.answer.buttons]
        for button in self.answer.buttons:
            if step.tap.problem(button["title"], self.kept, "") is None:
                return button["payload"]
        raise LookupError(f"no button matches {step.tap.source}; there are {titles or 'none'}")

    def _rows(self, queries: list[Query]) -> list[str]:
        found = []
        for query in queries:
            sql = Template(query.sql).safe_substitute(self.kept)
            rows = self.shop.rows(sql)
            if rows != query.rows:
                found.append(f"{sql}\n    gives {rows}\n    expected {query.rows}")
        return found

    def _mail(self, mails: tuple[Mail, ...]) -> list[str]:
        letters = self.shop.letters() if mails else []
        return [
            f"no message to {mail.to.source} with {[p.source for p in mail.text]} among {letters}"
            for mail in mails
            if not any(
                mail.to.problem(letter.to, self.kept, "") is None
                and all(
                    pattern.problem(f"{letter.subject}\n{letter.text}", self.kept, "") is None
                    for pattern in mail.text
                )
                for letter in letters
            )
        ]

    def _check(self, place: str, found: list[str]) -> None:
        if not found:
            return
        lines = [
            self.file.name,
            "",
            *self.transcript,
            "",
            f"wrong {place}:",
            *(f"  - {p}" for p in found),
        ]
        if self.answer.failed or not self.answer.messages:
            lines += ["", self.shop.logs()]
        raise WrongAnswerError("\n".join(lines))
