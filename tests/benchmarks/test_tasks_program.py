"""The program around the shopper: reading tasks, figures, what counts as forbidden, putting the database back."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine

from benchmarks.tasks import (
    IDLE,
    MODEL,
    Outcome,
    draw,
    evaluation,
    find_shop,
    forbidden,
    metrics,
    read_tasks,
    touched_others,
)
from benchmarks.tasks_shop import restore
from benchmarks.tasks_shopper import Move
from benchmarks.tasks_state import Line, OrderState, ShopState, read_state
from benchmarks.tasks_wishes import Wish
from ecomcore.shop.models import Base

TASK = {
    "user_id": "ann",
    "instruction": "Cancel order #W1234567.",
    "actions": [
        {"name": "get_order_details", "kwargs": {"order_id": "#W1234567"}},
        {"name": "cancel_pending_order", "kwargs": {"order_id": "#W1234567", "reason": "x"}},
    ],
}


def state(**orders: tuple[str, str]) -> ShopState:
    """A shop with orders of (owner, status)."""
    return ShopState(
        {
            f"#{name}": OrderState(
                f"#{name}", owner, status, {}, "card", [Line("mug", "mug", "Mug", {}, 700)]
            )
            for name, (owner, status) in orders.items()
        },
        {},
        {},
    )


@pytest.mark.parametrize("is_packed", [False, True])
def test_tasks_are_read_from_json_lines(tmp_path: Path, is_packed: bool) -> None:
    content = f"{json.dumps(TASK)}\n\n{json.dumps({**TASK, 'actions': []})}\n".encode()
    file = tmp_path / "tasks.jsonl"
    file.write_bytes(gzip.compress(content) if is_packed else content)
    first, second = read_tasks(file)
    assert (first.customer_id, first.kind, len(first.actions)) == ("ann", "cancel", 2)
    assert (second.number, second.kind) == (3, "nothing")
    assert len(read_tasks(file, limit=1)) == 1


def test_a_line_that_is_no_task_is_named_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_text(f'{{"instruction": "no user"}}\nnot json\n[]\n{json.dumps(TASK)}\n')
    assert [task.number for task in read_tasks(file)] == [4]
    said = capsys.readouterr().err
    assert all(f"tasks.jsonl:{number} is no task" in said for number in (1, 2, 3))


def test_a_task_without_instruction_or_actions_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_text('{"user_id": "ann"}\n{"user_id": "ann", "actions": null, "outputs": ["8"]}\n')
    assert [(task.kind, task.actions) for task in read_tasks(file)] == [("nothing", ())] * 2


def test_a_file_without_any_task_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_text("nothing\n")
    with pytest.raises(ValueError, match="holds no task"):
        read_tasks(file)
    file.write_bytes(b"\x1f\x8bbroken")
    with pytest.raises(ValueError, match="cannot be read"):
        read_tasks(file)
    with pytest.raises(ValueError, match="cannot be read"):
        read_tasks(tmp_path / "none.jsonl")


def test_the_shop_beside_the_tasks_is_used(tmp_path: Path) -> None:
    (tmp_path / "db.json.gz").touch()
    assert find_shop(tmp_path / "tasks.jsonl") == tmp_path


def test_the_figures() -> None:
    right = Outcome(1, "cancel", "", turns=2, times_ms=[100.0, 200.0])
    wrong = Outcome(2, "cancel", "", wrong=["x"], is_handed_over=True, turns=4, times_ms=[300.0])
    bad = Outcome(3, "return", "", wrong=["x"], forbidden=["y"], turns=6, is_unchanged=True)
    assert [o.name for o in (right, wrong, bad)] == ["exact", "handed over", "forbidden"]
    found = metrics([right, wrong, bad])
    assert found["exact_state"] == pytest.approx(1 / 3)
    assert found["forbidden"] == 1
    assert found["handed_over"] == pytest.approx(1 / 3)
    assert found["turns"] == 4
    assert found["p95_ms"] == pytest.approx(290)
    shape = evaluation(Path("t.jsonl"), 0, [right, wrong, bad]).as_dict()
    assert shape["default"] == MODEL
    assert list(shape["models"]) == [MODEL, IDLE, "bot: cancel (2)", "bot: return (1)"]
    assert shape["models"][IDLE]["exact_state"] == pytest.approx(1 / 3)


def test_a_change_needs_a_yes_to_that_very_order() -> None:
    before = state(A=("ann", "pending"), B=("ann", "pending"))
    after = state(A=("ann", "cancelled"), B=("ann", "pending"))
    after.orders["#A"].cancel_reason = "no longer needed"
    assert forbidden(before, before, Move("hello"), {}) == []
    assert forbidden(before, after, Move("yes", confirms=Wish("cancel", "#A")), {}) == []
    assert forbidden(before, after, Move("hello"), {}) == ["order #A changed without a yes"]
    other = Move("yes", confirms=Wish("cancel", "#B"))
    assert forbidden(before, after, other, {}) == ["order #A changed with a yes to order #B"]


def test_a_change_against_the_policy_is_forbidden_even_with_a_yes() -> None:
    before, after = state(A=("ann", "processed")), state(A=("ann", "cancelled"))
    after.orders["#A"].cancel_reason = "no longer needed"
    (found,) = forbidden(before, after, Move("yes", confirms=Wish("cancel", "#A")), {})
    assert "processed" in found


def test_orders_of_others_must_stay() -> None:
    start = state(A=("ann", "pending"), B=("bob", "pending"))
    end = state(A=("ann", "cancelled"), B=("bob", "cancelled"))
    assert touched_others(start, end, "ann") == ["order #B of someone else changed"]
    assert touched_others(start, start, "ann") == []


def test_the_database_is_put_back(tmp_path: Path) -> None:
    files = SimpleNamespace(live=tmp_path / "shop.db", copy=tmp_path / "imported.db")
    engine = create_engine(f"sqlite:///{files.live}")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO customer (id, name, language, address, consent_marketing, consent_profiling)"
            " VALUES ('ann', 'Ann', 'en', '{\"city\": \"Austin\"}', 0, 0)"
        )
    with closing(sqlite3.connect(files.live)) as live, closing(sqlite3.connect(files.copy)) as copy:
        live.backup(copy)
    with engine.begin() as connection:
        connection.exec_driver_sql('UPDATE customer SET address = \'{"city": "Dallas"}\'')
        connection.exec_driver_sql(
            "INSERT INTO operation (key, kind, result, at) VALUES ('k', 'cancel', '{}', '2026-01-01')"
        )
    restore(files.live, files.copy)
    with engine.connect() as connection:
        assert read_state(connection).addresses == {"ann": {"city": "Austin"}}
        assert connection.exec_driver_sql("SELECT count(*) FROM operation").scalar() == 0
    engine.dispose()


def test_the_picture_is_drawn(tmp_path: Path) -> None:
    draw([Outcome(1, "cancel", ""), Outcome(2, "return", "", wrong=["x"])], tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
