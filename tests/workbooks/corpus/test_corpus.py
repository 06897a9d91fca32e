"""Every damaged file: what stands in it and can be proved is believed, and nothing else."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from hedan.errors import WorkbookRefused
from tests.workbooks.corpus.damage import CASES, Case
from tests.workbooks.corpus.libreoffice import SOFFICE, saved_again
from tests.workbooks.corpus.world import world

for _module in ("moved", "damaged", "typed", "raw"):  # Each adds its cases.
    import_module(f"tests.workbooks.corpus.{_module}")

CASES_AT_LEAST = 200
PLACE = re.compile(r".+![A-Z]{1,3}\d+")


def judge(case: Case) -> None:
    """Compare what is believed of a file with what must be."""
    becomes, data = case.outcome, case.make()
    if becomes.file:
        with pytest.raises(WorkbookRefused) as refused:
            world().read(data)
        assert refused.value.code == becomes.file
        return
    returned = world().read(data)
    assert world().said(returned) == becomes.believed()
    for refusal in returned.refusals:
        assert refusal.sheet
        assert PLACE.fullmatch(refusal.place)
        assert refusal.message("zh")
    found = {refusal.code for refusal in returned.refusals}
    assert found <= becomes.codes
    assert bool(found) == bool(becomes.codes)
    rows = {refusal.sheet_row for refusal in returned.refusals}
    assert len(rows) >= len(becomes.lost), "each row that is not believed is refused with its cell"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_damaged_file_says_what_can_be_proved_and_nothing_else(case: Case) -> None:
    judge(case)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_the_same_damage_is_seen_in_every_kind_of_file_that_a_spreadsheet_saves(
    tmp_path: Path,
) -> None:
    cases = [case for case in CASES if case.saved_again]
    wrong = {}
    count = 0
    for case in saved_again(cases, tmp_path):
        count += 1
        try:
            judge(case)
        except (AssertionError, pytest.fail.Exception) as exc:
            wrong[case.name] = str(exc)[:400]
    assert not wrong, "\n".join(f"{name}: {what}" for name, what in wrong.items())
    assert count + len(CASES) >= CASES_AT_LEAST
