"""Says what reviews hold in the words of a reader's language (`texts/<language>.yml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from ecomcore.reviews.asking import ReviewAnswer
from ecomcore.reviews.comparing import AspectContest, ReviewContest
from ecomcore.reviews.points import Balance, Point, Quote
from ecomcore.reviews.remarks import Remark, side_of
from ecomcore.reviews.summary import ReviewSummary
from ecomcore.reviews.vocabulary import words
from shoptalk import packs

FOLDER = Path(__file__).parent / "texts"
ROOM = "review_texts"
"""How its file is called in a language pack."""
CONTESTS = 4
BRIEF_QUOTES = 2


@lru_cache(maxsize=8)
def texts(language: str) -> Mapping[str, str]:
    """Return the texts of a language, English where it has none."""
    known = packs.files(FOLDER, ROOM)
    if language == packs.FALLBACK or language not in known:
        return dict(yaml.safe_load(known[packs.FALLBACK].read_text("utf-8")))
    found: dict[str, str] = yaml.safe_load(known[language].read_text("utf-8"))
    return packs.completed(found, texts(packs.FALLBACK), f"language pack {language}, {ROOM}")


def aspect_name(aspect: str, language: str) -> str:
    """Return the name of an aspect that a reader sees."""
    return words(language).names.get(aspect, aspect)


def summary_lines(summary: ReviewSummary) -> Iterator[str]:
    """Yield a summary line by line: ratings, points with their counts and quotes, whom it suits."""
    said = texts(summary.language)
    yield from _ratings_lines(summary)
    if not summary.count:
        return
    yield from _points_lines(summary)
    for key, quotes in (("suits", summary.suits), ("typical", summary.typical)):
        if quotes:
            yield said[key]
            yield from (f"    {quoted(quote, summary.language)}" for quote in quotes)
    if summary.doubtful:
        yield said["doubtful"].format(doubtful=summary.doubtful)


def _ratings_lines(summary: ReviewSummary) -> Iterator[str]:
    """Yield how many there are, what they give on average and how they sound, or that there are none."""
    said = texts(summary.language)
    if not summary.count or summary.average is None:
        yield said["none"]
        return
    head = "head_one" if summary.count == 1 else "few" if summary.is_thin else "head"
    yield said[head].format(
        average=f"{summary.average:.1f}", count=summary.count, languages=_languages(summary)
    )
    if not summary.is_thin:
        yield said[f"tone_{summary.tone}"]


def _points_lines(summary: ReviewSummary) -> Iterator[str]:
    said = texts(summary.language)
    for key, points in (("liked", summary.liked), ("criticised", summary.criticised)):
        if points:
            yield said[key]
            for point in points:
                yield from _point_lines(point, summary)
    if summary.divided:
        yield said["divided"]
        for balance in summary.divided:
            yield from _division_lines(balance, summary.language)


def brief_lines(summary: ReviewSummary) -> Iterator[str]:
    """Yield a summary for a chat: ratings, each kind of point on one line, and a quote of either side."""
    said = texts(summary.language)
    yield from _ratings_lines(summary)
    if not summary.count:
        return
    for key, points in (("liked", summary.liked), ("criticised", summary.criticised)):
        if points:
            yield said[key] + said["gap"] + said["list"].join(_named(p, summary) for p in points)
    if summary.divided:
        named = [_division(balance, summary.language) for balance in summary.divided]
        yield said["divided"] + said["gap"] + said["list"].join(named)
    yield from (quoted(quote, summary.language) for quote in telling_quotes(summary))
    if summary.doubtful:
        yield said["doubtful"].format(doubtful=summary.doubtful)


def telling_quotes(summary: ReviewSummary) -> list[Quote]:
    """Return a quote for what is liked and for what is criticised, else what is typical, each of another review."""
    sides = (summary.liked, summary.criticised)
    found = [quote for points in sides for point in points[:1] for quote in point.quotes[:1]]
    chosen = {quote.review_id: quote for quote in found or summary.typical[:BRIEF_QUOTES]}
    return list(chosen.values())


def answer_lines(answer: ReviewAnswer) -> Iterator[str]:
    """Yield an answer: the balance of opinions, then the quotes; one reviewer has no balance and is only quoted."""
    said = texts(answer.language)
    yield said[_answer_key(answer)].format(
        mentions=answer.mentions,
        praise=answer.praise,
        blame=answer.blame,
        sides=answer.praise + answer.blame,
        no_side=answer.no_side,
        reviewers=answer.reviewers,
    )
    yield from (f"    {quoted(quote, answer.language)}" for quote in answer.quotes)


def _answer_key(answer: ReviewAnswer) -> str:
    """Return the text that an answer begins with; one opinion is no balance, and what may not be shown is said so."""
    if not answer.reviewers:
        return "verdict_no_reviews"
    if answer.mentions and not answer.quotes:
        return "mentioned_unquoted"
    if answer.mentions == 1:
        return "only_reviewer" if answer.reviewers == 1 else "only_one"
    if answer.praise + answer.blame == 1:
        return "few_mention"
    return f"verdict_{answer.verdict}"


def counted_lines(answer: ReviewAnswer) -> Iterator[str]:
    """Yield how many seem to take either side, then the quotes: no verdict, as it is wrong too often to be said."""
    if not answer.quotes or answer.praise + answer.blame < 2:
        yield from answer_lines(answer)
        return
    yield balance_line(answer)
    yield from (quoted(quote, answer.language) for quote in answer.quotes)


def balance_line(answer: ReviewAnswer) -> str:
    """Return how many who mention what was asked seem to take either side."""
    return texts(answer.language)["counted"].format(praise=answer.praise, blame=answer.blame)


def balance_lines(balance: Balance, language: str) -> Iterator[str]:
    """Yield how many praise an aspect and how many complain, then a quote of either side."""
    yield _division(balance, language)
    for point in (balance.praise, balance.blame):
        if point is not None:
            yield from (quoted(quote, language) for quote in point.quotes[:1])


def contest_lines(
    contest: ReviewContest, titles: Mapping[str, str], language: str
) -> Iterator[str]:
    """Yield a comparison: which is liked better, then the aspects that differ most."""
    said = texts(language)
    facts = {
        "first": titles.get(contest.first, contest.first),
        "second": titles.get(contest.second, contest.second),
        "first_count": contest.first_count,
        "second_count": contest.second_count,
    }
    if contest.p_value is None or contest.first_average is None or contest.second_average is None:
        yield said["not_comparable"].format(**facts)
    else:
        key = "alike" if contest.winner == "none" else "better"
        yield said[key].format(
            **facts,
            winner=facts.get(contest.winner, ""),
            first_average=f"{contest.first_average:.1f}",
            second_average=f"{contest.second_average:.1f}",
        )
    for one in contest.aspects[:CONTESTS]:
        yield "  " + _contest_line(one, language)
        yield from (f"    {quoted(quote, language)}" for quote in one.quotes)


def suggested_reply(remarks: Sequence[Remark], rating: int, language: str) -> str:
    """Return a reply that the staff may send to a review: thanks or an apology about what it speaks of."""
    said = texts(language)
    sides: dict[int, list[str]] = {1: [], -1: []}
    for remark in remarks:
        for aspect, opinion in remark.aspects.items():
            side, name = side_of(opinion), aspect_name(aspect, language)
            if side and name not in sides[side]:
                sides[side].append(name)
    praised, blamed = ([n for n in sides[side] if n not in sides[-side]][:2] for side in (1, -1))
    if praised and blamed and rating in (2, 3, 4):
        return said["reply_mixed"].format(
            praised=said["and"].join(praised), blamed=said["and"].join(blamed)
        )
    key, named = ("reply_good", praised) if rating >= 4 else ("reply_bad", blamed)
    if not named:
        return said[f"{key}_plain"]
    return said[key].format(aspects=said["and"].join(named))


def foreign_language(quote: Quote, language: str) -> str | None:
    """Return the name of a quote's language where that is not the reader's."""
    if quote.language == language:
        return None
    return texts(language).get(f"language_{quote.language}", quote.language)


def quoted(quote: Quote, language: str) -> str:
    """Return a quote with its stars, and its language where that is not the reader's."""
    said, foreign = texts(language), foreign_language(quote, language)
    origin = said["in_language"].format(language=foreign) if foreign else ""
    return said["quote"].format(text=quote.text, stars=quote.rating, origin=origin)


def _point_lines(point: Point, summary: ReviewSummary) -> Iterator[str]:
    yield "  " + _named(point, summary)
    yield from (f"    {quoted(quote, summary.language)}" for quote in point.quotes)


def _named(point: Point, summary: ReviewSummary) -> str:
    return texts(summary.language)["point"].format(
        aspect=aspect_name(point.aspect, summary.language),
        reviewers=point.reviewers,
        count=summary.count,
    )


def _division_lines(balance: Balance, language: str) -> Iterator[str]:
    yield "  " + _division(balance, language)
    for point in (balance.praise, balance.blame):
        if point is not None:
            yield from (f"    {quoted(quote, language)}" for quote in point.quotes[:1])


def _division(balance: Balance, language: str) -> str:
    return texts(language)["division"].format(
        aspect=aspect_name(balance.aspect, language),
        praise=balance.praise.reviewers if balance.praise else 0,
        blame=balance.blame.reviewers if balance.blame else 0,
    )


def _contest_line(contest: AspectContest, language: str) -> str:
    said = texts(language)
    return said["contest"].format(
        aspect=aspect_name(contest.aspect, language),
        first_praise=contest.first_praise,
        first_mentions=contest.first_mentions,
        second_praise=contest.second_praise,
        second_mentions=contest.second_mentions,
        verdict="" if contest.is_certain else said["contest_chance"],
    )


def _languages(summary: ReviewSummary) -> str:
    said = texts(summary.language)
    return ", ".join(
        f"{said.get(f'language_{code}', code)} {count}" for code, count in summary.languages.items()
    )
