"""The report: one page in both languages, and what it says where something cannot be made."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from ecomcore.report.contents import make_sections
from ecomcore.report.page import page
from tests.customers.logs import drawn_log, log_of


def test_the_page_needs_nothing_else_and_speaks_both_languages() -> None:
    log = drawn_log()
    sections = make_sections(log, log)
    found = page("Shop: customers & sales", sections, ["ecomcore report --out r.html"])
    assert [section.name for section in sections] == [
        "overview", "demand", "segments", "value", "spend", "churn",
    ]  # fmt: skip
    assert "customers &amp; sales" in found
    assert found.count("<svg") >= 3
    assert not re.search(r"(src|href)=['\"]https?:", found)
    assert "Lifetime value" in found
    assert "顾客终身价值" in found
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", found, flags=re.S).lower()


def test_a_section_that_cannot_be_made_says_why() -> None:
    log = log_of(("a", 0, 1), ("b", 20, 1))
    by_name = {section.name: section for section in make_sections(log, log)}
    assert (
        "21 days" in by_name["churn"].sentences[0]["en"]
        or "too few" in by_name["churn"].sentences[0]["en"]
    )
    assert by_name["overview"].data["orders"] == 2


def test_without_consent_single_customers_are_left_out() -> None:
    names = [section.name for section in make_sections(drawn_log(), None)]
    assert names == ["overview", "demand"]


def test_what_age_and_gender_are_worth_is_told_where_models_may_use_them() -> None:
    log = drawn_log()
    by_name = {section.name: section for section in make_sections(log, log)}
    assert "r2_without_protected" in by_name["spend"].data
    assert any("ECOM_PROTECTED_ATTRIBUTES" in one["zh"] for one in by_name["spend"].sentences)
    blind = replace(log, uses_protected=False)
    by_name = {section.name: section for section in make_sections(blind, blind)}
    assert "r2_without_protected" not in by_name["spend"].data


def test_groups_that_are_chosen_unlike_come_with_the_choice_that_is_alike() -> None:
    # Large spenders are men, so that men alone are at the top of a list by money.
    log = drawn_log(240)
    spend = log.orders.groupby("customer")["amount"].sum().set_axis(log.names)
    gender = pd.DataFrame({"gender": np.where(spend > spend.median(), "m", "f")}, index=spend.index)
    (churn,) = [
        section
        for section in make_sections(log, replace(log, people=gender))
        if section.name == "churn"
    ]
    (groups,) = churn.data["groups"]
    assert groups["is_flagged"]
    listed = sum(row["money_at_risk"] for row in churn.data["at_risk"])
    assert 0 < groups["money_at_risk_alike"] <= listed
    assert any("--alike gender" in one["en"] for one in churn.sentences)
    assert any("各组（性别）选取相同比例" in one["zh"] for one in churn.sentences)


def test_a_private_total_replaces_the_exact_one() -> None:
    (overview, _) = make_sections(drawn_log(), None, epsilon=1.0)
    assert "total" not in overview.data
    assert overview.data["private_total"]["epsilon"] == 1.0
    assert overview.pictures == []
