"""One workbook written or read by one library: seconds and megabytes of a process of its own.

    python -m infra.local.bench_books write hedan 1000

Peers get the same rows from the same generator; what making the rows takes is measured apart and
taken off. Peers that write do less than we do: only XlsxWriter's cells have a look.
"""

import io
import json
import re
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final

import python_calamine
import rustpy_xlsxwriter
import xlsxwriter  # type: ignore[import-untyped]  # It has no types.
from openpyxl import Workbook, load_workbook

from hedan.workbooks.reader import read_workbook
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.writer import write_workbook

COLUMNS: Final = 20
# A small one is made several times, warm: the quickest was the least disturbed.
REPEATED_BELOW: Final = 20_000
REPEATS: Final = 7
MEGABYTE: Final = 1_000_000
NOW: Final = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HEAD: Final = WorkbookHead(
    number="factory-a-000012",
    supplier_id="factory-a",
    supplier_name="示例一厂",
    predecessor="factory-a-000011",
    made_at=NOW,
    page_url="https://orders.example.test/s/abc",
    carriers=("顺丰速运", "中通快递", "圆通速递"),
)

type Write = Callable[[Iterable[WorkbookRow], IO[bytes]], None]
type Read = Callable[[bytes], object]


def rows(count: int) -> Iterator[WorkbookRow]:
    """Yield rows as a day has them: some words often, ids, addresses and some remarks new."""
    for n in range(count):
        yield WorkbookRow(
            row_key=f"R{n:011d}",
            parcel_id=f"P{n // 2:011d}",
            part=f"{n % 2 + 1}/2",
            order_id=f"69201234567890{n:05d}",
            store_name="示例水杯店",
            sku=f"SKU-{n % 300:04d}",
            name=f"示例水杯 春夏新款 {n % 300}",
            spec=f"颜色:红色;尺码:{n % 7}",
            quantity=1 + n % 3,
            is_gift=n % 10 == 0,
            receiver_name="王**",
            receiver_phone=f"1{n % 100:02d}********{n % 97:02d}",
            region=f"广东省 深圳市 第{n % 2000}区",
            address=f"科技园****{n}号楼",
            remarks=f"69201234{n}: 请发顺丰\n69201235{n}: 工作日送 <{n}>" if n % 5 == 0 else "",
            deadline=NOW + timedelta(minutes=n % 500),
            reasons=f"MERGED 2 orders: group {n}" if n % 4 == 0 else "",
            package="气泡袋",
            inserts="感谢卡",
        )


def _texts(row: WorkbookRow) -> list[str]:
    """Return the texts of a row's cells, as many as ours has columns."""
    texts = [str(value) if value is not None else "" for _, value in row]
    return [*texts, *[""] * (COLUMNS - len(texts))]


def _hedan(made: Iterable[WorkbookRow], out: IO[bytes]) -> None:
    write_workbook(HEAD, made, out)  # type: ignore[arg-type]  # A file is what it asks for.


def _openpyxl(made: Iterable[WorkbookRow], out: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for one in made:
        sheet.append(_texts(one))
    book.save(out)


def _xlsxwriter(made: Iterable[WorkbookRow], out: IO[bytes]) -> None:
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    look = book.add_format({"num_format": "@", "border": 1, "valign": "vcenter"})
    for number, one in enumerate(made):
        for column, text in enumerate(_texts(one)):
            sheet.write_string(number, column, text, look)
    book.close()


def _rustpy(made: Iterable[WorkbookRow], out: IO[bytes]) -> None:
    names = [f"column {number}" for number in range(COLUMNS)]
    records = (dict(zip(names, _texts(one), strict=True)) for one in made)
    rustpy_xlsxwriter.write_worksheet(records, out)  # type: ignore[arg-type]  # Any open file.


def _read_openpyxl(data: bytes) -> object:
    book = load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _read_calamine(data: bytes) -> object:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python()


OURS: Final = "hedan"
WRITERS: Final[Mapping[str, Write]] = {
    OURS: _hedan,
    "openpyxl write-only": _openpyxl,
    "XlsxWriter constant memory": _xlsxwriter,
    "rustpy-xlsxwriter": _rustpy,
}
READERS: Final[Mapping[str, Read]] = {
    OURS: lambda data: read_workbook(data, "back.xlsx"),
    "openpyxl read-only": _read_openpyxl,
    "python-calamine": _read_calamine,
}


def written(count: int) -> bytes:
    """Return a workbook of ours with so many rows."""
    out = io.BytesIO()
    write_workbook(HEAD, rows(count), out)
    return out.getvalue()


def measure(what: str, who: str, count: int) -> dict[str, float]:
    """Return processor seconds, and the megabytes beyond what the process had before."""
    if what == "write":
        return _measured(lambda: _write(WRITERS[who], count), count, _seconds(_make(count)))
    data = written(count)
    return _measured(lambda: READERS[who](data), count, 0.0)


def _make(count: int) -> Callable[[], object]:
    return lambda: deque(rows(count), maxlen=0)


def _write(write: Write, count: int) -> None:
    with tempfile.TemporaryFile() as out:
        write(rows(count), out)


def _measured(work: Callable[[], object], count: int, apart: float) -> dict[str, float]:
    before = peak_megabytes()
    repeats = REPEATS if count < REPEATED_BELOW else 1
    seconds = min(_seconds(work) for _ in range(repeats)) - apart
    return {"seconds": seconds, "peak_mb": peak_megabytes() - before}


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def peak_megabytes() -> float:
    """Return the most memory that this program ever had (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) * 1024 / MEGABYTE


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
