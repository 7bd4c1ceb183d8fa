"""Reading an address in English or another European form: street, unit, city, state, postcode, country."""

from __future__ import annotations

import re
from functools import lru_cache

from ecomcore.shop.places import Country, countries, country_named, regions

_TYPE = (
    "street|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way|square|sq|terrace|ter|"
    "trail|trl|parkway|pkwy|highway|hwy|circle|cir|crescent|cres|close|gardens|mews|row|walk|loop|alley|plaza|wharf"
)
_NAMING_TYPE = "hill|view|grove|quay|rise|broadway"
"""Words that end the name of a street, unless a type follows ("22 Hill" of "22 Hill Street")."""
_TYPE_END = rf"(?:(?:{_TYPE})|(?:{_NAMING_TYPE})(?!\.?\s+(?:{_TYPE}|{_NAMING_TYPE})\b))"
_SIDE = r"(?:\s+(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\b\.?)?"
_WORD = r"(?!(?:the|a|an|my|our|in|at|for|and|with|to|of|is|it|items?|pieces?)\b)[^\W_][\w.'’-]*"
_NUMBER = r"\d{1,6}[A-Za-z]?(?:[-/]\d{1,5}[A-Za-z]?)?"
_NUMBERED = re.compile(
    rf"(?<![\w#$€£.-])({_NUMBER},?[ \t]+(?:{_WORD}[ \t]+){{0,4}}?{_TYPE_END}\b\.?{_SIDE})(?![’'\w])",
    re.IGNORECASE,
)
_NUMBERED_ROMANCE = re.compile(
    rf"(?<![\w#$€£.-])({_NUMBER}(?:[ ]?(?:bis|ter))?,?[ ](?:rue|avenue|boulevard|place|chemin|quai|all[ée]e|"
    r"impasse|cours|route)"
    r"[ ](?:d[eu][ ]|des[ ]|la[ ]|les?[ ]|l['’]|d['’])*[^,\n\d]+?)(?=[ ]*(?:,|\n|$|\d))",
    re.IGNORECASE,
)
_NAMED_GERMANIC = re.compile(
    r"((?:[^\W\d_][\w.'’-]*[ ]){0,2}[^\W\d_][\w'’-]*(?:stra(?:ß|ss)e|str\.?|weg|platz|gasse|allee|"
    r"ring|damm|ufer|straat|laan|plein|gracht|gade|vej|gatan|vägen|gata|veien|katu|tie)|"
    r"(?:[^\W\d_][\w'’-]*[ ]){1,2}(?:stra(?:ß|ss)e|weg|platz|allee|ring|damm))"
    r"[ ]+(\d{1,5}[ ]?[A-Za-z]?(?:[-/]\d{1,5})?)\b",
    re.IGNORECASE,
)
_NAMED_ROMANCE = re.compile(
    r"\b((?:via|viale|piazza|corso|calle|avenida|plaza|paseo|rua|praça|ulica|ul\.|aleja|al\.)[ ][^,\n\d]+?,?[ ]*"
    r"(?:n[.º°][ ]*)?\d{1,5}[A-Za-z]?(?:[-/]\d{1,5})?)\b",
    re.IGNORECASE,
)
_PO_BOX = re.compile(r"\b(p\.?[ ]?o\.?[ ]?box[ ]+\d+)\b", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:\b(?:apartment|apt|suite|ste|unit|flat|floor|fl(?![. ]*\d{5}\b)|room|rm|building|bldg|"
    r"door|wohnung|appartement)\b\.?[ ]*#?[ ]*"
    r"(?:\d[\w-]*|[A-Za-z]\d*)\b|(?<!\w)#[ ]?\d+[A-Za-z]?\b|\b\d{1,3}(?:st|nd|rd|th)[ ]floor\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\b(?:phone|tel|telephone|mobile|cell)\b(?:[ ]number)?[ ]*(?:is|:|\.)?[ ]*)(\+?\d[\d ().-]{6,18}\d)|"
    r"(\+\d[\d ().-]{7,18}\d)|(?<!\d)(\(?\d{3}\)?[ -.]\d{3}[ -.]\d{4})(?!\d)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:attn|attention|c/o|recipient|(?:the[ ])?(?:receiver|name)(?:[ ]is)?|addressed[ ]to|care[ ]of)\b[ ]*[:.]?[ ]*"
    r"([^\W\d_][\w.'’-]*(?:[ ][^\W\d_][\w.'’-]*){0,3})(?=[ ]*(?:,|\n|;|$|\.))",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:the[ ])?(?:zip(?:[ ]?code)?|postal[ ]code|postcode|post[ ]code|city|town|state|country|street|"
    r"address(?:[ ]line)?(?:[ ]?[12])?)\b[ ]*(?:is|(?:should|shall|must)[ ]be|:|=)[ ]*",
    re.IGNORECASE,
)
_BARE_LABELS = re.compile(
    r"(?<=[,;\n])(\s*)(?:the[ ])?(?:zip(?:[ ]?code)?|postal[ ]code|postcode|post[ ]code|city|town|country)[ ]+"
    rf"(?!(?:{_TYPE})\b)",
    re.IGNORECASE,
)
"""Labels before what they name, without a verb, at the start of a part: ", city Leeds, postcode LS1 4DY"."""
_LEAD = re.compile(
    r"^.*\b(?:to|is|be|at|address|use|into|with|in|from|now|for|it|deliver|ship|send)\b[ ]*:?[ ]*",
    re.IGNORECASE | re.DOTALL,
)
_AFTER = re.compile(
    r"[ ]*(?:(?<!\b[Ss]t)(?<!\b[Ff]t)(?<!\b[Mm]t)[.!?;][ ]*(?:$|[A-Z]).*|"
    r"\b(?:please|thanks|thank you|instead|as soon as|same as|because|if possible|now\b[ ]*$|"
    r"and (?:also|then|change|cancel|return|exchange|modify|update|make|keep|the|my|please|i))\b.*)$",
    re.DOTALL,
)
_ZIP = re.compile(r"(?<![\w#-])(\d{5}(?:-\d{4})?)(?![\w-])")
_DIGITS = re.compile(r"(?<![\w#-])(\d{4,6})(?![\w-])")
_CODES_LIKE_WORDS = frozenset(
    {"as", "hi", "id", "in", "me", "nt", "oh", "ok", "on", "or", "pa", "ma", "la", "de", "al"}
)
"""Codes of states that are words in lower case: "the wrong address on 20001" names no state."""
_BARE_CITY = re.compile(
    r"[ ]+(?!sorry\b|thanks\b|now\b|ok\b)[^\W\d_]{3,}(?:[ ][^\W\d_]{3,})?[ .]*", re.IGNORECASE
)
_EDGE = " ,;:.\n\t-–'\"“”‘"
_SHORT = 3


def in_title_case(words: str) -> str:
    """Return words that were typed in lower or upper case only as names are written; others stay."""
    if words != words.lower() and words != words.upper():
        return words
    return " ".join(part[:1].upper() + part[1:].lower() for part in words.split())


def read(text: str, *, is_asked: bool) -> dict[str, str]:
    """Return the parts of the address in `text`; see `ecomcore.shop.addresses.read_address`.

    Without `is_asked`, a street alone counts only if it is written with a capital letter: "2 red shirts way" is none.
    """
    found: dict[str, str] = {}
    text = re.sub(r"[ \t]+", " ", re.sub(r"(?<!\w)['‘’\"“”]|['‘’\"“”](?!\w)|\r", "", text)).strip()
    text = _take(_PHONE, text, found, "phone")
    text = _take(_NAME, text, found, "name")
    text = _BARE_LABELS.sub(r"\1", _LABELS.sub("", text))
    street = _street(text)
    start = street.start(1) if street else 0
    tail = text[street.end() :] if street else text
    if street:
        tail = _AFTER.sub("", tail)
    tail = _take_unit(tail, found)
    tail, country = _take_country(tail, found)
    tail, postcode_at = _take_postcode(tail, found, country, has_street=street is not None)
    tail = _take_state(tail, found, postcode_at, has_street=street is not None)
    if not street and not _is_place(found):
        return {k: v for k, v in found.items() if k == "phone"}
    if street:
        found["street"] = _street_words(street)
        unit_before = _UNIT.search(text[max(0, start - 25) : start])
        if unit_before and "street2" not in found:
            found["street2"] = unit_before.group().strip(_EDGE)
    # Words right behind a street, without a mark, are its city only if something shows where that ends, or if they
    # are the one or two last words of an address that was asked for ("5 mill road leeds").
    is_marked = bool(found.keys() & {"postcode", "state", "country", "street2"})
    is_marked = is_marked or tail.lstrip(" .").startswith((",", "\n"))
    is_marked = is_marked or (is_asked and _BARE_CITY.fullmatch(tail) is not None)
    city = _city(tail, postcode_at, has_street=street is not None) if is_marked else ""
    if city:
        found["city"] = city
    if found.get("state") and "country" not in found:
        found["country"] = _country_of_state(found["state"], found.get("postcode", ""))
    is_sure = is_asked or bool(found.keys() - {"street", "phone", "name"})
    if street and not is_sure and not any(letter.isupper() for letter in street.group(1)):
        return {}
    return found


def _take(pattern: re.Pattern[str], text: str, found: dict[str, str], field: str) -> str:
    match = pattern.search(text)
    if match is None:
        return text
    found[field] = next(group for group in match.groups() if group).strip(_EDGE)
    return f"{text[: match.start()].rstrip(', ')},{text[match.end() :]}"


def _street(text: str) -> re.Match[str] | None:
    """Return the match of the street, in group 1 (and the number behind it in group 2, where it stands there)."""
    for pattern in (_NUMBERED_ROMANCE, _NUMBERED, _PO_BOX, _NAMED_ROMANCE, _NAMED_GERMANIC):
        if match := pattern.search(text):
            return match
    return _unmarked_street(text)


_UNMARKED = re.compile(
    rf"(?<![\w#$€£.-])({_NUMBER}[ ]+(?:{_WORD}[ ]*){{1,4}}?)(?=[ ]*(?:,|\n)[ ]*\S)", re.IGNORECASE
)


def _unmarked_street(text: str) -> re.Match[str] | None:
    """Return a number with up to four words and a comma or line break behind, if more of an address follows."""
    match = _UNMARKED.search(text)
    if match is None:
        return None
    rest = text[match.end() :]
    has_more = _ZIP.search(rest) or _UNIT.search(rest) or _any_postcode(rest)
    return match if has_more else None


def _street_words(street: re.Match[str]) -> str:
    words = street.group(1)
    if street.re is _NAMED_GERMANIC:
        words = _LEAD.sub("", words) if _LEAD.match(words) else words
        words = f"{words} {street.group(2)}"
    return in_title_case(words.strip(_EDGE).replace("\n", " "))


def _take_unit(tail: str, found: dict[str, str]) -> str:
    match = _UNIT.search(tail)
    if match is None or match.start() > _longest_gap(tail):
        return tail
    found["street2"] = in_title_case(match.group().strip(_EDGE))
    return f"{tail[: match.start()]},{tail[match.end() :]}"


def _longest_gap(tail: str) -> int:
    """Return how far behind the street a unit may begin: anywhere before the first run of five digits."""
    match = _ZIP.search(tail)
    return match.start() if match else len(tail)


@lru_cache(maxsize=1)
def _country_pattern() -> re.Pattern[str]:
    names = {n for c in countries().values() for n in c.names if n[0].isascii() or n[0] < "\u3000"}
    words = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w.])({words})(?!\w)", re.IGNORECASE)


def _take_country(tail: str, found: dict[str, str]) -> tuple[str, Country | None]:
    matches = list(_country_pattern().finditer(tail))
    for match in reversed(matches):
        name = match.group(1)
        before = tail[: match.start()].rstrip()
        is_last = not re.search(r"[^\W_]", tail[match.end() :])
        # "us" and "uk" in lower case are words of a sentence unless something of an address stands before.
        is_marked = before.endswith((",", "\n")) or re.search(r"\d[\w-]*$", before)
        if (len(name.replace(".", "")) <= _SHORT - 1 and name.islower()) and not (
            is_last and is_marked
        ):
            continue
        if not is_last and not is_marked:
            continue
        country = country_named(name)
        if country is None or _is_state_like(name, before):
            continue
        found["country"] = country.en
        return f"{tail[: match.start()]},{tail[match.end() :]}", country
    return tail, None


def _is_state_like(name: str, before: str) -> bool:
    """Say whether a word is more likely a city or state than a country ("Mexico" in "New Mexico")."""
    return name.casefold() == "mexico" and before.casefold().endswith("new")


@lru_cache(maxsize=1)
def _shaped_postcodes() -> tuple[tuple[re.Pattern[str], Country], ...]:
    return tuple(
        (re.compile(rf"(?<![\w#-])({c.fixed_postcode})(?![\w-])", re.IGNORECASE), c)
        for c in countries().values()
        if c.fixed_postcode
    )


def _any_postcode(text: str) -> re.Match[str] | None:
    return next((m for p, _ in _shaped_postcodes() if (m := p.search(text))), None)


def _take_postcode(
    tail: str, found: dict[str, str], country: Country | None, *, has_street: bool
) -> tuple[str, int]:
    """Move the postcode out of the tail; return also where it stood, or -1."""
    for pattern, owner in _shaped_postcodes():
        is_fit = country is None or owner is country
        # Digits alone ("123 45") look like too many other things while no country asks for them.
        is_telling = country is not None or "A-" in str(owner.fixed_postcode)
        if is_fit and is_telling and (match := pattern.search(tail)):
            found["postcode"] = match.group(1).upper()
            if country is None and has_street:
                found["country"] = owner.en
            return f"{tail[: match.start()]}|{tail[match.end() :]}", match.start()
    match = _last(_ZIP, tail) or (
        _last(_DIGITS, tail) if has_street or country is not None else None
    )
    if match is None:
        return tail, -1
    found["postcode"] = match.group(1)
    return f"{tail[: match.start()]}|{tail[match.end() :]}", match.start()


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    matches = list(pattern.finditer(text))
    return matches[-1] if matches else None


@lru_cache(maxsize=1)
def _state_names() -> dict[str, str]:
    return {
        name.casefold(): code
        for country in ("AU", "CA", "US")
        for code, name in regions(country).items()
    }


@lru_cache(maxsize=1)
def _state_pattern() -> re.Pattern[str]:
    codes = {code for country in ("AU", "CA", "US") for code in regions(country)}
    words = "|".join(re.escape(w) for w in sorted({*_state_names(), *codes}, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})(?!\w)", re.IGNORECASE)


def _take_state(tail: str, found: dict[str, str], postcode_at: int, *, has_street: bool) -> str:
    """Move the state out of the tail: right before the postcode, or in capitals at the end."""
    head, mark, rest = tail.partition("|")
    for match in reversed(list(_state_pattern().finditer(head))):
        word = match.group(1)
        follows = head[match.end() :].strip(_EDGE)
        before = head[: match.start()]
        is_code = len(word) <= _SHORT and word.casefold() not in _state_names()
        is_before_postcode = postcode_at >= 0 and not follows
        is_at_end = not follows and (has_street or before.rstrip().endswith(","))
        if not (is_before_postcode or is_at_end):
            continue
        is_marked = before.rstrip().endswith(",")
        if is_code and word.islower() and not (is_before_postcode or is_marked):
            continue
        if is_code and word in _CODES_LIKE_WORDS and not (is_marked or has_street):
            continue
        if not is_code and not before.strip(_EDGE) and has_street:
            # "New York 10001": the only name there is the city's.
            continue
        found["state"] = word.upper() if is_code else _state_names()[word.casefold()]
        return f"{before},{mark}{rest}"
    return tail


def _country_of_state(state: str, postcode: str) -> str:
    if re.fullmatch(r"\d{5}(-\d{4})?", postcode) and state in regions("US"):
        return countries()["US"].en
    owners = [code for code in ("US", "CA", "AU") if state in regions(code)]
    if len(postcode) == len("2000") and "AU" in owners:
        return countries()["AU"].en
    return countries()[owners[0]].en


def _is_place(found: dict[str, str]) -> bool:
    """Say whether what was found without a street is enough to be part of an address."""
    return "postcode" in found and bool({"state", "country"} & found.keys())


def _city(tail: str, postcode_at: int, *, has_street: bool) -> str:
    """Return the words next to the postcode, or those that are left behind the street."""
    head, mark, rest = tail.partition("|")
    before = [part.strip(_EDGE) for part in re.split(r"[,\n;]", head) if part.strip(_EDGE)]
    after = [part.strip(_EDGE) for part in re.split(r"[,\n;]", rest) if part.strip(_EDGE)]
    words = ""
    if before:
        words = before[-1]
        if not has_street and _LEAD.match(f"{words} "):
            words = _LEAD.sub("", words)
    elif after and mark:
        words = after[0]
    words = re.sub(r"^(?:in|at|and)\b[ ]*", "", words, flags=re.IGNORECASE).strip(_EDGE)
    is_name = re.fullmatch(r"[^\W\d_][\w .'’()/-]*", words) and len(words.split()) <= 5
    return in_title_case(words) if is_name else ""
