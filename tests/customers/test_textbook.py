"""The textbook regression: cleaning, scaling, both ways of fitting, intervals, worked out by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.customers.textbook.picture import draw_study
from ecomcore.customers.textbook.regression import descend, largest_rate, line_through, solve
from ecomcore.customers.textbook.scaling import fit_scale
from ecomcore.customers.textbook.study import AgeStudy, errors_of, study_ages
from ecomcore.customers.textbook.table import AgesAndAmounts, Cleaning, ages_in, clean, numbers_in
from ecomcore.errors import DataError


def people(count: int = 60, **columns: object) -> pd.DataFrame:
    """Twenty to seventy-nine year old customers who spend 10 plus 2 a year."""
    age = 20 + np.arange(count) % 60
    table = pd.DataFrame({"customer_id": np.arange(count), "age": age, "amount": 10.0 + 2 * age})
    return table.assign(**columns)


def study_of(table: pd.DataFrame) -> AgeStudy:
    return study_ages(clean(table))


def test_repeated_rows_are_dropped_and_counted() -> None:
    table = people()
    found = clean(pd.concat([table, table.head(3)]))
    assert found.cleaning.rows_read == 63
    assert found.cleaning.duplicates_dropped == 3
    assert found.cleaning.rows == 60


def test_ages_that_nobody_has_become_unknown() -> None:
    ages = [-1, 0, 200, "abc", None, 30, 40, 50, 35, 45, 60]
    found = clean(pd.DataFrame({"age": ages, "amount": range(11)}))
    assert np.isnan(found.ages[:5]).all()
    assert found.ages[5:].tolist() == [30, 40, 50, 35, 45, 60]
    assert (found.cleaning.ages_impossible, found.cleaning.ages_missing) == (3, 2)


def test_unknown_ages_are_filled_in_with_the_middle_of_the_training_part() -> None:
    table = people(age=[None] * 5 + [30.0] * 40 + [50.0] * 15)
    study = study_of(table)
    assert study.imputed_age == 30
    assert study.ages[:5].tolist() == [30] * 5


def test_an_amount_is_never_made_up() -> None:
    table = people(12)
    table["amount"] = table["amount"].astype(object)
    table.loc[0, "amount"] = None
    table.loc[1, "amount"] = "free"
    table.loc[2, "amount"] = -5
    with pytest.raises(DataError, match="of 12 rows 9 are left"):
        clean(table)


def test_bands_of_ages_count_as_their_middle() -> None:
    found = ages_in(pd.Series(["45-54", "65+", "<25", "18–20", "x"]))
    assert found[:4].tolist() == [49.5, 70, 20, 19]
    assert np.isnan(found[4])


def test_amounts_may_carry_signs_and_commas() -> None:
    assert numbers_in(pd.Series(["$1,234.50", "99元", "7"])).tolist() == [1234.5, 99, 7]


@pytest.mark.parametrize("amounts", [["$10", "€10"] * 10, ["USD 10", "EUR 10"] * 10])
def test_a_mix_of_currencies_is_refused(amounts: list[str]) -> None:
    with pytest.raises(DataError, match="several currencies"):
        clean(pd.DataFrame({"age": range(20, 40), "amount": amounts}))


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(DataError, match="no column 'years'; the columns are: customer_id, age, am"):
        clean(people(), age_column="years")
    with pytest.raises(DataError, match=r"hold the amount; name it with --amount-column"):
        clean(people().drop(columns="amount"))


def test_min_max_takes_ages_to_zero_and_one() -> None:
    scale = fit_scale(np.array([20.0, 30.0, 60.0]), "minmax")
    assert scale(np.array([20.0, 60.0, 40.0])).tolist() == [0, 1, 0.5]


def test_z_scores_have_mean_zero_and_deviation_one() -> None:
    scaled = fit_scale(np.array([20.0, 40.0]), "zscore")(np.array([20.0, 40.0, 50.0]))
    assert scaled.tolist() == [-1, 1, 2]


def test_equal_ages_give_no_line() -> None:
    with pytest.raises(DataError, match="same age"):
        study_of(people(age=40))


def test_the_closed_form_solves_a_line_by_hand() -> None:
    # Means 2 and 3; Sxy = (−1)(−2) + 0 + 1·2 = 4; Sxx = 2; slope 2, intercept −1.
    assert solve(np.array([1.0, 2, 3]), np.array([1.0, 3, 5])) == pytest.approx((-1, 2))


def test_descent_arrives_where_the_closed_form_is() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 1, 200), rng.normal(100, 30, 200)
    found = descend(x, y)
    assert found.converged
    assert (found.intercept, found.slope) == pytest.approx(solve(x, y), rel=1e-8)
    assert (np.diff(found.losses) <= 1e-9).all()


def test_the_first_step_of_descent_by_hand() -> None:
    # From (0, 0) with x = ±1, y = 1 and 3: gradient (−2, −1); loss (1 + 9) / 4.
    found = descend(np.array([-1.0, 1.0]), np.array([1.0, 3.0]), learning_rate=0.5, max_steps=1)
    assert found.losses[0] == pytest.approx(2.5)
    assert (found.intercept, found.slope) == pytest.approx((1.0, 0.5))
    assert not found.converged


def test_a_learning_rate_that_would_run_away_is_refused() -> None:
    x = np.array([-1.0, 1.0])  # XᵀX/n is the identity: the limit is 2
    assert largest_rate(x) == pytest.approx(2)
    with pytest.raises(DataError, match="above 0 and below 2"):
        descend(x, x, learning_rate=2.0)


def test_errors_by_hand() -> None:
    found = errors_of(np.array([1.0, 3.0]), np.array([2.0, 5.0]))
    assert found == {"mse": 2.5, "rmse": 2.5**0.5, "mae": 1.5, "r2": -1.5}
    assert errors_of(np.array([2.0, 2.0]), np.array([2.0, 2.0]))["r2"] is None


def test_intervals_follow_students_t() -> None:
    # Residuals of (0, 0), (1, 2), (2, 1) around 0.5 + 0.5x: −0.5, 1, −0.5; s² = 1.5; t(0.975, 1) = 12.7062.
    x, y = np.array([0.0, 1, 2]), np.array([0.0, 2, 1])
    line = line_through(x, y, *solve(x, y))
    low, high = line.confidence_interval(np.array([1.0]))
    assert (high - low)[0] / 2 == pytest.approx(12.7062 * (1.5 / 3) ** 0.5, rel=1e-4)
    low, high = line.prediction_interval(np.array([1.0]))
    assert (high - low)[0] / 2 == pytest.approx(12.7062 * (1.5 * 4 / 3) ** 0.5, rel=1e-4)


def test_all_ways_of_fitting_agree_on_a_perfect_line() -> None:
    study = study_of(people())
    assert study.agreement < 1e-6
    for name in ("gradient_descent", "closed_form", "scikit_learn"):
        assert study.models[name]["slope"] == pytest.approx(2, rel=1e-6)
        assert study.models[name]["intercept"] == pytest.approx(10, rel=1e-6)
        assert study.models[name]["r2"] == pytest.approx(1)
    assert (int(study.is_train.sum()), int((~study.is_train).sum())) == (48, 12)
    assert study.predict(35).expected == pytest.approx(80)
    assert study.predict(90).is_extrapolated


def test_equal_spend_has_no_r2_and_says_so() -> None:
    study = study_of(people(amount=25.0))
    assert study.r2 is None
    assert study.predict(35).expected == pytest.approx(25)
    assert "没有什么可解释" in study.verdict()["zh"]


def test_no_amount_is_predicted_below_nothing() -> None:
    noisy = people(amount=np.random.default_rng(0).uniform(0, 10, 60))
    assert study_of(noisy).predict(20).prediction_95[0] >= 0


def test_one_customer_is_too_few() -> None:
    with pytest.raises(DataError, match="at least 10 different rows"):
        clean(people(1))


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_picture_shows_points_and_a_red_line(tmp_path: Path, suffix: str, start: bytes) -> None:
    study = study_of(people())
    file = tmp_path / f"out.{suffix}"
    draw_study(study, file, study.predict(35))
    content = file.read_bytes()
    assert content.startswith(start)
    assert suffix == "png" or b"#d62728" in content


def test_other_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"\.png or \.svg, not \.gif"):
        draw_study(study_of(people()), tmp_path / "out.gif")


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    people().rename(columns={"age": "Alter", "amount": "Betrag"}).to_csv(file, index=False)
    command = ["customers", "spend", "--data", str(file), "--age-column", "Alter"]
    done = CliRunner().invoke(app, [*command, "--amount-column", "Betrag", "--age", "35"])
    assert done.exit_code == 0
    assert "expected to spend 80.00" in " ".join(done.output.split())


def test_words_exist_in_both_languages() -> None:
    cleaning = Cleaning(20, 0, 0, 0, 0, 20)
    rng = np.random.default_rng(0)
    source = AgesAndAmounts(rng.uniform(20, 70, 200), rng.uniform(0, 9, 200), cleaning)
    verdict = study_ages(source).verdict()
    assert "next to nothing" in verdict["en"]
    assert "几乎看不出" in verdict["zh"]
