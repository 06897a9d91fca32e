"""How much processor time workbooks take, beside named peers on the same data.

Processor seconds of the quickest of several runs: the one that was least disturbed.
"""

import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook, load_workbook

from hedan.workbooks.reader import read_workbook
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.writer import write_workbook
from infra.local.places import ROOT

SMALL, LARGE = 1_000, 100_000
READ_ROWS = 10_000
REPEATS = 5
MEGABYTE = 1_000_000
FRESH_SECONDS_MAX = 300
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HEAD = WorkbookHead(
    number="factory-a-000012",
    supplier_id="factory-a",
    supplier_name="示例一厂",
    predecessor="factory-a-000011",
    made_at=NOW,
    page_url="https://orders.example.test/s/abc",
    carriers=("顺丰速运", "中通快递", "圆通速递"),
)


@dataclass(frozen=True)
class Work:
    """Processor seconds of ours and of a peer on the same data."""

    ours: float
    peer: float


@dataclass(frozen=True)
class Workbooks:
    """Workbooks written and read; the peer is openpyxl, write-only and read-only."""

    small: Work
    large_ours: float
    large_peak_mb: float
    read: Work


def workbooks() -> Workbooks:
    """Write a small and a large workbook, read a middling one back."""
    few = list(_rows(SMALL))
    small = Work(_seconds(lambda: _ours(few), REPEATS), _seconds(lambda: _openpyxl(few), REPEATS))
    data = _ours(list(_rows(READ_ROWS)))
    read = Work(
        _seconds(lambda: read_workbook(data, ""), REPEATS),
        _seconds(lambda: _read_openpyxl(data), 1),
    )
    ran = subprocess.run(
        [sys.executable, "-m", "infra.local.bench_work"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'shared'}"},
        timeout=FRESH_SECONDS_MAX,
    )
    many = list(_rows(LARGE))
    large = _seconds(lambda: _ours(many), 1)
    return Workbooks(small=small, large_ours=large, large_peak_mb=float(ran.stdout), read=read)


def _rows(count: int) -> Iterator[WorkbookRow]:
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
        )


def _ours(rows: list[WorkbookRow]) -> bytes:
    out = io.BytesIO()
    write_workbook(HEAD, rows, out)
    return out.getvalue()


def _openpyxl(rows: list[WorkbookRow]) -> None:
    """Write the same values without any style: less than ours does."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for one in rows:
        values = (getattr(one, name) for name in WorkbookRow.model_fields)
        sheet.append([str(value) if value is not None else "" for value in values] + [""] * 3)
    book.save(io.BytesIO())


def _read_openpyxl(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data), read_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass


def _seconds(work: Callable[[], object], repeats: int) -> float:
    taken = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def peak_megabytes() -> float:
    """Return the most memory that this program ever had (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) * 1024 / MEGABYTE


def main() -> None:
    """Write 100,000 rows; print the megabytes that it took. For a fresh process."""
    before = peak_megabytes()
    with tempfile.TemporaryFile() as out:
        write_workbook(HEAD, _rows(LARGE), out)
    print(peak_megabytes() - before)


if __name__ == "__main__":
    main()
