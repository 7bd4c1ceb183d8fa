"""Changes of an order as tasks: gather what the shop's rules need, show the plan, carry it out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from actions.catalogue import cards
from actions.phrases import says
from actions.skills import feelings
from actions.skills.orders import answers as order_answers
from actions.skills.orders import wording as order_texts
from actions.tasks import engine as tasks
from actions.tasks import verification
from actions.tasks.engine import CONFIRM, TaskKind
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding import order_lines, order_variants, order_words
from ecomcore.errors import CodedError, NotAllowedError, NotFoundError
from ecomcore.orders import (
    LineChoice,
    LineView,
    OrderView,
    Plan,
    Request,
    execute,
    find_order,
    get_order,
    methods_of,
    orders_of,
    possible_operations,
)
from ecomcore.orders.planning import plan_for
from ecomcore.shop.rules import load_rules
from ecomcore.text.tokens import normalise

ORDERS_OFFERED = 6
ORDERS_READ = 30
OPTIONAL_REASON = "optional_reason"
ASKED_BY_CODE = {
    "reason_needed": "reason",
    "reason_unknown": "reason",
    "variant_needed": "variant",
    "variant_unknown": "variant",
    "same_variant": "variant",
    "out_of_stock": "variant",
    "method_needed": "method",
    "method_unknown": "method",
    "method_not_allowed": "method",
    "same_method": "method",
    "gift_card_balance": "method",
    "address_incomplete": "address",
    "address_unchanged": "address",
    "resolution_unknown": "resolution",
}
SWAPPED = frozenset({"change_item", "exchange_order"})
STANDS_IN = {
    "change_item": ("exchange_order",),
    "exchange_order": ("change_item",),
    "report_damaged": ("return_order",),
}
"""What is done instead of a change that the shop does not offer, or not at this point of the order's life."""
ALTERNATIVES = {"cancel_order": ("return_order",), "return_order": ("cancel_order",)}
"""What is offered after a refusal, by a button."""
BECOMES = {"return_order": "exchange_order", "cancel_order": "change_item"}
"""The swap that giving something back becomes if another version of it is wanted after all."""
REPLACES = {
    "cancel_order": frozenset(
        {"change_item", "change_address", "change_payment", "exchange_order"}
    ),
    "change_item": frozenset({"cancel_order"}),
    "change_address": frozenset({"cancel_order"}),
    "change_payment": frozenset({"cancel_order"}),
    "exchange_order": frozenset({"return_order", "cancel_order", "report_damaged"}),
    "return_order": frozenset({"exchange_order", "cancel_order", "report_damaged"}),
    "report_damaged": frozenset({"return_order", "exchange_order"}),
}
"""Which changes of the same order a change takes the place of: who wants a new one does not want the money back."""
LONGEST_VERSION, WORDS_OF_VERSION = 20, 3
"""Letters and words of a message that says nothing but a version ("in navy", "藏青色的")."""
REFUSING = frozenset({"deny", "stop_task"})
MISTAKEN = frozenset(
    {
        "ask_attribute", "ask_policy", "ask_stock", "cart_add", "cart_remove", "cart_update", "compare_products",
        "give_details", "nlu_fallback", "out_of_scope", "product_details", "product_reviews", "recommend",
        "refine_search", "search_product", "similar_products", "size_advice", "stop_task", "talk_to_person",
    }
)  # fmt: skip
"""Intents that an answer about a version, a way to pay or a line may be taken for."""


_changes: dict[str, OrderChange] = {}


class OrderChange(TaskKind):
    """One of the operations of `ecomcore.orders`, led as a conversation."""

    name: ClassVar[str] = ""
    operation: ClassVar[Any] = ""
    picks_lines: ClassVar[bool] = False
    """Whether the shopper says which lines are meant (else the whole order is)."""
    swaps: ClassVar[bool] = False
    """Whether each line needs another variant."""

    def fill(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Read order, lines, variants, reason, ways to pay, address from the message."""
        found = verification.read(turn, details, asking)
        customer_id = turn.identity.customer_id
        if customer_id is None:
            if turn.text and not details.get("first_text"):
                details["first_text"] = turn.text
            return found
        if becomes := self._becomes(turn, details, asking):
            details["becomes"] = becomes
            return True
        found |= self._read_order(turn, details, customer_id, asking)
        order = self._order(turn, details, customer_id)
        if order is not None:
            found |= self._read_lines(turn, details, order, asking)
        found |= self._read_reason(turn, details, asking)
        found |= self._read_method(turn, details, customer_id, asking)
        found |= self.read_more(turn, details, asking)
        return found or turn.request.value("choice") == "go_on"

    def claims(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Claim a version, a way to pay or a line to keep that looks like a question about a product."""
        if verification.asks_again(turn, asking) or self._gives_reason(turn, asking):
            return True
        customer_id = turn.identity.customer_id
        if customer_id is None or not turn.text or turn.request.intent not in MISTAKEN:
            return False
        if self._asks_for_versions(turn, details) or self._fewer(turn, details, asking):
            return True
        if self._becomes(turn, details, asking):
            return True
        order = self._order(turn, details, customer_id)
        lines = (
            [line for line in order.lines if line.id in (details.get("lines") or [])]
            if order
            else []
        )
        _, kept_words = order_words.without_kept(turn.text)
        if order_lines.mentioned_lines(turn, lines, kept_words):
            return True
        is_settling = asking == CONFIRM and says(turn.text, "settles")
        if asking == "method" or is_settling:
            methods = list(methods_of(turn.session, customer_id).values())
            return order_words.read_method(turn, methods) is not None
        return any(
            self._names_version(turn, details, line)
            for line in self._open_to_change(turn, details, lines, asking)
        )

    def _open_to_change(
        self, turn: Turn, details: Json, lines: Sequence[LineView], asking: str | None
    ) -> list[LineView]:
        """Return the line whose version is asked for, or may be put right in a word or two at the confirmation."""
        if asking == "variant":
            return [line for line in lines if line.id == details.get("variant_line")]
        is_short = len(turn.text) <= LONGEST_VERSION and len(turn.text.split()) <= WORDS_OF_VERSION
        is_open = self.swaps and asking in (CONFIRM, tasks.RESUME)
        return list(lines) if is_open and is_short and len(lines) == 1 else []

    def _gives_reason(self, turn: Turn, asking: str | None) -> bool:
        """Say whether words that look like a refusal name a reason, which was asked for ("I can't wait any longer")."""
        if asking not in ("reason", OPTIONAL_REASON) or order_words.gives_no_reason(turn.text):
            return False
        reasons = [r.model_dump() for r in load_rules(turn.session).of(self.operation).reasons]
        return order_words.read_reason(turn, reasons, is_asked=False) is not None

    def _becomes(self, turn: Turn, details: Json, asking: str | None) -> str | None:
        """Return the swap that the shopper would rather have than the money for one thing ("rather in L")."""
        swap, customer_id = BECOMES.get(self.name), turn.identity.customer_id
        order = self._order(turn, details, customer_id) if customer_id else None
        if swap is None or order is None or not says(turn.text, "prefers"):
            return None
        ids = details.get("lines") or [line.id for line in order.open_lines]
        lines = [line for line in order.open_lines if line.id in ids]
        is_open = asking in (CONFIRM, tasks.RESUME, "reason", OPTIONAL_REASON) and len(lines) == 1
        return swap if is_open and self._names_version(turn, details, lines[0]) else None

    def _names_version(self, turn: Turn, details: Json, line: LineView) -> bool:
        offered = self._offered(turn, line)
        base = self._as_wanted(line, offered, details.get("variants") or {})
        return (
            order_variants.read_variant(turn, base, offered, turn.text, is_asked=True) is not None
        )

    def _asks_for_versions(self, turn: Turn, details: Json) -> bool:
        """Say whether the shopper wants to know what else there is of the one thing that shall be changed."""
        has_one = len(details.get("lines") or []) == 1
        return self.swaps and has_one and says(turn.text, "asks_versions")

    @staticmethod
    def _offered(turn: Turn, line: LineView) -> list[Json]:
        product = cards.load(turn, [line.product_id])
        return [
            {"sku": v.sku, "options": v.options, "stock": v.stock}
            for v in (product[0].variants if product else [])
        ]

    def explained(self, turn: Turn, task: Json) -> Reply | None:
        """Answer a question about this change, most of them once it is known which order it is about."""
        customer_id = turn.identity.customer_id
        order = self._order(turn, task["details"], customer_id) if customer_id else None
        text = order_answers.about_money(turn, self.operation, order, task["details"].get("method"))
        if text is not None:
            return Reply().say(text)
        if order is None:
            return None
        text = order_answers.about(turn, self.name, self.operation, order)
        if text is None and task["asking"] in (CONFIRM, tasks.RESUME, "reason", OPTIONAL_REASON):
            text = order_answers.about_method(turn, self.operation, order)
        return Reply().say(text) if text else None

    def hands_over(self, turn: Turn, details: Json, to: str) -> Json | None:
        """Return order and lines for a change that is wanted instead of this one, None where both are wanted."""
        customer_id, order_id = turn.identity.customer_id, details.get("order")
        if self.name not in REPLACES.get(to, ()) or not customer_id or not order_id:
            return None
        if says(turn.text, "besides"):
            return None
        numbers = self._numbers(turn, customer_id, None)
        order = self._order(turn, details, customer_id)
        if order is None or any(number != order_id for number in numbers):
            return None
        held = set(details.get("lines") or [])
        named = {line.id for line in order_lines.mentioned_lines(turn, order.lines)}
        if held and named and not named & held:
            return None
        kept = ("order", "quantities") if named else ("order", "lines", "quantities")
        return {key: details[key] for key in kept if key in details}

    def read_more(self, turn: Turn, details: Json, asking: str | None) -> bool:
        """Read what only this kind of change needs."""
        return False

    def _read_order(self, turn: Turn, details: Json, customer_id: str, asking: str | None) -> bool:
        numbers = self._numbers(turn, customer_id, asking)
        tapped = turn.request.value("order")
        if not tapped and not numbers:
            tapped = self._order_by_goods(turn, details, customer_id, asking)
        for number in [str(tapped)] if tapped else numbers:
            order = find_order(turn.session, customer_id, number)
            if order is None:
                details["unknown_order"] = number
                return True
            details.pop("unknown_order", None)
            if details.get("order") != order.id:
                self._forget_lines(details)
            details["order"] = order.id
            return True
        ended = order_lines.order_by_ending(
            turn.text, orders_of(turn.session, customer_id, limit=ORDERS_READ)
        )
        if ended is not None:
            if details.get("order") != ended.id:
                self._forget_lines(details)
            details["order"] = ended.id
            return True
        if details.get("order") or not turn.text:
            return False
        if order_words.is_latest(turn.text):
            latest = orders_of(turn.session, customer_id, limit=1)
            if latest:
                details["order"] = latest[0].id
                return True
        return False

    def _order_by_goods(
        self, turn: Turn, details: Json, customer_id: str, asking: str | None
    ) -> str | None:
        """Return the order that is counted or described where an order, or lines of one, was asked for."""
        if asking == "lines":
            return self._other_order(turn, details, customer_id)
        if asking != "order":
            return None
        orders = orders_of(turn.session, customer_id, limit=ORDERS_READ)
        named = order_lines.order_by_lines(turn, orders)
        counted = tasks.counted(turn, details.get("offered") or [])
        return counted or (named.id if named else None)

    def _other_order(self, turn: Turn, details: Json, customer_id: str) -> str | None:
        """Return the order that the goods named are in, if they are not in the one whose lines were asked for."""
        order = self._order(turn, details, customer_id)
        if order is None or order_lines.mentioned_lines(turn, order.lines):
            return None
        others = [o for o in self.able_orders(turn, customer_id) if o.id != order.id]
        named = order_lines.order_by_lines(turn, others)
        return named.id if named else None

    @staticmethod
    def _numbers(turn: Turn, customer_id: str, asking: str | None) -> list[str]:
        """Return the order numbers that are said; where an address was asked for, others may be its postcode."""
        numbers = [str(number) for number in turn.request.values("order_number")]
        if asking != "address":
            return numbers
        return [n for n in numbers if find_order(turn.session, customer_id, n) is not None]

    @staticmethod
    def _forget_lines(details: Json) -> None:
        for key in ("lines", "variants", "method"):
            details.pop(key, None)

    def _order(self, turn: Turn, details: Json, customer_id: str) -> OrderView | None:
        order_id = details.get("order")
        return get_order(turn.session, customer_id, order_id) if order_id else None

    def _read_lines(self, turn: Turn, details: Json, order: OrderView, asking: str | None) -> bool:
        if not self.picks_lines:
            return False
        found = False
        chosen = self._chosen_lines(turn, details, order, asking)
        if chosen is not None:
            details["lines"] = chosen
            found = True
        elif fewer := self._fewer(turn, details, asking):
            details["quantities"] = fewer
            found = True
        if self.swaps:
            found |= self._read_variants(turn, details, order, asking)
        return found

    def _chosen_lines(
        self, turn: Turn, details: Json, order: OrderView, asking: str | None
    ) -> list[int] | None:
        tapped = [int(value) for value in turn.request.values("line")]
        if tapped or turn.request.value("choice") == "all":
            return tapped or [line.id for line in order.open_lines]
        open_lines = list(order.open_lines)
        said, kept_words = order_words.without_kept(turn.text)
        kept = order_lines.mentioned_lines(turn, open_lines, kept_words)
        if says(turn.text, "all_lines"):
            return [line.id for line in open_lines if line not in kept]
        if asking not in (None, "lines") and self._take_back(details, kept):
            more = order_lines.mentioned_lines(turn, open_lines, said)
            return list(dict.fromkeys([*details["lines"], *(line.id for line in more)]))
        mentioned = order_lines.asked_for(turn, open_lines, said, self.name)
        if not mentioned and kept and asking is None and not self.swaps:
            is_all_but = not says(kept_words, "drops")
            mentioned = [line for line in open_lines if line not in kept] if is_all_but else kept
        mentioned = [line for line in mentioned if line not in kept] or mentioned
        mentioned = mentioned or self._named_at_all(turn, order, asking)
        if not mentioned:
            return None
        adds = asking == CONFIRM and says(turn.text, "besides")
        is_fresh = asking in ("lines", None, CONFIRM) and not adds
        held = [] if is_fresh else list(details.get("lines") or [])
        if asking == "variant" and set(held) & {line.id for line in mentioned}:
            return None
        self._note_quantity(turn, details, mentioned)
        return list(dict.fromkeys([*held, *(line.id for line in mentioned)]))

    @staticmethod
    def _named_at_all(turn: Turn, order: OrderView, asking: str | None) -> list[LineView]:
        """Return the lines that the message names in any way: open ones, others, or by their place in the list.

        What is on its way back already counts too, so that the refusal can say so.
        """
        open_lines = list(order.open_lines)
        named = order_lines.mentioned_lines(turn, open_lines)
        named = named or order_lines.mentioned_lines(turn, list(order.lines))
        if named or asking != "lines":
            return named
        numbers = [*turn.request.values("ordinal"), *turn.request.values("quantity")]
        return [open_lines[int(n) - 1] for n in numbers if 0 < int(n) <= len(open_lines)]

    @staticmethod
    def _take_back(details: Json, kept: list[LineView]) -> bool:
        """Take lines that shall stay as they are off the list; return whether one was on it."""
        ids, held = {line.id for line in kept}, list(details.get("lines") or [])
        if not ids & set(held):
            return False
        details["lines"] = [line_id for line_id in held if line_id not in ids]
        for line_id in ids:
            (details.get("variants") or {}).pop(str(line_id), None)
        return True

    def _fewer(self, turn: Turn, details: Json, asking: str | None) -> dict[str, int]:
        """Return how many pieces of the one line that is meant shall be taken ("just one of them"), by its id."""
        ids, customer_id = details.get("lines") or [], turn.identity.customer_id
        quantity = order_words.quantity_of(turn.request.values("quantity"))
        if asking in (None, "lines", "variant") or len(ids) != 1 or not quantity or not customer_id:
            return {}
        order = self._order(turn, details, customer_id)
        lines = [line for line in order.lines if line.id == ids[0]] if order else []
        return {str(line.id): quantity for line in lines if quantity < line.quantity}

    @staticmethod
    def _note_quantity(turn: Turn, details: Json, mentioned: list[LineView]) -> None:
        quantity = order_words.quantity_of(turn.request.values("quantity"))
        if quantity and len(mentioned) == 1 and quantity < mentioned[0].quantity:
            details.setdefault("quantities", {})[str(mentioned[0].id)] = quantity

    def _read_variants(
        self, turn: Turn, details: Json, order: OrderView, asking: str | None
    ) -> bool:
        tapped = turn.request.value("sku")
        variants: Json = details.setdefault("variants", {})
        if self._asks_for_versions(turn, details) and asking is not None:
            variants.clear()
            return True
        lines = [line for line in order.lines if line.id in (details.get("lines") or [])]
        if tapped and details.get("variant_line"):
            variants[str(details["variant_line"])] = str(tapped)
            return True
        found = False
        parts = order_lines.parts_by_line(turn, lines)
        asked_about = self._asked_about(turn, details, lines) if asking == "variant" else None
        for line in lines:
            is_asked = asked_about == line.id
            text = parts.get(line.id) or (turn.text if is_asked or len(lines) == 1 else "")
            if not text:
                continue
            offered = self._offered(turn, line)
            base = line if asking is None else self._as_wanted(line, offered, variants)
            sku = order_variants.read_variant(turn, base, offered, text, is_asked=is_asked)
            if sku and variants.get(str(line.id)) != sku:
                variants[str(line.id)] = sku
                found = True
        return found

    def _asked_about(self, turn: Turn, details: Json, lines: Sequence[LineView]) -> int | None:
        """Return the line that an answer to the question for a version is about.

        It is the one that was asked about, unless the words fit another one that is still open better.
        """
        asked, chosen = details.get("variant_line"), details.get("variants") or {}
        text = normalise(turn.text)
        fits = {}
        for line in lines:
            if line.id == asked or str(line.id) not in chosen:
                offered = self._offered(turn, line)
                values = {key: {v["options"].get(key, "") for v in offered} for key in line.options}
                fits[line.id] = len(order_variants.values_said(turn, values, text))
        best = max(fits.values(), default=0)
        if asked in fits and fits[asked] == best:
            return int(asked)
        return next((line_id for line_id, count in fits.items() if count == best), asked)

    @staticmethod
    def _as_wanted(line: LineView, offered: Sequence[Json], variants: Json) -> LineView:
        """Return the line as the version chosen so far: "M", then "in navy", is navy in M."""
        chosen = str(variants.get(str(line.id)) or "")
        options = next((each["options"] for each in offered if each["sku"] == chosen), None)
        return replace(line, sku=chosen, options=dict(options)) if options else line

    def _read_reason(self, turn: Turn, details: Json, asking: str | None) -> bool:
        rules = load_rules(turn.session).of(self.operation)
        reasons = [reason.model_dump() for reason in rules.reasons]
        is_swap = turn.request.intent in SWAPPED and says(turn.text, "prefers")
        # What tells which order, which lines or which way to pay is no reason by its meaning.
        is_fact = bool(
            turn.request.value("order_number")
            or order_words.names_method(turn.text)
            or order_words.without_kept(turn.text)[1]
        )
        is_open = asking in ("reason", OPTIONAL_REASON) and not (is_swap or is_fact)
        is_asked = is_open and not self._fewer(turn, details, asking)
        code = order_words.read_reason(turn, reasons, is_asked=is_asked)
        if code is None:
            is_answer = asking == OPTIONAL_REASON and is_asked
            if is_answer and turn.request.intent not in REFUSING:
                details["reason_skipped"] = True
                return True
            return False
        details["reason"] = code
        return True

    def _read_method(self, turn: Turn, details: Json, customer_id: str, asking: str | None) -> bool:
        methods = list(methods_of(turn.session, customer_id).values())
        tapped = turn.request.value("method")
        method = str(tapped) if tapped else order_words.read_method(turn, methods)
        refused = [] if tapped else order_words.refused_methods(turn.text, methods)
        if refused:
            details["not_methods"] = refused
            if details.get("method") in refused:
                del details["method"]
        if method is None or details.get("method") == method:
            return bool(refused) or (method is not None and asking == "method")
        details["method"] = method
        details["not_methods"] = [name for name in refused if name != method]
        return True

    def advance(self, turn: Turn, task: Json) -> Reply:
        """Ask for what is missing, or show the plan."""
        question = verification.ensure(turn, task)
        if question is not None:
            return question
        details = task["details"]
        customer_id = turn.identity.customer_id or ""
        becomes = details.pop("becomes", None)
        if becomes:
            return self._lead_on(turn, task, becomes)
        self._catch_up(turn, details, customer_id)
        if not load_rules(turn.session).of(self.operation).enabled:
            successor = self._successor(turn, task, customer_id)
            if successor is not None:
                return successor
        question = self.ask_order(turn, task, customer_id)
        if question is not None:
            return question
        order_id = details.get("order")
        if order_id:
            turn.memory.order_focus = order_id
            possible = possible_operations(turn.session, customer_id, order_id, now=turn.now)
            if self.operation not in possible:
                successor = self._successor(turn, task, customer_id)
                return successor or self._plan_or_ask(turn, task, customer_id)
        question = self.ask_lines(turn, task, customer_id)
        if question is not None:
            return question
        return self._plan_or_ask(turn, task, customer_id)

    def _catch_up(self, turn: Turn, details: Json, customer_id: str) -> None:
        """Read what was said before it was known who asks."""
        first_text = details.pop("first_text", None)
        if first_text:
            self.fill(tasks.with_request(turn, text=first_text, entities=()), details, None)
        proof = details.pop("proof", None)
        if proof and not details.get("order"):
            self._use_number(turn, details, customer_id, proof.get("order_number"))

    def _successor(self, turn: Turn, task: Json, customer_id: str) -> Reply | None:
        """Lead the task on as the one that stands in for this one, which is not possible (now); None where none does.

        An exchange is a change of the order before it ships, and the other way round; where a shop takes no claims,
        what came broken is returned.
        """
        details = task["details"]
        rules = load_rules(turn.session)
        is_offered = rules.of(self.operation).enabled
        if is_offered and (not details.get("order") or self.name not in SWAPPED):
            return None
        for name in STANDS_IN.get(self.name, ()):
            other = _changes[name]
            if details.get("order"):
                possible = possible_operations(
                    turn.session, customer_id, details["order"], now=turn.now
                )
                fits = other.operation in possible and self.operation not in possible
            else:
                fits = rules.of(other.operation).enabled
            if fits:
                return self._lead_on(turn, task, name)
        return None

    @staticmethod
    def _lead_on(turn: Turn, task: Json, name: str) -> Reply:
        """Go on with the task as another kind of change of the same things."""
        task["kind"] = name
        task["details"].pop("reason", None)
        _changes[name].fill(turn, task["details"], None)
        return _changes[name].advance(turn, task)

    def _use_number(self, turn: Turn, details: Json, customer_id: str, number: str | None) -> None:
        order = find_order(turn.session, customer_id, number) if number else None
        if order is not None:
            details["order"] = order.id

    def ask_order(self, turn: Turn, task: Json, customer_id: str) -> Reply | None:
        """Return the question which order is meant, or None where that is known."""
        details = task["details"]
        if details.get("unknown_order"):
            number = details.pop("unknown_order")
            tasks.ask(task, "order")
            return Reply().say(
                turn.say("orders.not_found", number=number), self._order_buttons(turn, customer_id)
            )
        if details.get("order"):
            return None
        able = self.able_orders(turn, customer_id)
        focused = [order for order in able if order.id == turn.memory.order_focus]
        named = order_lines.order_by_lines(turn, able) or order_lines.order_by_lines(
            turn, orders_of(turn.session, customer_id, limit=ORDERS_READ)
        )
        chosen = named or next(iter(focused), None) or self._pointed_at(turn, customer_id)
        chosen = chosen or self._first_of_several(turn, able)
        chosen = chosen or (able[0] if len(able) == 1 else None)
        if chosen is not None:
            details["order"] = chosen.id
            self._read_lines(turn, details, chosen, task["asking"])
            return None
        if not able:
            return self._no_order(turn, customer_id)
        tasks.ask(task, "order")
        details["offered"] = [order.id for order in able[:ORDERS_OFFERED]]
        text = turn.say("orders.which_order", task=turn.say(f"orders.task_{self.name}"))
        return Reply().say(text, self._order_buttons(turn, customer_id))

    def _first_of_several(self, turn: Turn, able: Sequence[OrderView]) -> OrderView | None:
        """Return the first of the orders whose goods are named, and queue the others; None where it is not clear."""
        if self.swaps:
            return None
        several = order_lines.orders_by_lines(turn, able)
        if len(several) < 2:
            return None
        others = [
            replace(turn.request, entities=({"entity": "order_number", "value": order.id},))
            for order in several[1:]
        ]
        turn.memory.queue = [*(request.as_dict() for request in others), *turn.memory.queue]
        return several[0]

    @staticmethod
    def _pointed_at(turn: Turn, customer_id: str) -> OrderView | None:
        """Return the order that was spoken of last, if the words point back to it ("can I return it")."""
        order_id = turn.memory.order_focus
        if order_id is None or not says(turn.text, "acts_on_it"):
            return None
        return find_order(turn.session, customer_id, order_id)

    def able_orders(self, turn: Turn, customer_id: str) -> list[OrderView]:
        """Return the orders for which this is possible now, the newest first."""
        return [
            order
            for order in orders_of(turn.session, customer_id, limit=ORDERS_READ)
            if self.operation
            in possible_operations(turn.session, customer_id, order.id, now=turn.now)
        ]

    def _no_order(self, turn: Turn, customer_id: str) -> Reply:
        has_any = bool(orders_of(turn.session, customer_id, limit=1))
        key = "orders.none_able" if has_any else "orders.none"
        person = button(turn.say("fallback.button_person"), "talk_to_person")
        buttons = [button(turn.say("smalltalk.button_orders"), "list_orders"), person]
        return Reply().say(turn.say(key, task=turn.say(f"orders.task_{self.name}")), buttons)

    def _order_buttons(self, turn: Turn, customer_id: str) -> list[Json]:
        return [
            button(order_texts.order_label(turn, order), "give_details", order=order.id)
            for order in self.able_orders(turn, customer_id)[:ORDERS_OFFERED]
        ]

    def ask_lines(self, turn: Turn, task: Json, customer_id: str) -> Reply | None:
        """Return the question which lines are meant, or None where that is known or does not matter."""
        details = task["details"]
        if not self.picks_lines or details.get("lines"):
            return None
        order = get_order(turn.session, customer_id, details["order"])
        if len(order.open_lines) <= 1:
            details["lines"] = [line.id for line in order.open_lines]
            if self.swaps:
                self._read_variants(turn, details, order, task["asking"])
            return None
        tasks.ask(task, "lines")
        text = turn.say(f"orders.which_lines_{self.name}", number=order.number)
        buttons = [
            button(order_texts.line_words(turn, line), "give_details", line=line.id)
            for line in order.open_lines
        ]
        if not self.swaps:
            buttons.append(button(turn.say("orders.button_all"), "give_details", choice="all"))
        return Reply().say(text, buttons)

    def request(self, turn: Turn, details: Json, customer_id: str) -> Request:
        """Return the operation as the core takes it."""
        quantities = details.get("quantities") or {}
        variants = details.get("variants") or {}
        lines = tuple(
            LineChoice(line_id, quantities.get(str(line_id)), variants.get(str(line_id)))
            for line_id in details.get("lines") or []
        )
        return Request(
            self.operation,
            customer_id,
            details.get("order"),
            lines if self.picks_lines else (),
            reason=details.get("reason"),
            settle_with=details.get("method"),
            address=details.get("address"),
            account=bool(details.get("account")),
            note=details.get("note"),
            resolution=details.get("resolution"),
        )

    def _plan_or_ask(self, turn: Turn, task: Json, customer_id: str) -> Reply:
        details = task["details"]
        try:
            plan = plan_for(turn.session, self.request(turn, details, customer_id), turn.now)
        except (NotAllowedError, NotFoundError) as error:
            return self._refused(turn, task, error)
        rules = load_rules(turn.session).of(self.operation)
        if rules.reasons and plan.reason is None and not details.get("reason_skipped"):
            return self._ask_reason(
                turn, task, [r.model_dump() for r in rules.reasons], OPTIONAL_REASON
            )
        if self._is_settled_otherwise(plan, details):
            return self._other_method(turn, task, customer_id)
        tasks.ask(task, CONFIRM)
        return Reply().say(
            order_texts.plan_words(turn, plan, self.name), tasks.confirm_buttons(turn)
        )

    def _is_settled_otherwise(self, plan: Plan, details: Json) -> bool:
        """Say whether money would move in a way that the shopper does not want ("but not PayPal")."""
        unwanted = details.get("not_methods") or []
        return any(move.method_id in unwanted for move in plan.transfers)

    def _other_method(self, turn: Turn, task: Json, customer_id: str) -> Reply:
        """Take the one other way to pay there is, or ask which of several it shall be."""
        details = task["details"]
        unwanted = set(details["not_methods"])
        left = [m for m in methods_of(turn.session, customer_id).values() if m.id not in unwanted]
        if len(left) == 1 and details.get("method") != left[0].id:
            details["method"] = left[0].id
            return self._plan_or_ask(turn, task, customer_id)
        details["not_methods"] = []
        if not left:
            return Reply().say(turn.say("orders.no_method_needed"))
        tasks.ask(task, "method")
        buttons = [
            button(order_texts.method_label(turn, method), "give_details", method=method.id)
            for method in left
        ]
        return Reply().say(turn.say("orders.ask_method_other"), buttons)

    def _refused(self, turn: Turn, task: Json, error: CodedError) -> Reply:
        asked = ASKED_BY_CODE.get(error.code)
        if asked is None:
            buttons = self._ways_on(turn, task)
            return Reply().say(order_texts.refusal_words(turn, error, task, self.name), buttons)
        if asked == "reason":
            return self._ask_reason(turn, task, error.data["reasons"], "reason")
        tasks.ask(task, asked)
        details = task["details"]
        text = order_texts.question_words(turn, error, task, self.name)
        buttons = order_texts.question_buttons(turn, error, asked, task)
        if asked == "method" and not buttons:
            task["asking"] = None
            return Reply().say(order_texts.refusal_words(turn, error, task, self.name))
        if asked == "variant":
            details["variant_line"] = error.data["line_id"]
            details.get("variants", {}).pop(str(error.data["line_id"]), None)
        if asked == "method":
            details.pop("method", None)
        return Reply().say(text, buttons)

    def _ways_on(self, turn: Turn, task: Json) -> list[Json]:
        """Return buttons for what is possible instead of what was refused, and for a person."""
        customer_id, order_id = turn.identity.customer_id or "", task["details"].get("order")
        possible = (
            possible_operations(turn.session, customer_id, order_id, now=turn.now)
            if order_id
            else ()
        )
        buttons = [
            button(turn.say(f"fallback.guess_{name}"), name, order=order_id)
            for name in ALTERNATIVES.get(self.name, ())
            if _changes[name].operation in possible
        ]
        return [*buttons, button(turn.say("fallback.button_person"), "talk_to_person")]

    def _ask_reason(self, turn: Turn, task: Json, reasons: list[Json], asking: str) -> Reply:
        tasks.ask(task, asking)
        buttons = [
            button(turn.speaker.pick(reason["label"]), "give_details", choice=reason["code"])
            for reason in reasons
        ]
        own = f"orders.ask_reason_{self.name}"
        key = own if turn.speaker.has(own) else "orders.ask_reason"
        text = turn.say(key, task=turn.say(f"orders.task_{self.name}"))
        return Reply().say(text, buttons)

    def carry_out(self, turn: Turn, task: Json) -> Reply:
        """Carry the plan out under the task's id, and say what follows."""
        customer_id = turn.identity.customer_id
        if customer_id is None:
            return Reply().say(turn.say("verification.expired"))
        try:
            plan = plan_for(
                turn.session, self.request(turn, task["details"], customer_id), turn.now
            )
            receipt = execute(turn.session, plan, task["id"], turn.now)
        except (NotAllowedError, NotFoundError) as error:
            return Reply().say(order_texts.refusal_words(turn, error, task, self.name))
        reply = Reply().say(order_texts.receipt_words(turn, receipt, plan, self.name))
        text, buttons = feelings.ask_for_rating(turn, self.name)
        return reply.say(text, buttons)


def able_orders(turn: Turn, change: str, customer_id: str) -> list[OrderView]:
    """Return the customer's orders for which a change is possible now, the newest first."""
    return _changes[change].able_orders(turn, customer_id)


def register(kind: OrderChange) -> None:
    """Make a change of an order known by its name."""
    tasks.register(kind)
    _changes[kind.name] = kind
