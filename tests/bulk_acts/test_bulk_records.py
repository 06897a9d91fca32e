"""Bulk acts keep what they are given: in memory and in the order table."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto import mock_aws

from hedan.adapters.bulk_records import BulkRecords
from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.adapters.functions import BulkRunner
from hedan.domain.bulk_acts import (
    PAGE_ROWS,
    BulkAct,
    BulkPage,
    BulkRow,
    BulkState,
    RowState,
    RowWhy,
    Seen,
    asked_bulk,
    in_pages,
)
from hedan.domain.bulk_deeds import BulkRelease, BulkTag
from hedan.domain.edits import Edit, EditField
from hedan.domain.events import Event, EventKind
from hedan.errors import VersionConflict
from hedan.ports import Desk
from hedan.usecases.bulk_acts.ask_bulk import BulkActs
from hedan.usecases.bulk_acts.bulk_act import work_on_bulk
from tests.bulk_acts.shop import ALL, LI, RULED, opened_shop
from tests.contracts.tables import create_table
from tests.domain.builders import NOW, order_key
from tests.fakes.memory_bulk import MemoryBulkActs

REGION = "us-east-1"


@pytest.fixture(params=["memory", "moto"])
def kept(request: pytest.FixtureRequest) -> Iterator[BulkActs]:
    if request.param == "memory":
        yield MemoryBulkActs()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        yield BulkRecords(client, create_table(client, "OrderTable", "orders"))


def act(minutes: int = 0) -> BulkAct:
    deed = BulkRelease(do="release", codes=("REMARK",))
    return asked_bulk(deed, ALL, "促销", by=LI, at=NOW + timedelta(minutes=minutes))


def row(number: int) -> BulkRow:
    edit = Edit(field=EditField.TAG, value="+vip", by="wang", at=NOW, reason="老客户")
    return BulkRow(
        order=order_key(str(number)),
        seen=Seen(order=number, holds=0, edits=2),
        state=RowState.REFUSED,
        why=RowWhy.NOT_YOUR_POST,
        detail="owner",
        holds=("H1",),
        before=(edit,),
        lines=("11", "12"),
    )


def test_what_is_kept_comes_back(kept: BulkActs) -> None:
    bulk = kept.keep(act())
    assert bulk == act().but(version=1)
    assert kept.bulk_act(bulk.bulk_id) == bulk
    page = kept.keep_page(BulkPage(bulk_id=bulk.bulk_id, number=3, rows=(row(1), row(2))))
    assert page.version == 1
    assert kept.page(bulk.bulk_id, 3) == page


def test_nobody_asked_for_it(kept: BulkActs) -> None:
    assert kept.bulk_act("20261001T120000-B") is None
    assert kept.page("20261001T120000-B", 0) is None
    assert kept.newest(5) == []


def test_the_slower_of_two_is_refused(kept: BulkActs) -> None:
    bulk = kept.keep(act())
    kept.keep(bulk.moved(BulkState.PREVIEWED))
    for late in (act(), bulk.moved(BulkState.REFUSED)):
        with pytest.raises(VersionConflict):
            kept.keep(late)
    page = BulkPage(bulk_id=bulk.bulk_id, number=0, rows=(row(1),))
    first = kept.keep_page(page)
    kept.keep_page(first.but(rows=()))
    for late_page in (page, first):
        with pytest.raises(VersionConflict):
            kept.keep_page(late_page)


def test_the_newest_come_first_and_events_are_none_of_them(kept: BulkActs) -> None:
    bulks = [kept.keep(act(minutes)) for minutes in range(4)]
    done = Event(kind=EventKind.BULK_DONE, at=NOW, facts={"done": "1"})
    bulks[1] = kept.keep(bulks[1].moved(BulkState.PREVIEWED), done)
    assert kept.newest(3) == [bulks[3], bulks[2], bulks[1]]
    assert kept.newest(9) == list(reversed(bulks))


def test_an_event_is_told_with_what_it_tells_of_or_not_at_all(kept: BulkActs) -> None:
    bulk = kept.keep(act())
    told = Event(kind=EventKind.BULK_DONE, at=NOW)
    kept.keep(bulk, told)
    with pytest.raises(VersionConflict):
        kept.keep(bulk, told)
    assert kept.bulk_act(bulk.bulk_id) == bulk.but(version=2)


def test_rows_come_in_their_order_without_those_of_a_preview_that_died(kept: BulkActs) -> None:
    rows = [row(number) for number in range(2 * PAGE_ROWS + 1)]
    pages = in_pages(act().bulk_id, rows)
    assert [len(page.rows) for page in pages] == [PAGE_ROWS, PAGE_ROWS, 1]
    for page in reversed(pages):
        kept.keep_page(page)
    whole = kept.pages(act().but(pages=3))
    assert [one for page in whole for one in page.rows] == rows
    assert [page.number for page in kept.pages(act().but(pages=2))] == [0, 1]


def test_a_thousand_rows_of_long_orders_fit_into_their_items() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        table = BulkRecords(client, create_table(client, "OrderTable", "orders"))
        lines = tuple(f"692000000000{number:07d}" for number in range(200))
        long = row(1).but(lines=lines)
        (page,) = in_pages("B", [long] * PAGE_ROWS)
        assert table.keep_page(page).version == 1  # DynamoDB refuses items above 400 KB.


def test_a_bulk_act_on_the_tables_of_the_template() -> None:
    """The whole way on DynamoDB: orders of a shop, previewed, done, put back."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        orders = create_table(client, "OrderTable", "orders")
        desk: Desk = DynamoDesk(client, orders, create_table(client, "StockTable", "stock"))
        shop = opened_shop(desk)
        shop.bulk_acts = BulkRecords(client, orders)  # type: ignore[assignment] # Same port.
        before = [shop.stands(number) for number in "12345"]
        bulk = shop.ask(BulkTag(do="tag", tags=("+spring",)))
        assert shop.apply(bulk).counts == {RowState.DONE: 5}
        assert all(shop.stands(n) != b for n, b in zip("12345", before, strict=True))
        assert shop.undo(bulk).counts == {RowState.DONE: 5}
        assert [shop.stands(number) for number in "12345"] == before
        assert work_on_bulk(
            bulk,
            deciding=shop.deciding(RULED),
            bulk_acts=shop.bulk_acts,
            now=lambda: shop.now,
        ).counts == {RowState.DONE: 5}
        told = client.query(
            TableName=orders,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues={":pk": {"S": "BULK"}, ":sk": {"S": "event#"}},
        )["Items"]
        assert [one["kind"]["S"] for one in told] == ["bulk_done"] * 2


def test_the_function_is_begun_without_waiting_for_it() -> None:
    sent: list[Any] = []

    def answered(request: Any, **_: object) -> Any:
        sent.append(request)
        return AWSResponse(request.url, 202, HTTPHeaders(), None)

    with mock_aws():
        client: Any = boto3.client("lambda", region_name=REGION)
        client.meta.events.register("before-send.lambda.Invoke", answered)
        BulkRunner(client, "hedan-BulkAct").run("B1")
    (request,) = sent
    assert request.url.endswith("/functions/hedan-BulkAct/invocations")
    assert request.headers["X-Amz-Invocation-Type"] in ("Event", b"Event")
    assert json.loads(request.body) == {"bulk": "B1"}
