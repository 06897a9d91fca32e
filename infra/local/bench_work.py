"""How much processor time and memory workbooks take, beside named peers on the same rows."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from infra.local.bench_books import OURS, READERS, WRITERS
from infra.local.bench_words import against, at_least, heading
from infra.local.places import ROOT

SMALL: Final = 1_000
LARGE: Final = 100_000
SIZES: Final = (SMALL, 10_000, LARGE)
SECONDS_MAX: Final = 600
THOUSAND: Final = 1_000


@dataclass(frozen=True)
class Book:
    """A workbook of so many rows, written or read in a process of its own."""

    rows: int
    seconds: float  # Of the processor.
    peak_mb: float  # Beyond what the process had before.

    @property
    def rows_per_second(self) -> float:
        """How many rows a second of the processor's time takes."""
        return self.rows / self.seconds


def book(what: str, who: str, rows: int) -> Book:
    """Let a library write or read a workbook in a fresh process."""
    ran = subprocess.run(
        [sys.executable, "-m", "infra.local.bench_books", what, who, str(rows)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'shared'}"},
        timeout=SECONDS_MAX,
    )
    return Book(rows=rows, **json.loads(ran.stdout))


def print_work(budget: Mapping[str, Any]) -> None:
    """Print what workbooks of each size take, ours against its budget, then its peers."""
    heading("Workbooks of 20 columns, ours styled and checked; processor time, memory beside rows")
    for what, libraries in (("write", WRITERS), ("read", READERS)):
        for rows in SIZES:
            books = {who: book(what, who, rows) for who in libraries}
            print(f"  {what} {rows:,} rows", flush=True)
            for who, one in books.items():
                print(f"    {who:<27}{_said(one)}{_beside(one, books[OURS])}", flush=True)
            for line in _verdicts(what, books[OURS], budget):
                print(f"    {line}", flush=True)


def _said(one: Book) -> str:
    rate, milliseconds = one.rows_per_second, one.seconds * THOUSAND
    return f"{milliseconds:10,.1f} ms {rate:10,.0f} rows/s {one.peak_mb:7.1f} MB"


def _beside(one: Book, ours: Book) -> str:
    return "" if one is ours else f"  x{one.seconds / ours.seconds:.1f}"


def _verdicts(what: str, ours: Book, budget: Mapping[str, Any]) -> list[str]:
    if what == "read":
        return [at_least(ours.rows_per_second, budget["read_rows_per_second"], "rows/s")]
    if ours.rows == SMALL:
        return [against(ours.seconds * THOUSAND, budget["write_1000_rows_ms"], "ms")]
    if ours.rows == LARGE:
        rate = at_least(ours.rows_per_second, budget["write_rows_per_second"], "rows/s")
        return [rate, against(ours.peak_mb, budget["peak_mb"], "MB")]
    return []
