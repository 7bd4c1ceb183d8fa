"""Part of skill `reviews`: a buyer's own review of what has arrived, which waits for the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.catalogue import cards, names, references
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.tasks import verification
from actions.turn.memory import Details, Question, Task
from actions.turn.request import SURE
from actions.turn.turn import Json, Reply, Turn, button
from actions.understanding.order_words import is_question
from ecomcore.errors import NotAllowedError
from ecomcore.reviews import submission
from ecomcore.reviews.submission import BEST, WORST
from ecomcore.text.tokens import words
from shoptalk.numbers import whole_number

OFFERED = 6
SHORT_ANSWER = 6
"""So many words name a product or a number of stars and hardly say anything else."""
NO_REVIEW = frozenset(
    {
        "cart_show", "order_status", "report_danger", "report_fraud", "review_complaints", "product_reviews",
        "stop_task", "talk_to_person",
    }
)  # fmt: skip
"""Intents that a review is not taken for where the classifier is sure of them."""


@dataclass(frozen=True)
class ReviewDetails(Details):
    """What has been said of a review that somebody writes."""

    first_text: str = ""
    """What the wish was said with: it may name the product."""
    product: str | None = None
    offered: tuple[str, ...] = ()
    """The products to choose from, as they were shown."""
    rating: int | None = None
    text: str | None = None


class LeaveReview(tasks.TaskKind[ReviewDetails]):
    """Who writes, of what, how many stars, in which words, and then the confirmation."""

    name = "leave_review"
    details = ReviewDetails
    intents = ("leave_review",)

    def claims(self, turn: Turn, details: ReviewDetails, asking: Question | None) -> bool:
        """Claim stars, a product on offer, and any words that are no question while they are asked for."""
        if turn.text.startswith("/"):
            return False
        if asking is Question.WORDS:
            is_other = turn.request.intent in NO_REVIEW and turn.request.confidence >= SURE
            return not is_other and not is_question(turn.text)
        is_short = len(words(turn.text)) <= SHORT_ANSWER and not is_question(turn.text)
        if asking is Question.RATING:
            return is_short and _stars(turn, asking) is not None
        if asking is Question.PRODUCT:
            return is_short and _meant(turn, details) is not None
        return verification.asks_again(turn, asking)

    def is_news(self, known: ReviewDetails, heard: ReviewDetails) -> bool:
        """Take no words for news: any would be a review; those that are one for sure are claimed."""
        return replace(heard, text=known.text) != known

    def heard(
        self, turn: Turn, details: ReviewDetails, asking: Question | None
    ) -> ReviewDetails | None:
        """Read the proof of who writes, the product, the stars, and the words."""
        said = verification.heard(turn, details, asking) or details
        is_typed = bool(turn.text) and not turn.text.startswith("/")
        if turn.request.value("choice") == "rewrite":
            return replace(said, text=None)
        if asking is None and is_typed and not said.first_text:
            said = replace(said, first_text=turn.text)
        tapped = turn.request.value("product")
        meant = str(tapped) if tapped else None
        if asking is Question.PRODUCT and meant is None:
            meant = _meant(turn, details)
        stars = _stars(turn, asking)
        said = replace(said, product=meant or said.product, rating=stars or said.rating)
        if asking is Question.WORDS and is_typed:
            said = replace(said, text=turn.text, rating=details.rating)
        is_going_on = turn.request.value("choice") == "go_on"
        return said if is_going_on or said != details else None

    def advance(self, turn: Turn, task: Task[ReviewDetails]) -> Reply:
        """Ask for proof, the product, the stars and the words in turn; then show what will be sent."""
        question = verification.ensure(turn, task)
        if question is not None:
            return question
        customer_id = turn.identity.customer_id or ""
        open_to = submission.reviewable_products(turn.session, customer_id)
        product = task.details.product or _first_named(turn, task.details, customer_id, open_to)
        if product is None:
            return _which(turn, task, open_to)
        try:
            submission.check_may_review(turn.session, customer_id, product)
        except NotAllowedError as error:
            task.details = replace(task.details, product=None, first_text="")
            reason = turn.say(f"reviews.no_{error.code}", title=_title(turn, product))
            return (
                Reply().say(reason).extend(_which(turn, task, open_to))
                if open_to
                else Reply().say(reason)
            )
        task.details = replace(task.details, product=product)
        return self._asked_for_words(turn, task, product)

    @staticmethod
    def _asked_for_words(turn: Turn, task: Task[ReviewDetails], product: str) -> Reply:
        """Ask for the stars, then for the words; show the review once both are there."""
        details, title = task.details, _title(turn, product)
        if details.rating is None or not WORST <= details.rating <= BEST:
            task.asking = Question.RATING
            key = "reviews.ask_rating" if details.rating is None else "reviews.wrong_rating"
            task.details = replace(details, rating=None)
            return Reply().say(turn.say(key, title=title, least=WORST, most=BEST), _star_buttons())
        if details.text is None:
            task.asking = Question.WORDS
            return Reply().say(
                turn.say("reviews.ask_words", title=title, stars="★" * details.rating)
            )
        try:
            text = submission.as_stored(details.text)
        except NotAllowedError as error:
            task.asking = Question.WORDS
            task.details = replace(details, text=None)
            return Reply().say(turn.say(f"reviews.no_{error.code}"))
        task.asking = Question.CONFIRM
        parts = [turn.say("reviews.preview", title=title, stars="★" * details.rating, text=text)]
        if text != submission.checked_text(details.text):
            parts.append(turn.say("reviews.redacted"))
        parts.append(turn.say("reviews.confirm"))
        rewrite = button(turn.say("reviews.button_rewrite"), "give_details", choice="rewrite")
        yes, no = tasks.confirm_buttons(turn, "reviews.button_send")
        return Reply().say("\n".join(parts), [yes, rewrite, no])

    def carry_out(self, turn: Turn, task: Task[ReviewDetails]) -> Reply:
        """Store the review, which waits for the staff."""
        details = task.details
        try:
            left = submission.submit_review(
                turn.session,
                customer_id=turn.identity.customer_id or "",
                product_id=details.product or "",
                rating=details.rating or 0,
                text=details.text or "",
                language=turn.language,
                now=turn.now,
            )
        except NotAllowedError as error:
            return Reply().say(
                turn.say(f"reviews.no_{error.code}", title=_title(turn, details.product))
            )
        return Reply().say(turn.say("reviews.stored", title=_title(turn, left.product_id)))

    def declined(self, turn: Turn, task: Task[ReviewDetails]) -> Reply:
        """Say that nothing was sent."""
        return Reply().say(turn.say("reviews.not_sent"))


tasks.register(LeaveReview())


@handles("leave_review", personal=True)
def leave_review(turn: Turn) -> Reply:
    """Take a review of something that was delivered."""
    return tasks.start(turn, "leave_review")


def _which(turn: Turn, task: Task[ReviewDetails], open_to: Sequence[str]) -> Reply:
    """Ask which of the delivered products is meant; say so where there is none."""
    if not open_to:
        return Reply().say(turn.say("reviews.nothing_to_review"))
    offered = cards.load(turn, open_to[:OFFERED])
    task.asking = Question.PRODUCT
    task.details = replace(task.details, offered=tuple(product.id for product in offered))
    buttons: list[Json] = [
        button(turn.speaker.pick(product.title), "leave_review", product=product.id)
        for product in offered
    ]
    return Reply().say(turn.say("reviews.which"), buttons)


def _first_named(
    turn: Turn, details: ReviewDetails, customer_id: str, open_to: Sequence[str]
) -> str | None:
    """Return what the wish itself names: something that can be reviewed, that was delivered, or any product."""
    asked = tasks.with_request(turn, text=details.first_text)
    delivered = submission.delivered_products(turn.session, customer_id)
    meant = _called(asked, open_to) or _called(asked, delivered)
    if meant is not None:
        return meant
    named = names.called(asked)
    if len(named) == 1:
        return named[0]
    return turn.memory.focus if turn.memory.focus in open_to else None


def _meant(turn: Turn, details: ReviewDetails) -> str | None:
    """Return which of the products on offer the message counts or names."""
    return tasks.counted(turn, details.offered) or _called(turn, details.offered)


def _called(turn: Turn, ids: Sequence[str]) -> str | None:
    """Return the one of these products that the message calls by its name or its kind."""
    named = names.called(turn, ids)
    if len(named) == 1:
        return named[0]
    return references.by_kind(turn, ids) or references.by_type(turn, ids)


def _stars(turn: Turn, asking: Question | None) -> int | None:
    """Return the stars that the message gives; a bare number counts only where they are asked for."""
    given = turn.request.value("rating")
    if given is None and asking is Question.RATING:
        counted = turn.request.value("quantity")
        numbers = [
            number for word in words(turn.text) if (number := whole_number(word)) is not None
        ]
        given = counted if counted is not None else next(iter(numbers), None)
    return int(given) if given is not None else None


def _star_buttons() -> list[Json]:
    return [
        button("★" * stars, "leave_review", rating=stars) for stars in range(BEST, WORST - 1, -1)
    ]


def _title(turn: Turn, product_id: str | None) -> str:
    found = cards.load(turn, [product_id]) if product_id else []
    return turn.speaker.pick(found[0].title) if found else ""
