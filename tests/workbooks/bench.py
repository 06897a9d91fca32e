"""How fast workbooks are written and read, beside openpyxl and calamine on the same rows.

Run: python -m tests.workbooks.bench. Rates are this machine's; the ratios are the result.
"""

import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from hedan.workbooks.reader import read_workbook
from hedan.workbooks.rows import WorkbookRow
from hedan.workbooks.writer import write_workbook
from tests.workbooks.samples import DEADLINE, HEAD, row

SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
REPEATS = 7
MEGABYTE = 1_000_000


def made(count: int) -> Iterator[WorkbookRow]:
    """Yield rows as a day has them: some words often, ids, addresses and some remarks new."""
    for n in range(count):
        yield row(
            n,
            sku=f"SKU-{n % 300:04d}",
            name=f"真丝印花连衣裙 春夏新款 {n % 300}",
            spec=f"颜色:红色;尺码:{n % 7}",
            quantity=1 + n % 3,
            is_gift=n % 10 == 0,
            receiver_phone=f"1{n % 100:02d}********{n % 97:02d}",
            region=f"广东省 深圳市 第{n % 2000}区",
            address=f"科技园****{n}号楼",
            remarks=f"69201234{n}: 请发顺丰\n69201235{n}: 工作日送 <{n}>" if n % 5 == 0 else "",
            deadline=DEADLINE + timedelta(minutes=n % 500),
            reasons=f"合单 2 个订单：平台合单组 {n}" if n % 4 == 0 else "",
        )


def ours(rows: list[WorkbookRow]) -> bytes:
    out = io.BytesIO()
    write_workbook(HEAD, rows, out)
    return out.getvalue()


def openpyxl_write_only(rows: list[WorkbookRow]) -> bytes:
    """Write the same values without any style: less than ours does."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for one in rows:
        values = (getattr(one, name) for name in WorkbookRow.model_fields)
        sheet.append([str(v) if v is not None else "" for v in values] + ["", "", ""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def openpyxl_read_only(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data), read_only=True)
    for _ in book.worksheets[0].iter_rows(values_only=True):
        pass


def calamine(data: bytes) -> None:
    CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def best_seconds(work: Callable[[], object], repeats: int) -> float:
    """Return the processor seconds of the quickest run: the one least disturbed."""
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def peak_megabytes() -> float:
    """Return the most memory that this program ever had (Linux; its parent's does not count)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) * 1024 / MEGABYTE


def write_large() -> None:
    """Write 100,000 rows to a file and report the memory that this took; for a fresh process."""
    before = peak_megabytes()
    with tempfile.TemporaryFile() as out:
        write_workbook(HEAD, made(LARGE), out)
    sys.stdout.write(f"{before:.0f} MB before, {peak_megabytes():.0f} MB at most\n")


def compare(
    title: str, count: int, works: Mapping[str, Callable[[], object]], repeats: int
) -> None:
    """Print rows per second of each, and how much longer than ours it takes."""
    base = 0.0
    for name, work in works.items():
        seconds = best_seconds(work, repeats)
        base = base or seconds
        rate, times = f"{count / seconds:>9,.0f} rows/s", f"x{seconds / base:.2f}"
        sys.stdout.write(f"  {title:<6}{name:<22}{seconds * 1000:>8.1f} ms {rate}  {times}\n")


def main() -> None:
    say = sys.stdout.write
    for count, repeats in ((SMALL, REPEATS), (MIDDLE, 3)):
        rows = list(made(count))
        data = ours(rows)
        say(f"{count:,} rows, file {len(data) / MEGABYTE:.2f} MB\n")
        writers = {"ours": partial(ours, rows), "openpyxl": partial(openpyxl_write_only, rows)}
        readers: dict[str, Callable[[], object]] = {
            "ours": partial(read_workbook, data, ""),
            "openpyxl": partial(openpyxl_read_only, data),
            "calamine, values only": partial(calamine, data),
        }
        compare("write", count, writers, repeats)
        compare("read", count, readers, repeats)
    rows = list(made(LARGE))
    say(f"{LARGE:,} rows: {LARGE / best_seconds(lambda: ours(rows), 1):,.0f} rows/s written; ")
    command = [sys.executable, "-c", "from tests.workbooks import bench; bench.write_large()"]
    root = Path(__file__).parents[2]
    environment = {"PYTHONPATH": f"{root}:{root / 'shared'}"}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    say(f"in a fresh process: {said.stdout}")


if __name__ == "__main__":
    main()
