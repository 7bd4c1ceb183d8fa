"""Changes of an order as tasks: gather what the shop's rules need, show the plan, carry it out once."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Generic

from actions.skills import feelings
from actions.skills.orders import answers as order_answers
from actions.skills.orders import questions, requests
from actions.skills.orders import wording as order_texts
from actions.skills.orders.details import OD, OrderDetails
from actions.skills.orders.reading import read_change
from actions.skills.orders.reading.claiming import is_answer
from actions.skills.orders.reading.hearing import Hearing
from actions.skills.orders.reading.lines import is_of_several, keeps_all, read_lines
from actions.skills.orders.reading.variants import read_variants
from actions.skills.orders.repertoire import CHANGES, Change, able_orders, is_possible
from actions.skills.orders.succession import handed_over, lead_on, successor, wanted_instead
from actions.tasks import engine as tasks
from actions.tasks import verification
from actions.turn.memory import Details, Proof, Question, Task
from actions.turn.turn import Reply, Turn
from actions.understanding import order_words
from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.orders import LineChoice, Plan, Request, find_order, get_order, submit
from ecomcore.orders.planning import plan_for
from ecomcore.shop.rules import load_rules

CLEAR = 0.5
"""How sure the classifier is at least of another change, for it to be no answer."""


class OrderChange(tasks.TaskKind[OD], Generic[OD]):
    """One of the operations of `ecomcore.orders`, led as a conversation."""

    details: ClassVar[type[Details]] = OrderDetails

    def __init__(self, change: Change) -> None:
        """Lead the shopper through `change`."""
        self.change = change
        self.name = change.name
        self.intents = change.intents

    def heard(self, turn: Turn, details: OD, asking: Question | None) -> OD | None:
        """Read order, lines, variants, reason, ways to pay, address from the message."""
        if not turn.identity.is_known:
            return self._heard_of_a_stranger(turn, details, asking)
        return read_change(Hearing(turn, self.change, asking), details, self.read)

    def is_news(self, known: OD, heard: OD) -> bool:
        """Say whether more was heard than words which any reason would have ("another reason")."""
        is_catch_all = heard.reason == order_words.CATCH_ALL and known.reason is None
        return replace(heard, reason=None) != known if is_catch_all else heard != known

    def read(self, message: Hearing, details: OD) -> OD | None:
        """Read what only this kind of change needs."""
        return None

    def _heard_of_a_stranger(self, turn: Turn, details: OD, asking: Question | None) -> OD | None:
        """Read only who it is; the first words are kept until that is known."""
        proved = verification.heard(turn, details, asking)
        if not turn.text or details.first_text:
            return proved
        return replace(proved or details, first_text=turn.text)

    def claims(self, turn: Turn, details: OD, asking: Question | None) -> bool:
        """Claim a version, a way to pay or a line to keep that looks like a question about a product."""
        if verification.asks_again(turn, asking):
            return True
        return is_answer(Hearing(turn, self.change, asking), details)

    def calls_off(self, turn: Turn, details: OD, asking: Question | None) -> bool:
        """Say whether the change is taken back, or all that would be changed shall stay as it is."""
        if order_words.taken_back(turn.text, self.name) is not None:
            return True
        return turn.identity.is_known and keeps_all(Hearing(turn, self.change, asking), details)

    def instead(self, turn: Turn, details: OD) -> OD | None:
        """Return the details with the other change of the order that the message asks for."""
        if not turn.identity.is_known:
            return None
        other = wanted_instead(Hearing(turn, self.change, None), details)
        return replace(details, becomes=other) if other else None

    def leaves_open(self, turn: Turn, details: OD) -> bool:
        """Say whether one of several lines is meant and not which."""
        return is_of_several(Hearing(turn, self.change, Question.CONFIRM), details)

    def is_same(self, turn: Turn, details: OD) -> bool:
        """Say whether the message names no other order and no lines besides those that are meant."""
        heard = self.heard(turn, details, None)
        if heard is None or not turn.identity.is_known:
            return True
        is_same_order = heard.order == details.order and not heard.unknown_order
        return is_same_order and (heard.lines == details.lines or self._narrows(heard, details))

    @staticmethod
    def _narrows(heard: OD, details: OD) -> bool:
        """Say whether fewer of the lines that are meant are named ("the mug is fine. Send back the kettle only")."""
        return bool(heard.lines) and set(heard.lines) < set(details.lines)

    def asks_for_other(self, turn: Turn, asking: Question | None) -> bool:
        """Say whether, where an order or its lines are asked for, a change of quite another sort is wanted."""
        other = CHANGES.get(turn.request.intent)
        if other is None or asking not in (Question.ORDER, Question.LINES):
            return False
        is_own = other.name in self.intents or turn.request.confidence < CLEAR
        return not is_own and other.picks_lines is not self.change.picks_lines

    def explained(self, turn: Turn, task: Task[OD]) -> Reply | None:
        """Answer a question about this change, most of them once it is known which order it is about."""
        text = order_answers.explained(Hearing(turn, self.change, task.asking), task.details)
        return Reply().say(text) if text else None

    def hands_over(self, turn: Turn, details: OD, to: str) -> Details | None:
        """Return order and lines for a change that is wanted instead of this one, None where both are wanted."""
        return handed_over(Hearing(turn, self.change, None), details, to)

    def advance(self, turn: Turn, task: Task[OD]) -> Reply:
        """Ask for what is missing, or show the plan; what the shop does not offer is said before anything is asked."""
        if load_rules(turn.session).mode_of(self.change.operation) == "off":
            other = successor(turn, task, self.change, turn.identity.customer_id or "")
            return other or questions.not_offered(turn)
        question = verification.ensure(turn, task)
        if question is not None:
            return question
        customer_id = turn.identity.customer_id or ""
        if task.details.becomes:
            return lead_on(turn, task, task.details.becomes)
        self._catch_up(turn, task, customer_id)
        question = self.ask_order(turn, task, customer_id)
        if question is not None:
            return question
        order_id = task.details.order
        if order_id:
            turn.memory.order_focus = order_id
            if not is_possible(turn, self.change, customer_id, order_id):
                other = successor(turn, task, self.change, customer_id)
                return other or self.plan_or_ask(turn, task, customer_id)
        question = self.ask_lines(turn, task, customer_id)
        return question or self.plan_or_ask(turn, task, customer_id)

    def _catch_up(self, turn: Turn, task: Task[OD], customer_id: str) -> None:
        """Read what was said before it was known who asks, about the order that was proven."""
        details, first_text = task.details, task.details.first_text
        proved = details.proof.order_number
        details = replace(details, first_text="", proof=Proof())
        order = find_order(turn.session, customer_id, proved) if proved else None
        if order is not None and not details.order:
            details = replace(details, order=order.id)
        if first_text:
            first = tasks.with_request(turn, text=first_text, entities=(), intent=self.name)
            details = self.heard(first, details, None) or details
        task.details = details

    def ask_order(self, turn: Turn, task: Task[OD], customer_id: str) -> Reply | None:
        """Return the question which order is meant, or None where that is known."""
        if task.details.unknown_order:
            return questions.unknown_order(turn, task, self.change, customer_id)
        if task.details.order:
            return None
        able = able_orders(turn, self.change, customer_id)
        is_asked = bool(task.details.offered)
        meant = questions.order_meant(turn, self.change, able, customer_id, is_asked=is_asked)
        if meant is None:
            return questions.which_order(turn, task, self.change, able)
        task.details = replace(task.details, order=meant.id)
        message = Hearing(turn, self.change, task.asking)
        for read in (read_lines, read_variants, self.read):
            task.details = read(message, task.details) or task.details
        return None

    def ask_lines(self, turn: Turn, task: Task[OD], customer_id: str) -> Reply | None:
        """Return the question which lines are meant, or None where that is known or does not matter."""
        order_id = task.details.order
        if not self.change.picks_lines or task.details.lines or order_id is None:
            return None
        order = get_order(turn.session, customer_id, order_id)
        if len(order.open_lines) > 1:
            return questions.which_lines(turn, task, self.change, order)
        details = replace(task.details, lines=tuple(line.id for line in order.open_lines))
        message = Hearing(turn, self.change, task.asking)
        task.details = read_variants(message, details) or details
        return None

    def request(self, details: OD, customer_id: str) -> Request:
        """Return the operation as the core takes it."""
        lines = tuple(
            LineChoice(line, details.quantities.get(line), details.variants.get(line))
            for line in details.lines
        )
        return Request(
            self.change.operation,
            customer_id,
            details.order,
            lines if self.change.picks_lines else (),
            reason=details.reason,
            settle_with=details.method,
        )

    def plan_or_ask(self, turn: Turn, task: Task[OD], customer_id: str) -> Reply:
        """Show what will happen, or ask for what the plan still lacks."""
        try:
            plan = plan_for(turn.session, self.request(task.details, customer_id), turn.now)
        except (NotAllowedError, NotFoundError) as error:
            return questions.refused(turn, task, self.change, error)
        if self.is_settled_otherwise(plan, task.details):
            return self._other_method(turn, task, customer_id)
        task.asking = Question.CONFIRM
        text = requests.plan_words(turn, plan, self.name)
        return Reply().say(text, tasks.confirm_buttons(turn))

    def is_settled_otherwise(self, plan: Plan, details: OD) -> bool:
        """Say whether money would move in a way that the shopper does not want ("but not PayPal")."""
        return any(move.method_id in details.not_methods for move in plan.transfers)

    def _other_method(self, turn: Turn, task: Task[OD], customer_id: str) -> Reply:
        """Take the one other way to pay there is, or ask which of several it shall be."""
        left = questions.methods_left(turn, task.details, customer_id)
        if len(left) != 1 or task.details.method == left[0].id:
            return questions.which_method(turn, task, left)
        task.details = replace(task.details, method=left[0].id)
        return self.plan_or_ask(turn, task, customer_id)

    def carry_out(self, turn: Turn, task: Task[OD]) -> Reply:
        """Carry the plan out under the task's id, and say what follows."""
        customer_id = turn.identity.customer_id
        if customer_id is None:
            return Reply().say(turn.say("verification.expired"))
        try:
            plan = plan_for(turn.session, self.request(task.details, customer_id), turn.now)
            receipt = submit(turn.session, plan, task.id, turn.now, language=turn.language)
        except (NotAllowedError, NotFoundError) as error:
            order_id = task.details.order
            return Reply().say(order_texts.refusal_words(turn, error, order_id, self.name))
        if receipt.state == "requested":
            return Reply().say(requests.passed_on_words(turn, receipt, self.name))
        reply = Reply().say(order_texts.receipt_words(turn, receipt, plan, self.name))
        text, buttons = feelings.ask_for_rating(turn, self.name)
        return reply.say(text, buttons)
