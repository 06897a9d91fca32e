"""From rows to parcels."""

from hedan.domain.workbook_columns import Field
from hedan.workbooks.answers import parcel_answers
from tests.workbooks.samples import at, filled, read, rows, written

SF, OTHER = "SF1234567890123", "SF1234567890124"


def test_the_first_row_is_enough_and_notes_are_kept_once() -> None:
    cells = {
        at(Field.CARRIER, 0): "顺丰",
        at(Field.NUMBER, 0): SF,
        at(Field.NOTE, 0): "缺一件",
        at(Field.NOTE, 1): "缺一件",
    }
    answers, refusals = parcel_answers(read(filled(written(rows(4)), cells)))
    assert refusals == ()
    (answer,) = answers
    assert (answer.carrier_text, answer.number_text) == ("顺丰", SF)
    assert answer.notes == ("缺一件",)
    assert answer.parcel_id == rows(1)[0].parcel_id
    assert [row.sheet_row for row in answer.rows] == [4, 5]


def test_rows_of_a_parcel_that_disagree_are_refused_and_the_others_stand() -> None:
    cells = {at(Field.CARRIER, n): "顺丰" for n in (0, 1, 2)}
    cells |= {at(Field.NUMBER, 0): SF, at(Field.NUMBER, 1): OTHER, at(Field.NUMBER, 2): OTHER}
    answers, refusals = parcel_answers(read(filled(written(rows(4)), cells)))
    assert [answer.number_text for answer in answers] == [OTHER]
    assert [(r.cell, r.code, r.more) for r in refusals] == [
        (at(Field.NUMBER, 0), "ANSWERS_DIFFER", "4, 5"),
        (at(Field.NUMBER, 1), "ANSWERS_DIFFER", "4, 5"),
    ]
    assert "4, 5" in refusals[0].message("zh")


def test_nothing_filled_in_is_no_answer() -> None:
    assert parcel_answers(read(written(rows(4)))) == ((), ())
