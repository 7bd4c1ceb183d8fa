"""Simulated customers: who they are, what they like, how they pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.simulate.assumptions import Assumptions
from ecomcore.simulate.catalogue import Catalogue, Floats, Ints


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return pairs of a Chinese name and its spelling in Latin letters."""
    return tuple((name, latin) for name, _, latin in (word.partition(":") for word in text.split()))


WOMEN = tuple(
    """
    Alice Amelia Anna Beatrice Carmen Charlotte Clara Diana Eleanor Elisa Eva Fiona Grace Hannah
    Helena Ida Irene Isabel Julia Karin Laura Lena Lucia Maria Marta Nadia Nora Olivia Paula
    Rosa Ruth Sara Sophie Teresa Vera Zoe
    """.split()
)
MEN = tuple(
    """
    Adam Albert Alex Anton Ben Bruno Carl Daniel David Edward Erik Felix Frank George Henry Hugo
    Ian Jack James Jonas Julian Kevin Leo Lucas Marco Martin Max Nico Oliver Oscar Paul Peter
    Robert Samuel Simon Thomas Victor
    """.split()
)
FAMILIES = tuple(
    """
    Adams Baker Bennett Bianchi Brown Carter Conti Cooper Davies Evans Fischer Foster Fraser
    Gallo Garcia Gray Hall Harris Hughes Jones Keller Kelly King Lewis Lopez Marino Martin Meyer
    Mills Moore Morgan Müller Murphy Parker Price Reed Ricci Roberts Schmidt Scott Shaw Silva
    Taylor Turner Wagner Walker Ward Weber White Wilson Wood Young
    """.split()
)
ZH_FAMILIES = _pairs(
    """
    陈:chen 赵:zhao 黄:huang 周:zhou 吴:wu 徐:xu 孙:sun 胡:hu 朱:zhu 高:gao 林:lin 何:he
    郭:guo 马:ma 罗:luo 梁:liang 宋:song 郑:zheng 谢:xie 韩:han 唐:tang 冯:feng 董:dong
    程:cheng 曹:cao 袁:yuan 邓:deng 许:xu
    """
)
ZH_WOMEN = _pairs(
    """
    静:jing 丽:li 婷:ting 雪:xue 敏:min 佳怡:jiayi 欣妍:xinyan 梦洁:mengjie 晓燕:xiaoyan
    思雨:siyu 雅琴:yaqin 玉兰:yulan 文静:wenjing 若兰:ruolan 海棠:haitang 小红:xiaohong
    秀英:xiuying 慧:hui
    """
)
ZH_MEN = _pairs(
    """
    强:qiang 磊:lei 洋:yang 勇:yong 军:jun 杰:jie 涛:tao 超:chao 明:ming 浩然:haoran
    子轩:zixuan 建国:jianguo 志强:zhiqiang 文博:wenbo 家豪:jiahao 宇航:yuhang 俊杰:junjie
    海峰:haifeng
    """
)
WHO = [
    "customer_id", "name", "email", "phone", "gender", "age", "city", "country", "language",
    "street", "postcode",
]  # fmt: skip
STREETS = (
    "Mill Lane",
    "Station Road",
    "Park Street",
    "Church Street",
    "Garden Road",
    "Lake View",
    "High Street",
)
ZH_STREETS = ("人民路", "中山路", "解放路", "建设路", "文化路", "新华路", "和平路")


@dataclass(frozen=True)
class Place:
    """A city with its weight; in the made-up telephone and postcode `#` is any digit."""

    city: str
    country: str
    weight: float
    language: str
    phone: str
    postcode: str


PLACES = (
    Place("New York", "United States", 9, "en", "+1 212 555 01##", "100##"),
    Place("Chicago", "United States", 5, "en", "+1 312 555 01##", "606##"),
    Place("Seattle", "United States", 4, "en", "+1 206 555 01##", "981##"),
    Place("Austin", "United States", 4, "en", "+1 512 555 01##", "787##"),
    Place("Toronto", "Canada", 4, "en", "+1 416 555 01##", "M5V 2T#"),
    Place("London", "United Kingdom", 8, "en", "+44 20 7946 0###", "N1 #AB"),
    Place("Edinburgh", "United Kingdom", 3, "en", "+44 131 496 0###", "EH# 2AB"),
    Place("Dublin", "Ireland", 3, "en", "+353 20 910 ####", "D0#"),
    Place("Rotterdam", "Netherlands", 4, "en", "+31 85 000 0###", "30## AB"),
    Place("Berlin", "Germany", 5, "en", "+49 30 23125 ###", "101##"),
    Place("Milan", "Italy", 4, "en", "+39 02 0000 ####", "201##"),
    Place("Sydney", "Australia", 4, "en", "+61 2 5550 ####", "20##"),
    Place("Singapore", "Singapore", 4, "en", "+65 6000 ####", "0180##"),
    Place("上海", "China", 11, "zh", "+86 21 0000 ####", "2000##"),
    Place("北京", "China", 9, "zh", "+86 10 0000 ####", "1000##"),
    Place("深圳", "China", 6, "zh", "+86 755 0000 ####", "5180##"),
    Place("杭州", "China", 6, "zh", "+86 571 0000 ####", "3100##"),
    Place("成都", "China", 5, "zh", "+86 28 0000 ####", "6100##"),
    Place("广州", "China", 4, "zh", "+86 20 0000 ####", "5100##"),
)


@dataclass(frozen=True)
class People:
    """The simulated customers: the rows of the file, and what only the simulation knows.

    `joined` is a day number, counted from the first day of the simulation (negative: before it);
    `budgets` is how freely somebody spends (1: typical); `tastes` has the shape (people,
    departments); `bodies` is 0 to 1 from small to large.
    """

    customers: pd.DataFrame
    methods: pd.DataFrame
    joined: Ints
    groups: NDArray[np.str_]
    budgets: Floats
    tastes: Floats
    departments: tuple[str, ...]
    bodies: Floats

    @property
    def ids(self) -> NDArray[np.str_]:
        """The customers' ids."""
        return np.array(self.customers["customer_id"].tolist(), dtype=np.str_)


def make_people(
    count: int,
    first_number: int,
    first_day: np.datetime64,
    days: int,
    catalogue: Catalogue,
    assumptions: Assumptions,
    rng: np.random.Generator,
) -> People:
    """Make `count` customers, numbered from `first_number`."""
    low, high = assumptions.age_range
    ages = np.rint(rng.normal(assumptions.age_mean, assumptions.age_spread, count))
    ages = np.clip(np.where(ages < low, 2 * low - ages, ages), low, high)
    is_woman = rng.random(count) < assumptions.women_share
    weights = np.array([place.weight for place in PLACES])
    places = rng.choice(len(PLACES), count, p=weights / weights.sum())
    joined = _join_days(count, days, assumptions, rng)
    numbers = first_number + np.arange(count)
    customers = _rows(numbers, ages.astype(int), is_woman, places, rng)
    customers["joined_on"] = (first_day + joined).astype(str)
    customers["consent_marketing"] = _yes_no(rng.random(count) < assumptions.consent_marketing)
    customers["consent_profiling"] = _yes_no(rng.random(count) < assumptions.consent_profiling)
    groups = _groups(ages, is_woman, assumptions, rng)
    departments = tuple(sorted(set(catalogue.departments.tolist())))
    tastes = np.array(
        [
            [np.log(group.tastes.get(name, 1.0)) for name in departments]
            for group in assumptions.groups
        ]
    )[groups]
    log_budgets = assumptions.spend_per_decade * (ages - assumptions.age_mean) / 10
    log_budgets += rng.normal(0, assumptions.spend_noise, count)
    return People(
        customers=customers[
            [
                "customer_id",
                "name",
                "email",
                "phone",
                "gender",
                "age",
                "city",
                "country",
                "language",
                "joined_on",
                "consent_marketing",
                "consent_profiling",
                "street",
                "postcode",
            ]
        ],
        methods=_payment_methods(customers, rng),
        joined=joined,
        groups=np.array([group.name for group in assumptions.groups])[groups],
        budgets=np.exp(log_budgets),
        tastes=tastes + rng.normal(0, assumptions.taste_noise, tastes.shape),
        departments=departments,
        bodies=rng.beta(2.5, 2.5, count),
    )


def _join_days(count: int, days: int, assumptions: Assumptions, rng: np.random.Generator) -> Ints:
    """Return join days: some in the year before, the others during it, more towards its end."""
    before = rng.random(count) < assumptions.joined_before_share
    during = np.sqrt(rng.uniform(0.04, 1, count)) * days
    return np.where(before, -rng.integers(1, 366, count), np.minimum(during, days - 1)).astype(
        np.int64
    )


def _groups(
    ages: Floats, is_woman: NDArray[np.bool_], assumptions: Assumptions, rng: np.random.Generator
) -> Ints:
    share = np.array([group.share for group in assumptions.groups])
    centre = np.array([group.age for group in assumptions.groups])
    spread = np.array([group.age_spread for group in assumptions.groups])
    women = np.array([group.women for group in assumptions.groups])
    logits = np.log(share) - ((ages[:, None] - centre) / spread) ** 2 / 2
    logits += np.log(np.where(is_woman[:, None], women, 1 - women))
    choice: Ints = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)
    return choice


def _rows(
    numbers: Ints, ages: Ints, is_woman: NDArray[np.bool_], places: Ints, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the columns that say who somebody is."""
    count = len(numbers)
    draws = rng.integers(0, 10_000, size=(count, 4))
    digits = rng.integers(0, 10, size=(count, 8))
    rows = []
    for index in range(count):
        place = PLACES[places[index]]
        first, family, street, house = (int(value) for value in draws[index])
        number = int(numbers[index])
        if place.language == "zh":
            surname, surname_latin = ZH_FAMILIES[family % len(ZH_FAMILIES)]
            names = ZH_WOMEN if is_woman[index] else ZH_MEN
            given, given_latin = names[first % len(names)]
            name, mail = surname + given, f"{given_latin}.{surname_latin}"
            address = f"{ZH_STREETS[street % len(ZH_STREETS)]}{house % 300 + 1}号"
        else:
            names_en = WOMEN if is_woman[index] else MEN
            given, surname = names_en[first % len(names_en)], FAMILIES[family % len(FAMILIES)]
            name, mail = f"{given} {surname}", f"{given}.{surname}".lower().replace("ü", "ue")
            address = f"{house % 200 + 1} {STREETS[street % len(STREETS)]}"
        rows.append(
            {
                "customer_id": f"C{number:04d}",
                "name": name,
                "email": f"{mail}{number}@example.com",
                "phone": _fill(place.phone, digits[index, :4]),
                "gender": "female" if is_woman[index] else "male",
                "age": int(ages[index]),
                "city": place.city,
                "country": place.country,
                "language": place.language,
                "street": address,
                "postcode": _fill(place.postcode, digits[index, 4:]),
            }
        )
    return pd.DataFrame(rows, columns=WHO)


def _fill(pattern: str, digits: Ints) -> str:
    for digit in digits:
        pattern = pattern.replace("#", str(digit), 1)
    return pattern


def _yes_no(values: NDArray[np.bool_]) -> NDArray[np.str_]:
    return np.where(values, "yes", "no")


def _payment_methods(customers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give everybody a main way to pay, and a third of them a gift card."""
    count = len(customers)
    draw = rng.random(count)
    last_four = rng.integers(0, 10_000, count)
    has_gift_card = rng.random(count) < 0.33
    balances = rng.integers(2, 41, count) * 500
    rows = []
    for index, (customer, language) in enumerate(
        zip(customers["customer_id"], customers["language"], strict=True)
    ):
        wallet = "alipay" if language == "zh" else "paypal"
        kind = "credit_card" if draw[index] < (0.35 if language == "zh" else 0.7) else wallet
        row = {"payment_method_id": f"PM-{customer}-1", "customer_id": customer, "kind": kind}
        if kind == "credit_card":
            row |= {
                "last_four": f"{last_four[index]:04d}",
                "brand": ("visa", "mastercard")[index % 2],
            }
        rows.append(row)
        if has_gift_card[index]:
            balance = f"{balances[index] / 100:.2f}"
            rows.append(
                {
                    "payment_method_id": f"PM-{customer}-2",
                    "customer_id": customer,
                    "kind": "gift_card",
                    "balance": balance,
                }
            )
    columns = ["payment_method_id", "customer_id", "kind", "last_four", "brand", "balance"]
    return pd.DataFrame(rows, columns=columns, dtype=str).fillna("")
