"""Reading what a shopper says about an order: which one, which lines, which variant, why, who pays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from actions.languages import languages
from actions.phrases import heard, is_listed, opening, pattern, says, spans, without
from actions.turn.turn import Json, Turn
from ecomcore.orders import MethodView
from ecomcore.text.tokens import normalise, tokenize, words
from shoptalk.vocabulary import languages as talked
from shoptalk.vocabulary import listed

METHOD_KINDS = ("gift_card", "paypal", "credit_card", "store_credit")
FOREIGN = "foreign"
"""Stands for a way to pay that no shop account here can hold."""
LEAST_REASON = 0.6
CATCH_ALL = "other"
"""The reason that words have which name no reason of the list."""
FEWEST_REASON_WORDS = 3
"""Words that a reason has besides those that only refuse."""
NO_REASONS = frozenset({"deny", "stop_task", "cancel_order"})
"""Intents of words that may give no reason: "wait, no", "just cancel it"."""
LONGEST_CHECK = 7
"""Words of a question whether something was done."""
FOUR_DIGITS = re.compile(r"(?<!\d)(\d{4})(?!\d)")


def without_kept(text: str) -> tuple[str, str]:
    """Return the text without what it says shall stay as it is ("but keep the jacket"), and that part by itself.

    In Chinese, and in "the jacket stays", the word for keeping stands behind what is kept. What is said to be fine
    stays as well ("the mug is fine, only the kettle goes back").
    """
    undone = heard("takes_back")
    before, behind = (_words([*heard(meaning), *undone]) for meaning in ("keeps", "stays"))
    kept = []
    for clause in (pattern("well"), pattern("kept", before=before, behind=behind)):
        kept += [match.group() for match in clause.finditer(text)]
        text = clause.sub(" ", text)
    return text, " ".join(kept)


def names_a_part(text: str) -> bool:
    """Say whether only a part is meant, whichever: all else shall stay, or it is "only the" one thing."""
    is_rest_kept = says(text, "the_rest") and (says(text, "keeps") or says(text, "stays"))
    return is_rest_kept or says(text, "only_a_part")


def means_all(text: str) -> bool:
    """Say whether all of an order is meant, and not "not all of it" ("不是全部")."""
    text = normalise(text)
    return any(
        not pattern("refused_value").search(text[: span.start]) for span in spans(text, "all_lines")
    )


def taken_back(text: str, task: str) -> str | None:
    """Return what is said besides words that take back a change ("不退了", "forget the return"): perhaps nothing.

    None where no words take it back: what speaks of a part of it ("don't return the mug") does not.
    """
    doing = heard(f"does_{task}") if is_listed(f"does_{task}") else ()
    if not doing:
        return None
    verb = "|".join(re.escape(normalise(phrase)) for phrase in doing)
    undoing = pattern("takes_back_doing", verb=verb)
    clauses = clauses_of(text)
    left = [clause for clause in clauses if not _only_takes_back(clause, undoing, task)]
    return None if len(left) == len(clauses) else " ".join(left).strip()


def _only_takes_back(clause: str, undoing: re.Pattern[str], task: str) -> bool:
    """Say whether a clause holds words that take a change back, and besides them only small words and a number."""
    if undoing.search(clause) is None or is_question(clause):
        return False
    rest = undoing.sub(" ", clause)
    for meaning in (f"verb_{task}", "takes_back_fillers", "agrees_fillers"):
        rest = without(rest, meaning)
    return not any(character.isalpha() for character in rest)


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a text, normalised, each with the mark that ends it."""
    text = normalise(text)
    ends = [match.end() for match in pattern("clause").finditer(text)]
    return [text[a:b] for a, b in pairwise([0, *ends, len(text)]) if text[a:b].strip()]


def dropped(kept: str) -> str:
    """Return what of the parts that speak of keeping says the contrary ("keep the mug, drop the jacket")."""
    kept = normalise(kept)
    starts = [span.start for span in spans(kept, "keeps")]
    ends = [*starts[1:], len(kept)]
    parts = [kept[start:end] for start, end in zip(starts, ends, strict=True)]
    return " ".join(part for part in parts if says(part, "drops"))


def beside_the_rest(text: str, task: str) -> str | None:
    """Return what is said beside the words that give up all the rest ("I only want the mug, cancel the rest").

    None where nothing is said of the rest, or it is not what shall be done away with.
    """
    clauses = clauses_of(text)
    given_up = [
        clause
        for clause in clauses
        if says(clause, "the_rest")
        and (says(clause, f"does_{task}") or says(clause, "gives_up") or says(clause, "drops"))
    ]
    if not given_up:
        return None
    beside = [clause for clause in clauses if clause not in given_up]
    for clause in given_up:
        before = clause[: spans(clause, "the_rest")[0].start]
        beside += [before] if says(before, "only_this") or says(before, "keeps") else []
    return " ".join(beside)


def is_question(text: str) -> bool:
    """Say whether the words ask something, with or without a question mark."""
    return pattern("asking").search(text) is not None


def says_yes_to(text: str, task: str) -> bool:
    """Say whether the words agree and, apart from that, only name the task again ("ok swap them", "好的换吧").

    Any other word ("yes but …", "yes, and the mug too", another order, "the whole order") makes it something else
    than a plain yes, and so does a question mark.
    """
    if pattern("question").search(text) or says(text, "by_the_way"):
        return False
    end = opening(text, "agrees")
    if not end:
        return False
    rest, verb = normalise(text)[end:], f"does_{task}"
    return (
        is_listed(verb)
        and says(rest, verb)
        and _is_empty(without(without(rest, verb), "agrees_fillers"))
    )


def goes_ahead(text: str) -> bool:
    """Say whether the words only tell to go ahead, also after a no ("actually no, do it", "算了，还是办吧")."""
    if pattern("question").search(text):
        return False
    return _holds_only(normalise(text)[opening(text, "goes_ahead_openers") :], "goes_ahead")


def is_half_agreed(text: str) -> bool:
    """Say whether a no is meant for another way to pay than the one proposed, which is fine ("nah, card is fine")."""
    names_way = names_method(text) or says(text, "method_card")
    return names_way and says(text, "is_fine") and not says(text, "refuses_way")


def asks_how_it_went(text: str) -> bool:
    """Say whether the text asks nothing but whether the thing spoken of is done ("is it done yet?", "好了吗")."""
    return _holds_only(normalise(text), "asks_how_it_went")


def _holds_only(text: str, meaning: str) -> bool:
    """Say whether a normalised text has a phrase for the meaning and apart from it only the meaning's fillers."""
    return says(text, meaning) and _is_empty(without(without(text, meaning), f"{meaning}_fillers"))


def _is_empty(text: str) -> bool:
    """Say whether no word is left in a text."""
    return not any(character.isalnum() for character in text)


def asks_if_done(text: str) -> bool:
    """Say whether the text only asks whether something was done ("did you cancel it?", "取消了吗")."""
    return len(text.split()) <= LONGEST_CHECK and says(text, "asks_if_done")


def corrects(before: str, text: str) -> bool:
    """Say whether the text takes back what was said before it: "two of those, no wait," and "just one"."""
    earlier = normalise(before).rstrip(".,;!?。，；！？ ")
    ends_so = any(span.end == len(earlier) for span in spans(earlier, "corrects"))
    return ends_so or opening(text, "corrects") > 0


def last_correction(text: str) -> int:
    """Return where the last words stand that take back what was said before them, 0 if there are none."""
    found = spans(text, "corrects")
    return found[-1].start if found else 0


def hedges(text: str) -> bool:
    """Say whether a yes is not meant without conditions ("yes but not yet")."""
    return says(text, "hedges")


def _words(phrases: Sequence[str]) -> str:
    """Return a pattern for any of the phrases; those in letters count only as whole words."""
    ordered = sorted({normalise(phrase.strip()) for phrase in phrases}, key=len, reverse=True)
    return "|".join(
        rf"\b{re.escape(phrase)}\b" if phrase.isascii() else re.escape(phrase) for phrase in ordered
    )


def names_method(text: str) -> bool:
    """Say whether a way to pay is named, whether or not this shop takes it."""
    kinds = (*METHOD_KINDS, "foreign")
    return any(says(text, f"method_{kind}") for kind in kinds)


def names_kind(text: str, kind: str) -> bool:
    """Say whether a kind of payment is named, which may be one of a shop's own that no phrases are listed for."""
    phrases = f"method_{kind}"
    if is_listed(phrases):
        return says(text, phrases)
    return normalise(kind.replace("_", " ")) in normalise(text)


def _refused_method() -> re.Pattern[str]:
    """Return what names a way to pay only to say that it shall not be that one ("not paypal", "别退到信用卡")."""
    names = _words([name for kind in METHOD_KINDS for name in heard(f"method_{kind}")])
    return pattern("refused_method", names=names, refusing=_words(heard("refuses")))


def refuses_method(text: str) -> bool:
    """Say whether a way to pay is named only to say that it is not wanted."""
    return _refused_method().search(normalise(text)) is not None


def refused_methods(text: str, methods: Sequence[MethodView]) -> list[str]:
    """Return the ids of the stored ways to pay that are named only to say that they are not wanted."""
    lowered = normalise(text)
    refused = " ".join(match.group() for match in _refused_method().finditer(lowered))
    kept = _refused_method().sub(" ", lowered)
    kinds = [
        kind
        for kind in METHOD_KINDS
        if says(refused, f"method_{kind}") and not says(kept, f"method_{kind}")
    ]
    return [method.id for method in methods if method.kind in kinds]


def read_method(turn: Turn, methods: Sequence[MethodView], text: str | None = None) -> str | None:
    """Return the id of the stored way to pay that is named and wanted, `original`, or None."""
    text = turn.text if text is None else text
    wanted = pattern("instead_of").split(text)[0]
    if any(says(wanted, f"method_{kind}") for kind in METHOD_KINDS):
        text = wanted
    text = _refused_method().sub(" ", normalise(text))
    kinds = [kind for kind in METHOD_KINDS if says(text, f"method_{kind}")]
    digits = set(FOUR_DIGITS.findall(normalise(text)))
    by_digits = [m for m in methods if m.last_four and m.last_four in digits]
    if len(by_digits) == 1 and (not kinds or by_digits[0].kind in kinds):
        return by_digits[0].id
    if says(text, "method_original"):
        return "original"
    of_kind = [m for m in methods if m.kind in kinds]
    if len(of_kind) == 1:
        return of_kind[0].id
    if "store_credit" in kinds:
        return "store_credit"
    return None


def read_reason(
    turn: Turn, reasons: Sequence[Json], *, is_asked: bool, is_other: bool = True
) -> str | None:
    """Return the code of the reason that is given: by its words, or, when it was asked for, by meaning.

    With `is_other` words that come near to none of the reasons are another one.
    """
    tapped = turn.request.value("choice")
    if tapped in {reason["code"] for reason in reasons}:
        return str(tapped)
    text = normalise(turn.text)
    for reason in reasons:
        phrases = [word for words in reason.get("words", {}).values() for word in words]
        names = [normalise(name) for name in (*reason["label"].values(), reason["code"], *phrases)]
        if any(name and name.replace("_", " ") in text for name in names):
            return str(reason["code"])
    if not is_asked or not turn.text or turn.text.startswith("/") or is_question(turn.text):
        return None
    is_refusal = turn.request.intent in NO_REASONS and gives_no_reason(text)
    telling = None if is_refusal else _by_own_word(text, reasons)
    meant = telling or reason_meant(turn, reasons)
    if meant is not None:
        return meant
    if is_refusal or turn.request.intent == "affirm" or opening(text, "agrees"):
        return None
    if not is_other or says(turn.text, "angry"):
        return None
    return next((CATCH_ALL for r in reasons if r["code"] == CATCH_ALL), None)


def reason_meant(turn: Turn, reasons: Sequence[Json]) -> str | None:
    """Return the reason that the words come near to in meaning, None where they come near to none."""
    named = [(reason["code"], label) for reason in reasons for label in reason["label"].values()]
    vectors = turn.service.build.embedder.embed([turn.text, *(label for _, label in named)])
    scores = vectors[1:] @ vectors[0]
    best = int(np.argmax(scores))
    return str(named[best][0]) if scores[best] >= LEAST_REASON else None


def tells_a_reason(turn: Turn, reasons: Sequence[Json]) -> bool:
    """Say whether the words name one of the reasons, and do more than refuse."""
    left = words(without(turn.text, "gives_no_reason"))
    if gives_no_reason(turn.text) and len(left) < FEWEST_REASON_WORDS:
        return False
    named = _by_own_word(normalise(turn.text), reasons) or reason_meant(turn, reasons)
    return named is not None


def gives_no_reason(text: str) -> bool:
    """Say whether the words call the matter off instead of giving a reason for it."""
    return says(text, "gives_no_reason")


def _by_own_word(text: str, reasons: Sequence[Json]) -> str | None:
    """Return the one reason of which a word is said that no other reason has ("mistake"), or None."""
    words = {
        str(reason["code"]): {
            token
            for language, label in reason["label"].items()
            for phrase in (label, *reason.get("words", {}).get(language, ()))
            for token in set(tokenize(phrase, language)) - small_words(language)
        }
        for reason in reasons
    }
    said = {token for language in languages() for token in tokenize(text, language)}
    found = [
        code
        for code, own in words.items()
        if said & own - set().union(*(more for other, more in words.items() if other != code))
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=16)
def small_words(language: str) -> frozenset[str]:
    """Return the tokens of the words of a language that tell nothing by themselves."""
    small = " ".join(listed(language, "small")) if language in talked() else ""
    joined = "".join(listed(language, "function")) if language in talked() else ""
    return frozenset([*tokenize(small, language), *joined])


def is_latest(text: str) -> bool:
    """Say whether the latest order is meant."""
    return says(text, "latest_order")


def quantity_of(request_values: Sequence[Any]) -> int | None:
    """Return a number of pieces, or None."""
    return int(request_values[0]) if request_values else None
