"""The file door as a whole: sheets become hints once, whatever happens on the way."""

import io
import json
import random
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws
from openpyxl import load_workbook

from hedan.adapters.import_records import ImportRecords
from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.imported_files import ImportedFile, ImportState
from hedan.domain.intake import Hint
from hedan.domain.orders import Order
from hedan.platforms.platform import Platform
from hedan.settings import StoreSettings
from hedan.usecases.intake.import_orders import Imports, import_orders, refuse_unknown_store
from hedan.usecases.intake.take_in import Taken, take_in
from tests.contracts.conftest import REGION
from tests.contracts.tables import create_table
from tests.exports.sheets import NOW, csv_file, grid, row, store, xlsx_file
from tests.fakes.gates import AFTER, BEFORE
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ledgers import MemoryLedgers
from tests.fakes.memory_ports import MemoryArchive, MemoryQueue

KEY = "exports/my-store/订单 (1).csv"
LATER = NOW + timedelta(hours=1)


class MemoryImports:
    """The Imports port on dictionaries."""

    def __init__(self) -> None:
        self._firsts: dict[tuple[str, str], str] = {}
        self._files: dict[tuple[str, str], ImportedFile] = {}

    def first(self, store: str, sha256: str) -> str | None:
        """Return which import took these bytes first, or None."""
        return self._firsts.get((store, sha256))

    def claim(self, file: ImportedFile) -> str:
        """Say that this import took its bytes; return who was first, perhaps another."""
        return self._firsts.setdefault((file.store, file.sha256), file.import_id)

    def get(self, store: str, import_id: str) -> ImportedFile | None:
        """Return what became of one upload."""
        return self._files.get((store, import_id))

    def keep(self, file: ImportedFile) -> None:
        """Remember what became of an upload."""
        self._files[file.store, file.import_id] = file


@pytest.fixture(params=["memory", "moto"])
def imports(request: pytest.FixtureRequest) -> Iterator[Imports]:
    """The records of each kind: what holds for the fake holds for the adapter."""
    if request.param == "memory":
        yield MemoryImports()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        yield ImportRecords(client, create_table(client, "SettingsTable", "settings"))


class Door:
    """One store's file door."""

    def __init__(self, imports: Imports, settings: StoreSettings | None = None) -> None:
        self.imports = imports
        self.settings = settings or store("pinduoduo")
        self.archive = MemoryArchive()
        self.queue = MemoryQueue()

    def drop(self, body: bytes, key: str = KEY, at=NOW) -> ImportedFile:  # type: ignore[no-untyped-def] # An instant.
        """Drop a file."""
        return import_orders(
            self.settings,
            key,
            body,
            queue=self.queue,
            archive=self.archive,
            imports=self.imports,
            now=at,
        )

    def hints(self) -> list[Hint]:
        """Return what waits."""
        return [Hint.model_validate_json(message.body) for message in self.queue.waiting]


@pytest.fixture
def door(imports: Imports) -> Door:
    return Door(imports)


def numbered(count: int) -> list[dict[str, object]]:
    """Return rows of so many orders."""
    return [
        row("pinduoduo", **{"订单号": f"260928-12345678901{n:04d}"}) for n in range(1, count + 1)
    ]


def test_each_order_becomes_a_hint_that_carries_it(door: Door) -> None:
    rows = numbered(12)
    rows[3]["售后状态"] = "退款中"
    done = door.drop(csv_file(grid(rows), "gbk"))
    assert (done.state, done.platform) == (ImportState.TAKEN, "pinduoduo")
    assert (done.rows, done.orders, done.refused, done.result_key) == (12, 12, 0, "")
    assert done.file_name == "订单 (1).csv"
    hints = door.hints()
    assert {(hint.door, hint.kind, hint.seen_at) for hint in hints} == {("file", "order", NOW)}
    orders = [Order.model_validate_json(hint.told or "") for hint in hints]
    assert [order.key for order in orders] == [hint.order for hint in hints]
    assert len({order.key.order_id for order in orders}) == 12
    assert [message.group for message in door.queue.waiting] == [str(one.key) for one in orders]
    ((case,),) = [hint.told_after_sales for hint in hints if hint.told_after_sales]
    assert AfterSale.model_validate_json(case).order == orders[3].key


def test_a_store_with_an_api_reads_the_orders_there(imports: Imports) -> None:
    door = Door(imports, store("aliexpress", api_url="https://api.example.invalid"))
    two_lines = row("aliexpress")
    rows = [two_lines, dict(two_lines) | {"Order ID": "8190000000001235"}]
    assert door.drop(csv_file(grid(rows))).orders == 2
    assert [(hint.order_id, hint.told) for hint in door.hints()] == [
        ("8190000000001234", None),
        ("8190000000001235", None),
    ]


def test_lines_without_numbers_do_not_matter_where_the_api_tells_them(imports: Imports) -> None:
    door = Door(imports, store("taobao", api_url="https://api.example.invalid"))
    nameless = {name: cell for name, cell in row("taobao").items() if name != "子订单编号"}
    done = door.drop(csv_file(grid([nameless, nameless | {"商家编码": "CUP-B-W"}])))
    assert (done.orders, done.refused) == (1, 0)


def test_the_same_file_twice_changes_nothing(door: Door) -> None:
    body = csv_file(grid(numbered(3)))
    first = door.drop(body)
    door.queue = MemoryQueue()
    again = door.drop(body, "exports/my-store/copy.csv", LATER)
    assert (again.state, again.repeats) == (ImportState.REPEATED, first.import_id)
    assert again.orders == 0
    assert door.hints() == []


def test_the_same_event_twice_answers_the_same(door: Door) -> None:
    body = csv_file(grid(numbered(3)))
    first = door.drop(body)
    assert door.drop(body) == first
    assert door.imports.get("my-store", first.import_id) == first


def test_the_same_rows_in_another_file_are_the_same_messages(door: Door) -> None:
    rows = numbered(20)
    door.drop(csv_file(grid(rows)))
    before = list(door.queue.waiting)
    random.Random(3).shuffle(rows)
    done = door.drop(xlsx_file([["标题"], *grid(rows)]), at=LATER)
    assert (done.state, done.orders) == (ImportState.TAKEN, 20)
    assert door.queue.waiting == before


def test_a_changed_row_is_another_message(door: Door) -> None:
    rows = numbered(2)
    door.drop(csv_file(grid(rows)))
    rows[0]["订单状态"] = "已发货，待收货"
    door.drop(csv_file(grid(rows)), at=LATER)
    assert [hint.order_id for hint in door.hints()] == [
        *("260928-123456789010001", "260928-123456789010002", "260928-123456789010001")
    ]


@pytest.mark.parametrize("step", [BEFORE, AFTER])
def test_dying_on_the_way_is_harmless(imports: Imports, step: str) -> None:
    quiet = Door(MemoryImports())
    body = csv_file(grid(numbered(25)))
    quiet.drop(body)

    class Killed(Exception):
        """The function ran out of time."""

    calls = 0

    def gate(place: str) -> None:
        nonlocal calls
        calls += place == f"{step}queue.send"
        if calls == 2:
            raise Killed

    door = Door(imports)
    door.queue = MemoryQueue(gate)
    with pytest.raises(Killed):
        door.drop(body)
    assert door.imports.get("my-store", "any") is None
    door.queue.gate = lambda _: None
    assert door.drop(body).orders == 25
    assert sorted(door.queue.waiting) == sorted(quiet.queue.waiting)


def test_refused_rows_are_recorded_and_returned_in_a_file(door: Door) -> None:
    rows = numbered(3)
    rows[1]["订单号"] = "6.92E+18"
    rows[2]["商品数量(件)"] = "=2+3"
    done = door.drop(csv_file(grid(rows)))
    assert (done.state, done.rows, done.orders, done.refused) == (ImportState.TAKEN, 3, 1, 2)
    assert [(one.cell, one.code) for one in done.refusals] == [
        ("B3", "DIGITS_LOST"),
        ("H4", "FORMULA"),
    ]
    sheet = load_workbook(io.BytesIO(door.archive.files[done.result_key])).worksheets[0]
    told = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert [line[:2] for line in told] == [["B3", "6.92E+18"], ["H4", "·=2+3"]]
    assert "digits" in str(told[0][3])


def test_a_file_that_nobody_can_read_ends_recorded_with_its_reason(door: Door) -> None:
    done = door.drop(b"\xff\xd8 photo \x00")
    assert (done.state, done.reason_code) == (ImportState.REFUSED, "NOT_READABLE")
    assert done.reason
    assert door.hints() == []
    assert door.imports.get("my-store", done.import_id) == done


def test_corrected_settings_let_the_same_bytes_in(imports: Imports) -> None:
    sheet = csv_file(grid([row("pinduoduo", **{"店铺名称": "拼多多旗舰"})]))
    door = Door(imports)
    assert (door.drop(sheet).orders, door.hints()) == (0, [])
    door.settings = store("pinduoduo", options={"export_store_name": "拼多多旗舰"})
    assert door.drop(sheet, at=LATER).orders == 1


def test_wrong_options_are_said_and_not_an_accident(imports: Imports) -> None:
    door = Door(imports, store("mall", options={"export_time_zone": "Europe/Nowhere"}))
    assert door.drop(csv_file(grid([row("mall")]))).reason_code == "OPTION_WRONG"
    door.settings = store("etsy")
    assert door.drop(csv_file(grid([row("mall")])), at=LATER).reason_code == "NO_SHEETS"


def test_a_folder_of_no_store_is_recorded(imports: Imports) -> None:
    key = "exports/no-store/a.csv"
    done = refuse_unknown_store("no-store", key, b"x", imports=imports, now=NOW)
    assert (done.state, done.reason_code) == (ImportState.REFUSED, "STORE_UNKNOWN")
    assert imports.get("no-store", done.import_id) == done


def test_the_supplier_gets_the_receiver_that_the_seller_may_see(imports: Imports) -> None:
    door = Door(imports, store("mall"))
    door.drop(csv_file(grid([row("mall")])))
    (message,) = door.queue.waiting
    receiver = json.loads(json.loads(message.body)["told"])["receiver"]
    assert (receiver["name"], receiver["phone"]) == ("张三", "13800001234")
    assert receiver["address_id"]


# --- with the intake behind it ----------------------------------------------------------------


def taken(door: Door, desk: MemoryDesk) -> list[object]:
    """Take in what waits; the store has no platform to ask."""

    def nobody(store_id: str) -> Platform:
        raise AssertionError(store_id)

    answers = take_in(
        door.hints(),
        desk=desk,
        marks=MemoryLedgers(),
        platform_of=nobody,
        archive=door.archive,
        now=NOW,
    )
    door.queue = MemoryQueue()
    return list(answers)


def test_sheets_in_any_order_of_rows_end_in_the_same_orders() -> None:
    rows = [*numbered(6), row("pinduoduo", **{"售后状态": "退款中"})]
    desks = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        door, desk = Door(MemoryImports()), MemoryDesk()
        door.drop(csv_file(grid(rows)))
        assert taken(door, desk) == [Taken.STORED] * 7
        door.drop(xlsx_file(grid(rows)), at=LATER)
        assert taken(door, desk) == [Taken.UNCHANGED] * 7
        keys = [
            OrderKey(platform="pinduoduo", store="my-store", order_id=str(one["订单号"]))
            for one in rows
        ]
        desks.append({str(key): order.but(raw="") for key, order in desk.orders(keys).items()})
    assert desks[0] == desks[1] == desks[2]
    assert len(desks[0]) == 7


def test_a_refund_word_fences_the_line_and_its_end_lifts_the_fence() -> None:
    door, desk = Door(MemoryImports()), MemoryDesk()
    order_id = str(row("pinduoduo")["订单号"])
    key = OrderKey(platform="pinduoduo", store="my-store", order_id=order_id)
    closed = []
    for hour, word in enumerate(["无售后或售后取消", "退款中", "售后关闭"]):
        body = csv_file(grid([row("pinduoduo", **{"售后状态": word})]))
        door.drop(body, at=NOW + timedelta(hours=hour))
        taken(door, desk)
        closed.append(desk.order_file(key).line(f"{order_id}-1").fence.is_closed)
    assert closed == [False, True, False]


def test_newest_imports_come_first() -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        records = ImportRecords(client, create_table(client, "SettingsTable", "settings"))
        door = Door(records)
        first = door.drop(csv_file(grid(numbered(1))))
        second = door.drop(csv_file(grid(numbered(2))), at=LATER)
        assert records.newest("my-store", 5) == [second, first]
        assert records.newest("my-store", 1) == [second]
