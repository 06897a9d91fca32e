"""Answers that are no number: out of stock, another price, a word, and those of other sheets."""

from datetime import date, timedelta

import pytest

from hedan.domain.events import EventKind
from hedan.domain.findings import Ends, Post, Severity
from hedan.domain.supplier_answers import AnswerKind
from hedan.domain.workbook_columns import Field
from hedan.settings import Settings
from hedan.settings.supplying import AgreedPrice, TemplateColumn, WorkbookTemplate
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.workbooks.note_answers import agreed_price
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.usecases.returning import NUMBER, answer, cell_of, hand_in, parcel_with
from tests.usecases.stage import SUPPLIER, Stage, survives

PRICED = SETTINGS.but(
    workbooks=(
        WorkbookTemplate(
            supplier=SUPPLIER,
            columns=tuple(
                TemplateColumn(field=field)
                for field in (Field.PARCEL, Field.SKU, Field.CARRIER, Field.NUMBER, Field.PRICE)
            ),
        ),
    ),
    agreed_prices=(
        AgreedPrice(supplier=SUPPLIER, sku="MUG", unit_minor=1200, since=date(2020, 1, 1)),
        AgreedPrice(supplier=SUPPLIER, sku="MUG", unit_minor=1250, since=date(2024, 1, 1)),
        AgreedPrice(supplier=SUPPLIER, sku="MUG", unit_minor=9900, since=date(2099, 1, 1)),
        AgreedPrice(supplier="factory-b", sku="MUG", unit_minor=1, since=date(2024, 1, 1)),
    ),
)


def shop(settings: Settings = SETTINGS) -> Stage:
    """One parcel of two lines."""
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG")
    stage.make_ready("1")
    stage.plan()
    stage.claim()
    stage.write(settings=settings)
    return stage


@pytest.fixture
def stage() -> Stage:
    return shop()


def holds(stage: Stage) -> list[tuple[str, tuple[str, ...]]]:
    found = stage.desk.order_file(order_key("1")).holds.open
    return [(one.finding.code, one.finding.line_ids) for one in found]


def asks(stage: Stage) -> list[dict[str, str]]:
    return [
        dict(stored.event.facts)
        for stored in stage.desk.events
        if stored.event.kind is EventKind.RETURN_ASKS
    ]


def kinds(stage: Stage) -> list[AnswerKind]:
    return [one.kind for one in parcel_with(stage, "11").answers]


def test_out_of_stock_asks_a_person_about_exactly_these_lines(stage: Stage) -> None:
    returned = hand_in(stage, {("12", Field.EXPECTED): "缺货"})
    assert (returned.accepted, returned.refused) == (1, 0)
    assert holds(stage) == [("SUPPLIER_SHORT", ("12",))]
    (hold,) = stage.desk.order_file(order_key("1")).holds.open
    finding = hold.finding
    assert (finding.severity, finding.ends, finding.post) == (
        Severity.ASK,
        Ends.PERSON,
        Post.OWNER,
    )
    assert "factory-a" in finding.evidence
    assert asks(stage)[0]["short"] == parcel_with(stage, "12").parcel_id
    (kept,) = parcel_with(stage, "12").answers
    assert (kept.kind, kept.text) == (AnswerKind.OUT_OF_STOCK, "缺货")
    assert f"发货!{kept.cell}" == cell_of(stage, "12", Field.EXPECTED)


@pytest.mark.parametrize(("days", "is_held"), [(-1, False), (0, True), (1, True)])
def test_goods_that_come_before_the_deadline_hold_nothing(
    stage: Stage, days: int, is_held: bool
) -> None:
    deadline = parcel_with(stage, "11").deadline
    assert deadline
    day = (deadline + timedelta(hours=8)).date() + timedelta(days=days)
    stage.now = deadline - timedelta(days=2)
    returned = hand_in(stage, {("11", Field.EXPECTED): day.isoformat()})
    assert (returned.accepted, returned.refused) == (1, 0)
    assert bool(holds(stage)) is is_held
    assert parcel_with(stage, "11").answers[0].expected == day


def test_the_same_answer_again_changes_nothing(stage: Stage) -> None:
    cells = {("12", Field.EXPECTED): "缺货", ("11", Field.NOTE): "明天补"}
    hand_in(stage, cells)
    events = len(stage.desk.events)
    again = hand_in(stage, cells, 1)
    assert (again.accepted, again.refused) == (2, 0)
    assert len(stage.desk.events) == events


def test_a_released_answer_is_not_asked_again(stage: Stage) -> None:
    hand_in(stage, {("12", Field.EXPECTED): "缺货"})
    (hold,) = stage.desk.order_file(order_key("1")).holds.open
    release_hold(order_key("1"), hold.hold_id, "li/1", desk=stage.desk, now=stage.now)
    hand_in(stage, {("12", Field.EXPECTED): "缺货"}, 1)
    assert holds(stage) == []


def test_a_note_alone_is_accepted_kept_and_told(stage: Stage) -> None:
    returned = hand_in(stage, {("11", Field.NOTE): "颜色换成蓝色可以吗"})
    assert (returned.accepted, returned.refused) == (1, 0)
    parcel = parcel_with(stage, "11")
    assert parcel.supplier_notes == ("颜色换成蓝色可以吗",)
    assert kinds(stage) == [AnswerKind.NOTE]
    assert asks(stage)[0]["notes"] == parcel.parcel_id


def test_a_note_beside_a_number_costs_nothing_more_and_is_kept(stage: Stage) -> None:
    hand_in(stage, answer("11") | {("11", Field.NOTE): "两层气泡膜"})
    parcel = parcel_with(stage, "11")
    assert parcel.supplier_notes == ("两层气泡膜",)
    assert parcel.answers == ()
    # A new word beside the number that is known already is news.
    hand_in(stage, answer("11") | {("11", Field.NOTE): "换了箱子"}, 1)
    assert parcel_with(stage, "11").supplier_notes == ("两层气泡膜", "换了箱子")
    assert len(asks(stage)) == 1


def test_out_of_stock_after_the_number_stood_for_the_row_is_told(stage: Stage) -> None:
    hand_in(stage, answer("11"))
    hand_in(stage, answer("11") | {("12", Field.EXPECTED): "缺货"}, 1)
    assert asks(stage)[0]["short"] == parcel_with(stage, "12").parcel_id
    assert parcel_with(stage, "12").tracking


def test_another_price_than_the_agreed_one_is_kept_and_told() -> None:
    stage = shop(PRICED)
    returned = hand_in(stage, answer("12") | {("12", Field.PRICE): "13.00"}, settings=PRICED)
    assert (returned.accepted, returned.refused) == (1, 0)
    (kept,) = parcel_with(stage, "12").answers
    assert (kept.kind, kept.unit_minor) == (AnswerKind.PRICE, 1300)
    assert asks(stage)[0]["prices"] == parcel_with(stage, "12").parcel_id
    tracking = parcel_with(stage, "12").tracking
    assert tracking
    assert tracking.number == NUMBER


def test_the_agreed_price_is_no_news() -> None:
    stage = shop(PRICED)
    hand_in(stage, {("12", Field.PRICE): "12.50"}, settings=PRICED)
    assert (kinds(stage), asks(stage)) == ([], [])


@pytest.mark.parametrize(
    ("day", "price"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 1200),
        (date(2023, 12, 31), 1200),
        (date(2024, 1, 1), 1250),
    ],
)
def test_a_price_counts_from_its_day_until_the_next_one(day: date, price: int | None) -> None:
    assert agreed_price(PRICED, SUPPLIER, "MUG", day) == price


def test_a_run_that_dies_anywhere_keeps_and_asks_the_same() -> None:
    cells = {("12", Field.EXPECTED): "缺货", ("11", Field.NOTE): "明天补"}
    assert survives(shop, lambda stage: hand_in(stage, cells)) > 10
