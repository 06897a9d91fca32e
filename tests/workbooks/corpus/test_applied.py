"""The corpus handed in: no line travels under a number that its supplier did not give it."""

from importlib import import_module

import pytest

from tests.workbooks.corpus.damage import CASES, Case
from tests.workbooks.corpus.world import ROWS, Said, world

for _module in ("moved", "damaged", "typed", "raw"):  # Each adds its cases.
    import_module(f"tests.workbooks.corpus.{_module}")
# Nothing in these files says which workbook they are.
NAMELESS = frozenset({"no title rows and no other sheet"})


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_written_is_what_is_true(case: Case) -> None:
    answer, numbers = world().numbers_after(case.make())
    refused_whole = case.outcome.file or case.name in NAMELESS
    believed = {} if refused_whole else case.outcome.believed()
    if believed.get(1) and not believed.get(2) and 2 not in case.outcome.lost:
        believed[2] = believed[1]  # One row is enough for a parcel.
    for position in range(ROWS):
        (line,) = world().manifest.rows[position].lines
        assert numbers[line] == believed.get(position, Said()).numbers, position
    if refused_whole:
        assert (answer.accepted, answer.refused) == (0, 1)
    for refusal in answer.refusals:
        place, _, why = refusal.partition(": ")
        assert why
        assert bool(place) is not bool(refused_whole), "a sheet and a cell, or the whole file"
        assert refused_whole or "!" in place


def test_pn44_the_same_file_in_two_uploads_writes_nothing_twice() -> None:
    once, numbers = world().numbers_after(world().filled)
    again, numbers_again = world().numbers_after(world().filled, world().filled)
    assert numbers_again == numbers
    assert (again.accepted, again.refused) == (once.accepted, once.refused)


def test_pn44_a_file_of_before_takes_nothing_back() -> None:
    _, numbers = world().numbers_after(world().filled)
    _, after_both = world().numbers_after(world().filled, world().blank)
    assert after_both == numbers
