"""A few rows found in the text of a list are the ones that reading all of it finds."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.workbook_files import WorkbookFile
from hedan.usecases.workbooks.manifest import Manifest, ManifestRow, load_manifest
from hedan.usecases.workbooks.rows_in_workbooks import rows_of_lines
from tests.fakes.memory_ports import MemoryArchive

# Also what stands in JSON for something else.
IDS = st.text('ab01{}"\\:,[]订', min_size=1, max_size=6)
LINES = st.builds(
    LineKey,
    order=st.builds(
        OrderKey,
        platform=st.just("mall"),
        store=st.sampled_from(["cups", "mugs"]),
        order_id=IDS,
    ),
    line_id=IDS,
)
ROWS = st.lists(st.lists(LINES, min_size=1, max_size=3), max_size=8)
FILE = WorkbookFile(
    number="factory-a-000001",
    supplier="factory-a",
    wave_id="w",
    predecessor="",
    opened_at=datetime(2026, 11, 22, tzinfo=UTC),
    manifest_key="workbooks/x.json",
)


@settings(max_examples=200)
@given(ROWS, st.lists(LINES, max_size=3))
def test_looking_through_the_text_finds_what_reading_finds(
    rows: list[list[LineKey]], others: list[LineKey]
) -> None:
    manifest = Manifest(
        number=FILE.number,
        supplier=FILE.supplier,
        rows=tuple(
            ManifestRow(
                sheet_row=n, row_key='R"sheet_row":7', parcel_id=f"P{n}", lines=tuple(lines)
            )
            for n, lines in enumerate(rows, start=6)
        ),
    )
    archive = MemoryArchive()
    archive.put(FILE.manifest_key, manifest.model_dump_json().encode(), "application/json")
    wanted = {*others, *(line for lines in rows[::2] for line in lines)}
    found = rows_of_lines(archive, FILE, wanted)
    read = load_manifest(archive, FILE)
    for line in wanted:
        assert sorted(set(found.get(line, []))) == list(read.rows_of({line}))
