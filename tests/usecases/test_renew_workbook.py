"""A workbook is downloaded with its stops of this moment; its Ship sheet never changes."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.stops import StopAnswer
from hedan.domain.workbook_files import WorkbookFile
from hedan.ports import Change
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.workbooks.manifest import load_manifest
from hedan.usecases.workbooks.renew_workbook import renew_workbook
from hedan.workbooks.cells import CHECK_PARTS
from hedan.workbooks.other_columns import OtherField, SheetKind
from hedan.workbooks.reader import read_workbook
from tests.fakes.gates import Counting, Crash, FailsAt, conflict, open_gate
from tests.usecases.stage import SUPPLIER, Stage, survives
from tests.usecases.test_supplier_news import answer, download, refunded, rows_in, sent
from tests.usecases.wave_stage import NUMBER, WaveStage


def renew(stage: WaveStage) -> WorkbookFile:
    file = renew_workbook(
        SUPPLIER,
        NUMBER,
        desk=stage.desk,
        archive=stage.archive,
        settings=stage.settings,
        now=stage.now,
    )
    assert file is not None
    return file


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(name)


def test_without_news_the_file_is_handed_out_as_it_was_written() -> None:
    stage = sent()
    first = download(stage)
    files, version = dict(stage.archive.files), stage.file.version
    assert download(stage) == first == stage.archive.get(stage.file.file_key)
    assert (stage.archive.files, stage.file.version) == (files, version)


def test_pn49_a_file_downloaded_again_has_the_stops_of_now_and_the_rows_of_then() -> None:
    stage = sent()
    before = download(stage)
    stage.refund("11")
    after = download(stage)
    assert before != after
    (stop,) = rows_in(after, SheetKind.STOP)
    assert stage.stop().stop_id in "".join(stop.values())
    assert part(before, "xl/worksheets/sheet1.xml") == part(after, "xl/worksheets/sheet1.xml")
    assert b'activeTab="1"' in part(after, "xl/workbook.xml")
    assert b'activeTab="0"' in part(before, "xl/workbook.xml")


def test_what_was_handed_out_is_known_by_its_hash() -> None:
    stage = refunded()
    written = stage.file
    data = download(stage)
    assert stage.file.renewed_sha256 == hashlib.sha256(data).hexdigest()
    assert stage.file.renewed_at == stage.now
    assert (stage.file.sha256, stage.file.file_key) == (written.sha256, written.file_key)
    assert stage.archive.get(written.file_key) != data


def test_a_renewed_file_comes_back_as_the_written_one_does() -> None:
    stage = refunded()
    read = read_workbook(download(stage), "back.xlsx")
    manifest = load_manifest(stage.archive, stage.file)
    assert read.number == NUMBER
    assert [row.row_key for row in read.rows] == [row.row_key for row in manifest.rows]
    assert not read.refusals


def test_the_same_news_makes_one_file() -> None:
    stage = refunded()
    first = download(stage)
    files = len(stage.archive.files)
    stage.later(5)
    assert download(stage) == first
    assert len(stage.archive.files) == files


def test_every_answer_makes_a_newer_file() -> None:
    stage = refunded()
    seen = {download(stage)}
    answer(stage, StopAnswer.LABEL_PRINTED)
    seen.add(download(stage))
    answer(stage, StopAnswer.STOPPED)
    last = download(stage)
    seen.add(last)
    assert len(seen) == 3
    assert b'activeTab="0"' in part(last, "xl/workbook.xml")  # Nothing is to be stopped any more.


def test_a_crash_anywhere_leaves_a_file_to_download_and_the_next_look_ends_the_same() -> None:
    def act(stage: Stage) -> None:
        assert isinstance(stage, WaveStage)
        renew(stage)

    assert survives(refunded, act) > 5


@pytest.mark.parametrize("position", range(20))
def test_after_a_crash_the_workbook_points_to_a_file_that_is_there(position: int) -> None:
    stage = refunded()
    stage.gate_all(FailsAt(position, Crash()))
    with suppress(Crash):
        renew(stage)
    stage.gate_all(open_gate)
    assert zipfile.is_zipfile(io.BytesIO(stage.archive.get(stage.file.newest_key)))


def test_who_is_overtaken_once_tries_again() -> None:
    stage = refunded()
    stage.gate_all(at_the_first_commit(conflict))
    assert renew(stage).renewed_key


def test_who_is_always_overtaken_hands_out_the_file_as_it_was() -> None:
    stage = refunded()

    def gate(point: str) -> None:
        if point == "before desk.commit":
            raise conflict()

    stage.gate_all(gate)
    assert renew(stage).newest_key == stage.file.file_key
    stage.gate_all(open_gate)


def test_two_downloads_at_once_end_with_one_of_the_two_files() -> None:
    stage = refunded()

    def other() -> BaseException:
        stage.gate_all(open_gate)
        renew(stage)
        return conflict()

    stage.gate_all(at_the_first_commit(other))
    assert renew(stage) == stage.file
    assert stage.archive.get(stage.file.newest_key)


def test_a_download_without_news_writes_nothing_and_reads_no_file() -> None:
    stage = sent()
    download(stage)
    counting = Counting()
    stage.gate_all(counting)
    renew(stage)
    stage.gate_all(open_gate)
    assert [point for point in counting.passed if "commit" in point or "archive" in point] == []
    assert "before desk.supplier_news" in counting.passed


def test_a_recalled_workbook_is_not_renewed() -> None:
    stage = sent()
    stage.recall()
    stage.desk.commit(Change(puts=(stage.file.but(news="old"),)))
    assert renew(stage).renewed_at is None


def at_the_first_commit(error: Callable[[], BaseException]) -> Callable[[str], None]:
    """Return a gate that fails once, at the first commit."""
    left = [1]

    def gate(point: str) -> None:
        if point == "before desk.commit" and left:
            left.pop()
            raise error()

    return gate


class Day:
    """What may happen between two downloads; what cannot happen just then does nothing."""

    def __init__(self) -> None:
        self.stage = sent()
        download(self.stage)
        self.asked: list[tuple[str, str]] = []  # Order and after-sale.

    def refund(self, order_id: str) -> None:
        """A buyer wants money back, once."""
        if order_id not in dict(self.asked):
            self.asked.append((order_id, f"7{order_id}"))
            self.stage.refund(f"{order_id}1", order_id=order_id, case=f"7{order_id}")

    def withdraw(self, order_id: str) -> None:
        """The buyer changes his mind."""
        case = dict(self.asked).get(order_id)
        if case and self.stage.platform.after_sale(case).status is AfterSaleStatus.REQUESTED:
            self.stage.later()
            self.stage.platform.change_after_sale(case, AfterSaleStatus.CLOSED, self.stage.now)
            self.stage.take(self.stage.hint(order_id, case))

    def answer(self, order_id: str, given: StopAnswer) -> None:
        """The supplier answers an order's stops."""
        for stop in self.stage.desk.stops(SUPPLIER):
            if stop.order.order_id == order_id:
                self.stage.later()
                now = self.stage.now
                answer_stop(SUPPLIER, stop.stop_id, given, "x", desk=self.stage.desk, now=now)

    def see(self, order_id: str) -> None:
        """The supplier sees what was lifted."""
        for stop in self.stage.desk.stops(SUPPLIER):
            if stop.order.order_id == order_id:
                now = self.stage.now
                see_withdrawal(SUPPLIER, stop.stop_id, "x", desk=self.stage.desk, now=now)

    def asked_for(self, kind: SheetKind) -> set[str]:
        """Return whose answers a sheet asks for when the file is downloaded now."""
        rows = rows_in(download(self.stage), kind)
        keys = {row[OtherField.KEY] for row in rows}
        return {key.partition(CHECK_PARTS)[0] for key in keys if key}


ORDERS = st.sampled_from(["1", "2"])
STEPS = st.one_of(
    st.tuples(st.sampled_from([Day.refund, Day.withdraw, Day.see]), ORDERS),
    st.tuples(st.just(Day.answer), ORDERS, st.sampled_from(StopAnswer)),
    st.tuples(st.just(Day.asked_for), st.just(SheetKind.STOP)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=8))
def test_pn49_whatever_happened_the_file_asks_for_what_stands_and_for_nothing_else(
    steps: list[tuple[Callable[..., object], object]],
) -> None:
    day = Day()
    for step, *facts in steps:
        step(day, *facts)
    stops = day.stage.desk.stops(SUPPLIER)
    assert day.asked_for(SheetKind.STOP) == {one.stop_id for one in stops if not one.is_settled}
    lifted = {one.stop_id for one in stops if one.withdrawn_at and not one.is_closed}
    assert day.asked_for(SheetKind.CHANGED) == lifted
