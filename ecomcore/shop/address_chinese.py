"""Reading an address in Chinese: from the country down to the house, then postcode, receiver and telephone."""

from __future__ import annotations

import re
from functools import lru_cache

from ecomcore.shop.places import countries, regions

_LEAD = re.compile(
    r".*?(?:地址(?:到|是|为|改成|改为|改到|换成|变更为|更新为)?[:,]?|改成|改为|改到|改寄到?|换成|换到|更新为|寄到|寄往|送到|发到|搬到)",
    re.DOTALL,
)
_POSTCODE = re.compile(r"(?:邮编|邮政编码)\s*(?:是|为)?[::]?\s*(\d{6})|(?<!\d)(\d{6})(?!\d)")
_PHONE = re.compile(
    r"(?:手机号?码?|电话(?:号码)?|联系电话|联系方式)?\s*(?:是|为)?[::]?\s*(?<!\d)"
    r"((?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8})(?!\d)|"
    r"(?:手机号?码?|电话(?:号码)?|联系电话|联系方式)\s*(?:是|为)?[::]?\s*(\+?\d[\d -]{5,14}\d)(?!\d)"
)
_NAME = re.compile(
    r"(?:收件人|收货人|收件|收货|联系人|姓名|名字)\s*(?:改?[是为成叫]|写)?[::]?\s*"
    r"([\u4e00-\u9fff·]{2,6}?|[A-Za-z][A-Za-z .'-]{1,40}?)(?=$|[,,。;;\s、]|电话|手机|邮编|地址|收)"
)
_NAME_AFTER = re.compile(r"[,,。;;\s]([\u4e00-\u9fff·]{2,4})\s*(?:收|\(收\))[,,\s]*$")
_CITY = re.compile(r"([\u4e00-\u9fff]{2,7}?(?:市|自治州|地区|盟))")
_DISTRICT = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:新区|开发区|区|自治县|县|旗|市))")
_ROAD = re.compile(
    r"^(.*?(?:路|街|道|巷|弄|胡同|里|村|镇|乡|大街|大道)[^,]*?\d+(?:-\d+)?\s*号?(?:院)?)(.*)$"
)
_STREET_FIRST = re.compile(
    r"([\u4e00-\u9fff]{1,20}(?:路|街|道|巷|弄|胡同|村|镇|大街|大道)[^,]{0,20}?\d+[^,]*?)\s*,"
)
_HOUSE = re.compile(r"\d|[路街道巷弄村镇乡]|小区|花园|大厦|广场|公寓|胡同")
_EDGE = " ,,。;;::、\n"


@lru_cache(maxsize=1)
def _country_pattern() -> re.Pattern[str]:
    names = {n for c in countries().values() for n in c.names if re.match(r"[\u4e00-\u9fff]", n)}
    return re.compile("|".join(sorted(names, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _province_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"{full}|{short}省?" for short, full in regions("CN").items()))


@lru_cache(maxsize=1)
def _municipality_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"{short}市?" for short in regions("CN_municipality")))


def read(text: str) -> dict[str, str]:
    """Return the parts of the address in `text`; see `ecomcore.shop.addresses.read_address`."""
    found: dict[str, str] = {}
    text = _take(_PHONE, text, found, "phone")
    text = _take(_POSTCODE, text, found, "postcode")
    text = _take(_NAME, text, found, "name")
    if "name" not in found:
        text = _take(_NAME_AFTER, f" {text}", found, "name")
    if country := _last_country(text):
        found["country"] = country.group()
        text = text[: country.start()]
    place = _from_place(text)
    if place is not None:
        found = {**_divided(place), **found}
        if "street" not in found and (first := _STREET_FIRST.search(text)):
            lead = _LEAD.match(first.group(1))
            found["street"] = first.group(1)[lead.end() if lead else 0 :].strip(_EDGE)
    return found


def _take(pattern: re.Pattern[str], text: str, found: dict[str, str], field: str) -> str:
    """Move what the pattern finds from the text into `found`."""
    match = pattern.search(text)
    if match is None:
        return text
    found[field] = next(group for group in match.groups() if group).strip()
    return f"{text[: match.start()]},{text[match.end() :]}"


def _last_country(text: str) -> re.Match[str] | None:
    """Return the country that stands behind the address, None where there is none."""
    matches = list(_country_pattern().finditer(text))
    is_last = bool(matches) and not text[matches[-1].end() :].strip(_EDGE)
    return matches[-1] if is_last and matches[-1].start() > 0 else None


def _from_place(text: str) -> str | None:
    """Return the text from where the address begins, None where there is none."""
    starts = [
        m.start()
        for pattern in (_province_pattern(), _municipality_pattern(), _country_pattern())
        if (m := pattern.search(text))
    ]
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    while lead and (more := _LEAD.match(rest)):
        rest = rest[more.end() :]
    if starts and (not lead or min(starts) >= len(text) - len(rest)):
        return text[min(starts) :].strip(_EDGE)
    rest = rest.strip(_EDGE)
    has_city = _CITY.match(rest)
    return rest if rest and _HOUSE.search(rest) and (lead or has_city) else None


def _divided(place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = place
    if country := _country_pattern().match(rest):
        found["country"] = country.group()
        rest = rest[country.end() :].lstrip(_EDGE)
    province = _province_pattern().match(rest)
    if province:
        name = province.group()
        found["state"] = next(full for s, full in regions("CN").items() if name.startswith(s))
        rest = rest[province.end() :].lstrip(_EDGE)
    municipality = _municipality_pattern().match(rest)
    if municipality:
        found["city"] = municipality.group()
        rest = rest[municipality.end() :].lstrip(_EDGE)
        again = _municipality_pattern().match(rest)
        rest = rest[again.end() :].lstrip(_EDGE) if again else rest
    elif city := _CITY.match(rest):
        found["city"] = city.group()
        rest = rest[city.end() :].lstrip(_EDGE)
    if district := _DISTRICT.match(rest):
        found["district"] = district.group()
        rest = rest[district.end() :]
    rest = re.split(r"[。;;\n]|[,,]\s*(?=谢谢|麻烦|可以吗|行吗|好吗)", rest.strip(_EDGE))[0]
    rest = re.sub(r"\s*(?:谢谢|可以吗|行吗|好吗|吧|哦|啊)[了啦!！??]*$", "", rest).strip(_EDGE)
    if "country" not in found and (province or municipality):
        found["country"] = countries()["CN"].name["zh"]
    return {**found, **_streets(rest)}


def _streets(rest: str) -> dict[str, str]:
    """Divide what is left into the road with its number, and the building, floor and door."""
    match = _ROAD.match(rest)
    if match and match.group(1).endswith(("号", "院")):
        road, building = match.group(1).strip(_EDGE), match.group(2).strip(_EDGE)
        return {"street": road, "street2": building} if building else {"street": road}
    return {"street": rest.replace(",", " ").strip()} if rest and _HOUSE.search(rest) else {}
