"""A day as it is kept: every order as it was decided, whatever became of it since."""

import json
from datetime import date, timedelta

import pytest

from hedan.deciding.decide import decide
from hedan.deciding.rule_book import RuleBook
from hedan.domain.base import OrderKey
from hedan.domain.commits import StoredEvent
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.sku_histories import HISTORIES_KEY, fold_key
from hedan.domain.snapshots import Snapshot, snapshot_key, snapshots_in
from hedan.usecases.dry_runs.fold_histories import fold_histories
from hedan.usecases.dry_runs.snapshot_day import SnapshotDay, snapshot_day
from hedan.usecases.orders.gather_facts import SkuHistories
from tests.domain.builders import NOW, order_key
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ports import MemoryArchive
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage

STORE = "cup-shop"
TODAY = NOW.date()
BOOK = RuleBook(SETTINGS)


@pytest.fixture
def stage() -> Stage:
    shop = Stage()
    shop.stock_in(9)
    return shop


def keep(stage: Stage, reports: list[str] | None = None) -> SnapshotDay:
    told = [] if reports is None else reports
    return snapshot_day(
        STORE,
        TODAY,
        desk=stage.desk,
        archive=stage.archive,
        report=lambda key, _: told.append(str(key)),
    )


def kept(stage: Stage) -> dict[str, Snapshot]:
    found = snapshots_in(stage.archive.get(snapshot_key(STORE, TODAY)))
    return {one.case.order.key.order_id: one for one in found}


def decided(stage: Stage, order_id: str, *skus: str, **changes: object) -> None:
    """A buyer orders, and the order goes through the workflow."""
    stage.place(*skus, order_id=order_id, **changes)
    stage.take(stage.hint(order_id))
    stage.look(order_id)
    stage.later()


def test_what_was_decided_comes_out_again(stage: Stage) -> None:
    decided(stage, "1", "CUP")
    decided(stage, "2", "CUP", buyer_remark="不要发货")
    assert keep(stage) == SnapshotDay(store=STORE, day=TODAY, orders=2, decided=2)
    for order_id, one in kept(stage).items():
        stored = stage.desk.order_file(order_key(order_id)).decision
        assert one.decision == stored
        assert decide(one.case, BOOK).but(version=one.decision.version) == stored
    assert [bool(one.decision.findings) for one in kept(stage).values()] == [False, True]


def test_the_case_is_of_before_the_decision(stage: Stage) -> None:
    decided(stage, "1", "CUP")
    assert stage.line("11").state is LineState.READY
    keep(stage)
    one = kept(stage)["1"]
    case = one.case
    assert [work.state for work in case.works if work.state is not LineState.NEW] == []
    assert (case.last.version if case.last else 0) == one.decision.version - 1


def test_what_happens_later_does_not_change_it(stage: Stage) -> None:
    """An order that has left is looked at again, and then there is nothing to decide about it."""
    decided(stage, "1", "CUP")
    keep(stage)
    before = kept(stage)
    stage.wave()
    stage.number()
    stage.upload()
    stage.later()
    stage.place("CUP", order_id="1", status=OrderStatus.SHIPPED)
    stage.take(stage.hint("1"))
    stage.look("1")
    keep(stage)
    assert kept(stage) == before


def test_a_day_kept_twice_is_the_same_files(stage: Stage) -> None:
    decided(stage, "1", "CUP")
    keep(stage)
    first = dict(stage.archive.files)
    keep(stage)
    assert stage.archive.files == first


def test_an_order_that_nobody_decided_is_no_snapshot_but_was_bought(stage: Stage) -> None:
    stage.place("CUP", order_id="1")
    stage.take(stage.hint("1"))
    assert keep(stage) == SnapshotDay(store=STORE, day=TODAY, orders=1, decided=0)
    assert kept(stage) == {}
    fold = json.loads(stage.archive.get(fold_key(STORE, TODAY)))
    assert fold["skus"]["CUP"]["quantities"] == {"1": 1}


def test_other_days_and_stores_are_not_looked_at(stage: Stage) -> None:
    decided(stage, "1", "CUP", created_at=NOW - timedelta(days=1))
    assert keep(stage) == SnapshotDay(store=STORE, day=TODAY)


def test_an_order_whose_history_is_broken_costs_no_other_its_place(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(stage, "1", "CUP")
    decided(stage, "2", "CUP")
    history = MemoryDesk.history

    def torn(desk: MemoryDesk, key: OrderKey) -> list[StoredEvent]:
        return [] if key == order_key("1") else history(desk, key)

    monkeypatch.setattr(MemoryDesk, "history", torn)
    reports: list[str] = []
    assert keep(stage, reports) == SnapshotDay(
        store=STORE, day=TODAY, orders=1, decided=1, left_out=1
    )
    assert reports == [str(order_key("1"))]
    assert [*kept(stage)] == ["2"]


def test_the_fold_of_all_stores_is_what_checks_read(stage: Stage) -> None:
    decided(stage, "1", "CUP", "CUP")
    keep(stage)
    tomorrow = TODAY + timedelta(days=1)
    made = fold_histories([STORE, "closed-shop"], tomorrow, archive=stage.archive)
    assert made["CUP"].lines == 2
    read = SkuHistories(stage.archive).of(["CUP", "NOBODY"], NOW)
    assert read == made


@pytest.mark.parametrize(("days_later", "counts"), [(0, False), (1, True), (30, True), (31, False)])
def test_thirty_days_before_today_count(days_later: int, counts: bool) -> None:
    archive = MemoryArchive()
    fold = b'{"skus": {"CUP": {"quantities": {"1": 3}, "prices": {"CNY": {"500": 3}}}}}'
    archive.put(fold_key(STORE, date(2026, 1, 1)), fold, "application/json")
    until = date(2026, 1, 1) + timedelta(days=days_later)
    assert bool(fold_histories([STORE], until, archive=archive)) is counts
    assert HISTORIES_KEY in archive.files
