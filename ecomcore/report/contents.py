"""Gathers what the report tells: each section's figures, pictures and words; a section that cannot be made says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ecomcore.customers.churn import chosen_alike, fit_churn, risks
from ecomcore.customers.evaluations.scores import number_scores
from ecomcore.customers.fairness import group_errors, selection_rates
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import predictions
from ecomcore.customers.moments import (
    earlier_moments,
    horizon_for,
    moment_of,
    stack,
    without_age_and_gender,
)
from ecomcore.customers.next_spend import fit_on
from ecomcore.customers.pictures import new_figure, svg_of
from ecomcore.customers.privacy import private_total
from ecomcore.customers.segments.rfm import Segmentation, segment_customers
from ecomcore.customers.survival import survival_by_segment
from ecomcore.customers.tables import records
from ecomcore.customers.value.lifetime import fit_lifetime
from ecomcore.customers.wording import both, say
from ecomcore.errors import DataError
from ecomcore.sales.answers import forecast_rows
from ecomcore.sales.forecasting import forecast
from ecomcore.sales.picture import forecast_figure
from ecomcore.sales.series import weekly_series

VALUE_DAYS = 365
SPEND_DAYS = 90
SHOWN = 10
CATEGORIES = 8
TARGETED_SHARE = 0.1
MOST_OF_ONE = 10_000.0
"""A customer counts with at most so much (units of the currency) in a total with noise."""

Texts = dict[str, str]


@dataclass
class Section:
    """One part of the report: sentences in both languages, tables by title, pictures as SVG, and all as `data`."""

    name: str
    sentences: list[Texts] = field(default_factory=list)
    tables: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> Texts:
        """The heading in both languages."""
        return both(f"report.{self.name}")


def make_sections(
    everybody: PurchaseLog, agreed: PurchaseLog | None, *, epsilon: float | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> list[Section]:  # fmt: skip
    """Return the sections of the report.

    Args:
        everybody: all purchases, for sums.
        agreed: those of people who agreed to be profiled; None: nobody has.
        epsilon: tell the total with so much noise (see `private_total`); None: exactly.
        progress: is told the name of each section before it is made.
    """
    makers: list[tuple[str, Callable[[], Section]]] = [
        ("overview", lambda: _overview(everybody, epsilon)),
        ("demand", lambda: _demand(everybody)),
    ]
    if agreed is not None:
        people = agreed
        makers += [
            ("segments", lambda: _segments(people)),
            ("value", lambda: _value(people)),
            ("spend", lambda: _spend(people)),
            ("churn", lambda: _churn(people)),
        ]
    found = []
    for name, make in makers:
        progress(name)
        try:
            found.append(make())
        except DataError as error:
            reason = str(error)
            found.append(
                Section(name, [both("report.not_made", reason=reason)], data={"error": reason})
            )
    return found


def _overview(log: PurchaseLog, epsilon: float | None) -> Section:
    monthly = log.orders.set_index("at")["amount"].resample("MS").sum()
    figure, axes = new_figure(8.0, 3.2)
    axes.bar(monthly.index, monthly.to_numpy(), width=22, color="#3b6ea5")
    axes.set_ylabel(f"sales ({log.currency or 'currency'})")
    axes.set_xlabel("month")
    total = float(log.orders["amount"].sum())
    facts: dict[str, Any] = {
        "customers": int(log.orders["customer"].nunique()),
        "orders": len(log.orders),
        "from": str(log.start.date()),
        "until": str(log.end.date()),
        "synthetic": log.synthetic,
    }
    section = Section("overview", pictures=[svg_of(figure)], data=facts)
    if epsilon is None:
        facts["total"] = round(total, 2)
        shown = f"{total:,.0f} {log.currency}"
    else:
        told = private_total(
            log.orders.groupby("customer")["amount"].sum(), epsilon=epsilon, most_of_one=MOST_OF_ONE
        )
        facts["private_total"] = told.as_dict()
        shown = f"≈ {told.value:,.0f} {log.currency}"
        section.sentences.append(
            both("report.private", epsilon=f"{epsilon:g}", noise=f"{told.noise_sd:,.0f}")
        )
        section.pictures.clear()
    section.sentences.insert(
        0,
        both(
            "report.sums", orders=f"{facts['orders']:,}", customers=f"{facts['customers']:,}", total=shown,
            start=facts["from"], end=facts["until"],
        ),
    )  # fmt: skip
    if log.synthetic:
        section.sentences.append(both("report.synthetic"))
    return section


def _demand(log: PurchaseLog) -> Section:
    series = weekly_series(
        log, "category" if "category" in log.lines else None, "units", CATEGORIES
    )
    told = forecast(series)
    rows = forecast_rows(told)
    pictures = [
        svg_of(forecast_figure(series, told, place)) for place in range(min(3, len(series.names)))
    ]
    table = rows[["series", "week", "expected", "low_80", "high_80", "method"]]
    return Section(
        "demand",
        [both("report.demand_words", weeks=len(told.weeks))],
        [("demand", records(table.groupby("series").head(4)))],
        pictures,
        {"forecasts": records(rows), "backtest_wape": told.errors},
    )


def _segments(log: PurchaseLog) -> Section:
    found = segment_customers(log)
    rows = found.segments.round(3).rename_axis("segment").reset_index()
    table = [
        {
            "segment": Segmentation.name(str(row["segment"])),
            "customers": int(row["customers"]),
            "share": f"{row['share']:.0%}",
            "spend": f"{row['spend_share']:.0%}",
            "action": Segmentation.action(str(row["segment"])),
        }
        for row in rows.to_dict("records")
    ]
    figure, axes = new_figure(8.0, 3.4)
    for name, curve in survival_by_segment(log, found.customers["segment"]).items():
        axes.step(
            [0, *curve.days], [1, *curve.away], where="post", label=Segmentation.name(name)["en"]
        )
    axes.set_xlabel("days since the last order")
    axes.set_ylabel("share still away")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=7, frameon=False)
    return Section(
        "segments",
        [both("report.segments_words", hidden=found.hidden)],
        [("segments", table)],
        [svg_of(figure)],
        {"segments": records(rows), "moves": records(found.moves)},
    )


def _value(log: PurchaseLog) -> Section:
    fitted = fit_lifetime(log, log.end)
    values = fitted.value(VALUE_DAYS)
    top = values["value"].nlargest(max(1, len(values) // 10)).sum() / max(
        values["value"].sum(), 1e-9
    )
    return Section(
        "value",
        [
            both(
                "report.value_words", total=f"{values['value'].sum():,.0f} {log.currency}",
                days=VALUE_DAYS, share=f"{top:.0%}", model=fitted.chosen.replace("_", "/").upper(),
            )
        ],
        data={
            "total": round(float(values["value"].sum()), 2),
            "chosen": fitted.chosen,
            "backtest": fitted.backtest,
            "share_of_top_tenth": round(float(top), 4),
        },
    )  # fmt: skip


def _spend(log: PurchaseLog) -> Section:
    days = horizon_for(log, SPEND_DAYS)
    test = moment_of(log, log.end - pd.Timedelta(days=days), days)
    moments = earlier_moments(log, test.at, days)
    asked = test.after["spend"].to_numpy()
    fitted = fit_on(moments, log.name)
    expected = fitted.predict(test.table)["expected"].to_numpy()
    r2 = number_scores(asked, expected).get("r2", 0.0)
    groups = group_errors(log.people, test.table.index, asked, expected)
    data: dict[str, Any] = {"days": days, "r2": round(r2, 4), "groups": groups}
    sentences = [both("report.spend_words", days=days, r2=f"{r2:.2f}")]
    blind = without_age_and_gender(test)
    if blind.table.shape[1] < test.table.shape[1]:
        table, after = stack([without_age_and_gender(one) for one in moments])
        learn = (table, after["spend"].to_numpy())
        told = predictions((fitted.chosen,), learn, blind.table)[fitted.chosen]
        data["r2_without_protected"] = round(number_scores(asked, told).get("r2", 0.0), 4)
        sentences.append(both("report.protected", r2=f"{data['r2_without_protected']:.2f}"))
    return Section("spend", [*sentences, *_fair_words(groups)], data=data)


def _churn(log: PurchaseLog) -> Section:
    model = fit_churn(log, log.end)
    everybody = risks(model, log)
    count = max(SHOWN, round(TARGETED_SHARE * len(everybody)))
    listed = everybody.nlargest(count, "money_at_risk")
    rows = listed.head(SHOWN)
    reasons = model.reasons(model.table(log, log.end).loc[rows.index])
    table = [
        {
            "customer": str(customer),
            "risk": f"{row['risk']:.0%}",
            "money_at_risk": f"{row['money_at_risk']:,.0f} {log.currency}",
            "reasons": _joined(why),
        }
        for (customer, row), why in zip(rows.iterrows(), reasons, strict=True)
    ]
    groups = selection_rates(log.people, everybody.index, everybody.index.isin(listed.index))
    money = float(listed["money_at_risk"].sum())
    for one in groups:
        alike = everybody[chosen_alike(log, everybody, count, one["attribute"])]
        one["money_at_risk_alike"] = round(float(alike["money_at_risk"].sum()), 2)
    sentences = [both("report.churn_words", count=len(rows), money=_money(money, log))]
    sentences += _fair_words(groups)
    sentences += [
        _of_groups(
            "report.alike", one["attribute"], option=one["attribute"], plain=_money(money, log),
            money=_money(one["money_at_risk_alike"], log),
        )
        for one in groups if one["is_flagged"]
    ]  # fmt: skip
    return Section(
        "churn", sentences, [("churn", table)],
        data={"at_risk": records(listed.round(4).rename_axis("customer").reset_index()), "groups": groups},
    )  # fmt: skip


def _money(amount: float, log: PurchaseLog) -> str:
    return f"{amount:,.0f} {log.currency}"


def _joined(reasons: list[Texts]) -> Texts:
    return {
        language: separator.join(one[language] for one in reasons)
        for language, separator in both("report.separator").items()
    }


def _fair_words(groups: list[dict[str, Any]]) -> list[Texts]:
    """Return a sentence for each attribute: treated alike, or flagged with what can be done."""
    return [
        _of_groups(
            f"report.{'unfair' if one['is_flagged'] else 'fair'}_{one['measure']}",
            one["attribute"], ratio=f"{one['ratio']:.2f}",
        )
        for one in groups
    ]  # fmt: skip


def _of_groups(key: str, attribute: str, **values: str) -> Texts:
    """Return a sentence on the groups of an attribute, which each language names its own way."""
    named = both(f"attributes.{attribute}")
    return {
        language: say(key, language, attribute=name, **values) for language, name in named.items()
    }
