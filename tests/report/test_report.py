"""The report: one page in both languages, and what it says where something cannot be made."""

import re

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


def test_a_private_total_replaces_the_exact_one() -> None:
    (overview, _) = make_sections(drawn_log(), None, epsilon=1.0)
    assert "total" not in overview.data
    assert overview.data["private_total"]["epsilon"] == 1.0
    assert overview.pictures == []
