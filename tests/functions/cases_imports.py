"""The file door: an export sheet that was dropped leads to hints, its record, its result file."""

import json
from collections.abc import Callable
from typing import Any

from hedan.adapters import clients
from hedan.domain.imported_files import ImportedFile, ImportState
from hedan.settings import StoreSettings
from tests.exports.sheets import Row, csv_file, grid, row
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_doors import hints
from tests.functions.world import World

PAPER_HOUSE = StoreSettings(
    id="paper-house", platform="pinduoduo", name="示例纸品店", shop_id="600000001"
)
ALL_DONE: dict[str, list[Any]] = {"batchItemFailures": []}
SHEET = "exports/paper-house/订单 (1).csv"


def dropped(key: str, body: bytes) -> Callable[[World], None]:
    """Return what puts a file there, for a stack that knows a store without an API."""

    def drop(world: World) -> None:
        with world.seeing() as seen:
            settings = seen.settings()
            if PAPER_HOUSE.id not in {store.id for store in settings.stores}:
                seen.settings_table().publish(settings.but(stores=(*settings.stores, PAPER_HOUSE)))
        clients.s3().put_object(Bucket=world.stack.refs["FileBucket"], Key=key, Body=body)

    return drop


def sheet(*rows: Row) -> bytes:
    """Return rows as an exporter in China writes them."""
    return csv_file(grid(rows), "gbk")


def imported(world: World, store: str = PAPER_HOUSE.id) -> ImportedFile:
    """Return what became of the newest sheet."""
    with world.seeing() as seen:
        newest: ImportedFile = seen.import_records().newest(store, 1)[0]
        return newest


GOOD = sheet(row("pinduoduo"), row("pinduoduo", **{"订单号": "260928-123456789012346"}))


@case("import_orders", "sheet", prepare=dropped(SHEET, GOOD))
def queues_a_hint_that_carries_the_order(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    messages = world.queue("IntakeQueue")
    groups = [message["Attributes"]["MessageGroupId"] for message in messages]
    assert groups == [f"pinduoduo:paper-house:260928-12345678901234{n}" for n in (5, 6)]
    told = [json.loads(json.loads(message["Body"])["told"]) for message in messages]
    assert [order["paid_minor"] for order in told] == [5790, 5790]
    record = imported(world)
    assert (record.state, record.orders, record.file_name) == (ImportState.TAKEN, 2, "订单 (1).csv")


ASKED = "exports/cup-house/20260929T035900000000/file"


@case(
    "import_orders",
    "sheet_of_a_store_with_an_api",
    prepare=dropped(ASKED, sheet(row("doudian"))),
)
def queues_a_hint_to_read_the_order(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    (hint,) = hints(world)
    assert (hint["door"], hint["order_id"]) == ("file", "6920000000000000123")
    assert "told" not in hint


def taken_before(world: World) -> None:
    """The same bytes came under another name an hour ago."""
    dropped(SHEET, GOOD)(world)
    dropped("exports/paper-house/copy.csv", GOOD)(world)
    world.send("import_orders", "sheet")
    world.queue("IntakeQueue")


@case("import_orders", "same_sheet_again", prepare=taken_before)
def queues_nothing_for_bytes_that_were_taken(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert world.queue("IntakeQueue") == []
    record = imported(world)
    assert (record.state, record.file_name) == (ImportState.REPEATED, "copy.csv")


BAD = sheet(row("pinduoduo"), row("pinduoduo", **{"订单号": "2.6E+20"}))


@case("import_orders", "refused_rows", prepare=dropped("exports/paper-house/damaged.csv", BAD))
def returns_the_rows_that_cannot_be_trusted(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert len(hints(world)) == 1
    record = imported(world)
    assert [(one.cell, one.code) for one in record.refusals] == [("B3", "DIGITS_LOST")]
    assert world.files("imports/paper-house/") == [record.result_key]


@case(
    "import_orders",
    "not_a_sheet",
    prepare=dropped("exports/paper-house/photo.xlsx", b"\xff\xd8\xff\xe0 photo \x00"),
)
def records_why_nobody_can_read_it(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert hints(world) == []
    record = imported(world)
    assert (record.state, record.reason_code) == (ImportState.REFUSED, "NOT_READABLE")


@case("import_orders", "unknown_store", prepare=dropped("exports/no-such-store/orders.csv", GOOD))
def records_a_sheet_of_no_store(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert hints(world) == []
    assert imported(world, "no-such-store").reason_code == "STORE_UNKNOWN"


@case("import_orders", "folder")
@case("import_orders", "test_event")
def sees_no_sheet(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert world.calls == []
    nothing_changed(world)
