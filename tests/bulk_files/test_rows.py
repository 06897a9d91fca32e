"""What each platform's file says of a shipment."""

import pytest

from hedan.bulk_files.rows import count_of, rows_of
from hedan.domain.bulk_files import BulkRow
from hedan.platforms.filed.formats import FORMATS
from tests.bulk_files.builders import lines, make_row

WHOLE = make_row("1")
PART = make_row("1", lines=lines("11", "12", quantity=3), whole_order=False)
CARRIER, NUMBER = "中通快递", "78001122334455"


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("doudian", [("1", "", CARRIER, NUMBER)]),
        ("pinduoduo", [("1", CARRIER, NUMBER)]),
        ("taobao", [("1", CARRIER, NUMBER)]),
        ("aliexpress", [("1", CARRIER, NUMBER, "全部发货")]),
        ("woocommerce", [("1", CARRIER, NUMBER, "", "1")]),
        ("mall", [("1", "11", "2", CARRIER, NUMBER)]),
    ],
)
def test_whole_order_in_each_platforms_columns(
    platform: str, expected: list[tuple[str, ...]]
) -> None:
    assert list(rows_of(WHOLE, FORMATS[platform], complete=True)) == expected


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("doudian", [("1", "11", CARRIER, NUMBER), ("1", "12", CARRIER, NUMBER)]),
        ("aliexpress", [("1", CARRIER, NUMBER, "部分发货")]),
        ("woocommerce", [("1", CARRIER, NUMBER, "", "2")]),
        ("mall", [("1", "11", "3", CARRIER, NUMBER), ("1", "12", "3", CARRIER, NUMBER)]),
    ],
)
def test_part_of_an_order_never_reads_as_all_of_it(
    platform: str, expected: list[tuple[str, ...]]
) -> None:
    assert list(rows_of(PART, FORMATS[platform], complete=False)) == expected


@pytest.mark.parametrize("platform", FORMATS)
@pytest.mark.parametrize("row", [WHOLE, PART], ids=["whole", "part"])
def test_rows_are_counted_as_they_are_written(platform: str, row: BulkRow) -> None:
    bulk = FORMATS[platform]
    assert count_of(row, bulk) == len(list(rows_of(row, bulk, complete=False)))
