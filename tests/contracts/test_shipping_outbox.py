"""What the outbox promises, in memory and on moto; and what happens when two are at it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from hedan.adapters.shipping_outbox import PUT_ATTEMPTS, ShippingOutbox
from hedan.domain.bulk_files import BulkFile, BulkState, bulk_number
from hedan.errors import VersionConflict
from hedan.platforms.filed.outbox import BulkDesk
from tests.bulk_files.builders import make_row
from tests.contracts.conftest import REGION
from tests.contracts.tables import create_table
from tests.domain.builders import NOW
from tests.fakes.memory_outbox import MemoryOutbox

STORE = "cup-shop"


@pytest.fixture(autouse=True)
def _aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def table() -> ShippingOutbox:
    client = boto3.client("dynamodb", region_name=REGION)
    return ShippingOutbox(client, create_table(client, "SettingsTable", "settings"))


@pytest.fixture(params=["memory", "moto"])
def outbox(request: pytest.FixtureRequest) -> BulkDesk:
    return MemoryOutbox() if request.param == "memory" else request.getfixturevalue("table")


def make_file(batch: int = 1, part: int = 1, **changes: object) -> BulkFile:
    number = bulk_number(STORE, batch, part)
    return BulkFile(
        number=number,
        store=STORE,
        batch=batch,
        file_key=f"bulk/{STORE}/{number}-0a1b2c3d.xlsx",
        row_count=1,
        order_count=1,
        written_at=NOW,
    ).but(**changes)


def test_rows_wait_in_the_open_batch_in_the_order_of_their_telling(outbox: BulkDesk) -> None:
    assert outbox.state(STORE) == BulkState(open=1, written=0)
    late = make_row("1", told_at=NOW + timedelta(minutes=1))
    for row in (late, make_row("2"), make_row("3", told_at=NOW - timedelta(minutes=1))):
        assert outbox.put(row) == row
    assert [row.order.order_id for row in outbox.rows(STORE, 1)] == ["3", "2", "1"]
    assert outbox.rows("mug-shop", 1) == []


def test_same_request_tells_an_order_once(outbox: BulkDesk) -> None:
    row = make_row("1")
    outbox.put(row)
    other = row.but(
        tracking=row.tracking.but(number="1"), told_at=NOW + timedelta(hours=1), whole_order=False
    )
    assert outbox.put(other) == row
    assert outbox.put(make_row("2", request_id=row.request_id)).order.order_id == "2"
    assert len(outbox.rows(STORE, 1)) == 2


def test_same_request_tells_once_across_batches(outbox: BulkDesk) -> None:
    row = make_row("1")
    outbox.put(row)
    outbox.close(STORE, 1)
    assert outbox.put(row) == row
    assert outbox.rows(STORE, 2) == []


def test_closed_batch_is_fixed_and_the_next_takes_what_comes(outbox: BulkDesk) -> None:
    outbox.put(make_row("1"))
    outbox.close(STORE, 1)
    outbox.put(make_row("2"))
    assert [row.order.order_id for row in outbox.rows(STORE, 1)] == ["1"]
    assert [row.order.order_id for row in outbox.rows(STORE, 2)] == ["2"]
    assert outbox.state(STORE) == BulkState(open=2, written=0)
    assert list(outbox.state(STORE).closed) == [1]


def test_batch_is_closed_by_one(outbox: BulkDesk) -> None:
    outbox.close(STORE, 1)
    with pytest.raises(VersionConflict):
        outbox.close(STORE, 1)
    assert outbox.state(STORE).open == 2


def test_batch_is_written_down_once_with_all_of_its_files(outbox: BulkDesk) -> None:
    outbox.close(STORE, 1)
    outbox.keep(STORE, 1, [make_file(), make_file(part=2)])
    with pytest.raises(VersionConflict):
        outbox.keep(STORE, 1, [make_file(file_key="another")])
    assert outbox.state(STORE) == BulkState(open=2, written=1)
    assert outbox.files(STORE, 10) == [make_file(part=2), make_file()]
    assert outbox.file(STORE, make_file().number) == make_file()


def test_batches_are_written_down_in_their_order_and_never_open(outbox: BulkDesk) -> None:
    with pytest.raises(VersionConflict):
        outbox.keep(STORE, 1, [make_file()])
    outbox.close(STORE, 1)
    outbox.close(STORE, 2)
    with pytest.raises(VersionConflict):
        outbox.keep(STORE, 2, [make_file(2)])
    assert outbox.files(STORE, 10) == []


def test_newest_files_come_first_and_no_more_than_asked_for(outbox: BulkDesk) -> None:
    for batch in (1, 2, 3):
        outbox.close(STORE, batch)
        outbox.keep(STORE, batch, [make_file(batch)])
    assert [file.batch for file in outbox.files(STORE, 2)] == [3, 2]
    assert outbox.files("mug-shop", 2) == []
    assert outbox.file("mug-shop", make_file().number) is None


def test_it_is_known_that_people_were_told(outbox: BulkDesk) -> None:
    outbox.close(STORE, 1)
    outbox.keep(STORE, 1, [make_file()])
    for _ in range(2):
        outbox.told(make_file(told_at=NOW))
    assert outbox.files(STORE, 10) == [make_file(told_at=NOW)]


# --- Two at once, which memory cannot show ------------------------------------------------------


def test_row_whose_batch_closes_meanwhile_goes_into_the_next(
    table: ShippingOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = [BulkState()]  # As it was read before somebody closed the batch.
    table.close(STORE, 1)
    read = table.state
    monkeypatch.setattr(table, "state", lambda store: stale.pop() if stale else read(store))
    table.put(make_row("1"))
    assert table.rows(STORE, 1) == []
    assert len(table.rows(STORE, 2)) == 1


def test_batch_that_keeps_closing_is_tried_again_later(
    table: ShippingOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.close(STORE, 1)
    asked: list[str] = []

    def stale(store: str) -> BulkState:
        asked.append(store)
        return BulkState()

    monkeypatch.setattr(table, "state", stale)
    with pytest.raises(VersionConflict):
        table.put(make_row("1"))
    assert len(asked) == PUT_ATTEMPTS


def test_state_that_moved_between_read_and_write_is_a_conflict(
    table: ShippingOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.close(STORE, 1)
    monkeypatch.setattr(table, "state", lambda store: BulkState())
    with pytest.raises(VersionConflict):
        table.close(STORE, 1)
    monkeypatch.setattr(table, "state", lambda store: BulkState(open=3))
    with pytest.raises(VersionConflict):
        table.keep(STORE, 1, [make_file()])
    monkeypatch.undo()
    assert table.files(STORE, 10) == []


def test_more_rows_than_one_answer_holds_are_all_read(table: ShippingOutbox) -> None:
    wide: dict[str, Any] = {"carrier": "快" * 20_000}
    for number in range(1, 25):  # Over a megabyte: a query answers with no more at once.
        table.put(make_row(str(number), **wide))
    assert len(table.rows(STORE, 1)) == 24
