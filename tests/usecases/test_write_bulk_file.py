"""From numbers that wait to files for a platform's back office: nothing lost, nothing twice."""

import contextlib
import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from hedan.domain.after_sales import AfterSaleLine
from hedan.domain.bulk_files import BulkFile, BulkRow
from hedan.domain.line_work import LineState, LineWork, fenced
from hedan.domain.orders import Order
from hedan.errors import HedanError
from hedan.settings import Settings, StoreSettings, SupplierSettings
from hedan.usecases.intake.store_files import page_of_store, store_file_to_download
from hedan.usecases.uploads.write_bulk_file import tell_bulk_files, write_bulk_file
from tests.bulk_files.builders import lines, make_row
from tests.domain.builders import (
    NOW,
    line_key,
    make_after_sale,
    make_line,
    make_order,
    make_work,
    order_key,
)
from tests.domain.seeding import seeded
from tests.fakes.gates import (
    AFTER,
    Counting,
    Crash,
    FailsAt,
    conflict,
    lost_acknowledgement,
    open_gate,
)
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_outbox import MemoryOutbox
from tests.fakes.memory_ports import MemoryArchive, MemoryNotices

STORE = StoreSettings(
    id="cup-shop",
    platform="doudian",
    name="杯店",
    shop_id="1",
    options={"bulk_kind": "csv", "bulk_rows_max": "500"},
)
SETTINGS = Settings(stores=(STORE,), suppliers=(SupplierSettings(id="f", name="f"),))
PAGE = "https://example.com/o/token"


class Back:
    """A store without an API, and everything around its files."""

    def __init__(self, store: StoreSettings = STORE) -> None:
        self.store = store
        self.outbox = MemoryOutbox()
        self.desk = MemoryDesk()
        self.archive = MemoryArchive()
        self.notices = MemoryNotices()

    def gate_all(self, gate: Callable[[str], None]) -> None:
        for fake in (self.outbox, self.desk, self.archive, self.notices):
            fake.gate = gate

    def tell(self, *rows: BulkRow) -> None:
        """Numbers come in."""
        for row in rows:
            self.outbox.put(row)

    def write(self, *, asked: bool = False) -> list[BulkFile]:
        return write_bulk_file(
            self.store,
            outbox=self.outbox,
            desk=self.desk,
            archive=self.archive,
            now=NOW,
            asked=asked,
        )

    def run(self) -> None:
        """What the schedule starts."""
        self.write()
        tell_bulk_files(
            self.store,
            outbox=self.outbox,
            notices=self.notices,
            settings=SETTINGS,
            page_url=PAGE,
            now=NOW,
        )

    def fence(self, order_id: str, line_id: str) -> None:
        """A buyer wants money back for a line whose number waits."""
        asked = (AfterSaleLine(line_id=line_id, quantity=1),)
        case = make_after_sale(order=order_key(order_id), lines=asked)
        work = make_work(LineState.SHIPPED, key=line_key(order_id, line_id))
        self.desk.commit(seeded(fenced(work, case)))

    def shipped(self, order: Order, *line_ids: str) -> None:
        """The desk knows an order, and that some of its lines have left."""
        works: tuple[LineWork, ...] = tuple(
            make_work(LineState.SHIPPED, key=line_key(order.key.order_id, line_id))
            for line_id in line_ids
        )
        self.desk.commit(seeded(order, *works))

    def files(self) -> list[BulkFile]:
        return self.outbox.files("cup-shop", 100)

    def table(self, file: BulkFile) -> list[list[str]]:
        """Return a file's rows below the headings."""
        text = self.archive.files[file.file_key].decode("utf-8")
        return list(csv.reader(io.StringIO(text, newline="")))[1:]

    def told_numbers(self) -> list[list[str]]:
        """Return the rows of every file that is written down."""
        return sorted(row for file in self.files() if file.file_key for row in self.table(file))


def test_what_waits_becomes_one_file_and_the_owner_is_told() -> None:
    back = Back()
    back.tell(make_row("1"), make_row("2"))
    back.run()
    (file,) = back.files()
    assert (file.number, file.row_count, file.order_count) == ("cup-shop-000001", 2, 2)
    assert file.told_at == NOW
    assert [row[0] for row in back.table(file)] == ["1", "2"]
    (notice,) = back.notices.published
    assert PAGE in notice.email_body
    assert notice.attributes == {
        "kind": "bulk_file",
        "severity": "attention",
        "audience": "owner",
        "store": "cup-shop",
    }


def test_nothing_waiting_makes_no_file_and_no_notice() -> None:
    back = Back()
    back.run()
    back.tell(make_row("1"))
    back.run()
    for _ in range(3):
        back.run()
    assert len(back.files()) == len(back.notices.published) == 1
    assert len(back.archive.files) == 1


def test_what_comes_later_goes_into_the_next_file() -> None:
    back = Back()
    for order_id in ("1", "2"):
        back.tell(make_row(order_id))
        back.run()
    assert [(file.number, back.table(file)[0][0]) for file in back.files()] == [
        ("cup-shop-000002", "2"),
        ("cup-shop-000001", "1"),
    ]


def test_file_is_no_longer_than_the_platform_takes_and_cuts_no_order() -> None:
    back = Back()
    three = lines("1", "2", "3")
    back.tell(*(make_row(str(n), lines=three, whole_order=False) for n in range(1000, 1334)))
    files = back.write()
    assert [file.number for file in files] == [
        "cup-shop-000001",
        "cup-shop-000001-02",
        "cup-shop-000001-03",
    ]
    assert [file.row_count for file in files] == [498, 498, 6]
    assert sum(file.order_count for file in files) == 334
    assert len(back.told_numbers()) == 334 * 3


def test_who_asks_at_the_page_is_not_told_by_mail() -> None:
    back = Back()
    back.tell(make_row("1"))
    assert len(back.write(asked=True)) == 1
    back.run()
    assert back.notices.published == []


# --- Refunds that come after the number ---------------------------------------------------------


def test_number_whose_order_is_being_refunded_is_left_out_and_named() -> None:
    back = Back()
    back.tell(make_row("1"), make_row("2"))
    back.fence("1", "11")
    back.run()
    (file,) = back.files()
    assert [row[0] for row in back.table(file)] == ["2"]
    assert file.left_out == ("1",)
    (notice,) = back.notices.published
    assert "   - 1\n" in notice.email_body


def test_fenced_line_takes_nothing_else_with_it_where_the_file_names_lines() -> None:
    back = Back()
    back.tell(make_row("1", lines=lines("11", "12")))
    back.fence("1", "11")
    (file,) = back.write()
    assert [row[:2] for row in back.table(file)] == [["1", "12"]]
    assert file.left_out == ("1",)


def test_whole_order_is_left_out_where_the_file_cannot_name_lines() -> None:
    back = Back(STORE.but(options={**STORE.options, "bulk_heading_line": ""}))
    back.tell(make_row("1", lines=lines("11", "12")))
    back.fence("1", "11")
    (file,) = back.write()
    assert (file.file_key, file.row_count, file.left_out) == ("", 0, ("1",))


def test_owner_is_told_even_when_all_was_left_out() -> None:
    back = Back()
    back.tell(make_row("1"))
    back.fence("1", "11")
    back.run()
    assert back.archive.files == {}
    (notice,) = back.notices.published
    assert "没有批量发货文件" in notice.title
    assert PAGE not in notice.email_body


# --- Whether an order is complete ---------------------------------------------------------------

WOO = STORE.but(platform="woocommerce", options={})
TWO_LINES = make_order(make_line("11"), make_line("12"), key=order_key("1"))
FIRST = make_row("1", request_id="PA", lines=lines("11"), whole_order=False)
SECOND = make_row(
    "1", request_id="PB", lines=lines("12"), whole_order=False, told_at=NOW + timedelta(minutes=1)
)


def marks(back: Back) -> list[str]:
    """Return what each row says: 1 is complete, 2 a part."""
    return [row[-1] for file in reversed(back.files()) for row in back.table(file)]


def test_part_is_a_part_until_the_rest_has_left() -> None:
    back = Back(WOO)
    back.shipped(TWO_LINES, "11")
    back.tell(FIRST)
    back.run()
    back.desk.commit(seeded(make_work(LineState.SHIPPED, key=line_key("1", "12"))))
    back.tell(SECOND)
    back.run()
    assert marks(back) == ["2", "1"]


def test_only_the_last_of_two_parts_in_one_file_completes_the_order() -> None:
    back = Back(WOO)
    back.shipped(TWO_LINES, "11", "12")
    back.tell(FIRST, SECOND)
    back.run()
    assert marks(back) == ["2", "1"]


def test_order_that_nobody_knows_is_never_called_complete() -> None:
    back = Back(WOO)
    back.tell(FIRST, SECOND)
    back.run()
    assert marks(back) == ["2", "2"]


# --- Deaths -------------------------------------------------------------------------------------


def waiting() -> Back:
    back = Back()
    back.tell(*(make_row(str(n)) for n in range(1, 4)))
    return back


def test_wherever_it_dies_every_number_is_in_one_file_once() -> None:
    quiet = waiting()
    counting = Counting()
    quiet.gate_all(counting)
    quiet.run()
    quiet.gate_all(open_gate)
    expected = quiet.told_numbers()
    assert len(expected) == 3
    assert len(counting.passed) > 10
    for position, point in enumerate(counting.passed):
        errors: list[BaseException] = [Crash()]
        if point.startswith(AFTER):
            errors += [lost_acknowledgement(), conflict()]
        for error in errors:
            back = waiting()
            back.gate_all(FailsAt(position, error))
            with contextlib.suppress(Crash, HedanError):
                back.run()
            back.gate_all(open_gate)
            back.tell(make_row("9"))  # Time goes on.
            back.run()
            where = f"{error!r} at {point}"
            fourth = [row for row in back.told_numbers() if row[0] == "9"]
            assert [row for row in back.told_numbers() if row not in fourth] == expected, where
            assert len(fourth) == 1, where
            told = {notice.subject for notice in back.notices.published}
            assert len(told) == len(back.files()), where
            assert all(file.told_at for file in back.files()), where


def test_of_two_runs_at_once_one_writes_it_down() -> None:
    back = waiting()

    def rival(point: str) -> None:
        if point == "before outbox.keep":
            back.gate_all(open_gate)
            assert len(back.write()) == 1

    back.gate_all(rival)
    assert back.write() == []
    assert len(back.told_numbers()) == 3


# --- The page -----------------------------------------------------------------------------------


class NoImports:
    """Nothing has come in."""

    def newest(self, store: str, limit: int) -> list[object]:
        return []


class Uploads(MemoryArchive):
    """An archive into which a browser may put a file."""

    def upload_form(self, key: str, back_to: str) -> tuple[str, dict[str, str]]:
        return "https://files.example/", {"key": key, "back": back_to}


def test_page_shows_what_waits_and_what_was_written() -> None:
    back = waiting()
    back.run()
    back.tell(make_row("7"), make_row("8"), make_row("8", request_id="P8b"))
    page = page_of_store(
        back.store,
        outbox=back.outbox,
        records=NoImports(),  # type: ignore[arg-type]
        archive=Uploads(),
        page_url=PAGE,
        language="zh",
        now=NOW,
    )
    assert page.bulk
    assert page.bulk.waiting == 2
    (entry,) = page.bulk.entries
    assert entry.url == f"{PAGE}/bulk/cup-shop-000001"
    assert page.upload.fields["key"] == "exports/cup-shop/20261001T120000000000/file"


@pytest.mark.parametrize("name", ["cup-shop-000002", "", "../cup-shop-000001"])
def test_file_that_is_not_the_stores_is_not_there(name: str) -> None:
    back = waiting()
    back.run()

    def found(store: str, kind: str, name: str) -> tuple[str, str] | None:
        records = NoImports()
        return store_file_to_download(
            store,
            kind,
            name,
            outbox=back.outbox,
            records=records,  # type: ignore[arg-type]
        )

    assert found("cup-shop", "bulk", name) is None
    assert found("mug-shop", "bulk", "cup-shop-000001") is None
    assert found("cup-shop", "raw", "cup-shop-000001") is None
    key, shown = found("cup-shop", "bulk", "cup-shop-000001") or ("", "")
    assert key in back.archive.files
    assert shown == "cup-shop-000001.csv"
