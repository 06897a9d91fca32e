"""What people type into the cells that they are to fill in."""

from datetime import date

from hedan.domain.workbook_columns import Field
from hedan.workbooks.ship_design import FIRST_ROW
from tests.workbooks.corpus.damage import edit, edits, outcome, put
from tests.workbooks.corpus.sheet_edits import FINE, both
from tests.workbooks.corpus.world import (
    LATER,
    OUT,
    SF,
    ZTO,
    Said,
    place,
)

# --- What was typed into a number ---------------------------------------------------------------

LOST_7 = {7}
edits(
    "number refused",
    {
        "eighteen digits": put({place(Field.NUMBER, 7): 780000000000071234}),
        "sixteen digits": put({place(Field.NUMBER, 7): 7800000000000712}),
        "powers": put({place(Field.NUMBER, 7): "7.8E+13"}),
    },
    outcome(lost=LOST_7, codes="DIGITS_LOST"),
)
edits(
    "number odd",
    {
        "date": put({place(Field.NUMBER, 7): date(2026, 3, 4)}),
        "error": put({place(Field.NUMBER, 7): "#N/A"}),
        "fraction": put({place(Field.NUMBER, 7): 12.5}),
    },
    outcome(lost=LOST_7, codes="ODD_VALUE"),
    as_text=outcome(lost=LOST_7, codes="ODD_VALUE NUMBER_UNCLEAR"),
)
edits(
    "more than a number, or not clear which",
    {
        "two in one breath": put({place(Field.NUMBER, 7): "7800000007 7800000008"}),
        "a number and its end": put({place(Field.NUMBER, 7): f"{ZTO.format(7)}/08"}),
        "carrier beside it": put({place(Field.NUMBER, 7): f"顺丰{SF.format(7)}"}),
        "pieces": put({place(Field.NUMBER, 7): f"{SF.format(7)}(2件)"}),
        "out of stock": put({place(Field.NUMBER, 7): OUT}),
        "shipped": put({place(Field.NUMBER, 7): "已发"}),
        "two that differ in kind": put({place(Field.NUMBER, 7): f"{SF.format(7)} {ZTO.format(7)}"}),
    },
    outcome(lost=LOST_7, codes="NUMBER_UNCLEAR TWO_NUMBERS"),
)
edits(
    "number computed",
    {
        "joined": put({place(Field.NUMBER, 7): f'="SF"&"{SF.format(7)[2:]}"'}),
        "referred to": both(
            put({f"AA{FIRST_ROW}": SF.format(7)}), put({place(Field.NUMBER, 7): f"=AA{FIRST_ROW}"})
        ),
    },
    outcome(lost=LOST_7, codes="FORMULA"),
    as_text=FINE,
)
edits(
    "computed to nothing good",
    {
        "division": put({place(Field.NUMBER, 7): "=1/0"}),
        "carrier": put({place(Field.CARRIER, 7): "=NA()"}),
        "note": put({place(Field.NOTE, 7): "=1/0"}),
    },
    outcome(lost=LOST_7, codes="FORMULA"),
    as_text=outcome(lost=LOST_7, codes="ODD_VALUE"),
)
edits(
    "the same number in other clothes",
    {
        "full width": put({place(Field.NUMBER, 7): "ＳＦ１０００００００００００7"}),
        "spaces": put({place(Field.NUMBER, 7): " SF1000 0000 0000 7"}),
        "line end": put({place(Field.NUMBER, 7): "SF10000\n00000007"[:7] + "00000007\n\n"}),
        "small letters": put({place(Field.NUMBER, 7): "sf1000000000007"}),
        "twice": put({place(Field.NUMBER, 7): "SF1000000000007,SF1000000000007"}),
    },
    outcome(said={7: Said((SF.format(7)[:2] + "1000000000007",))}),
)
edit("the same number with no-break spaces", FINE, saved_again=False)(
    put({place(Field.NUMBER, 7): "SF10000\u00a000000007"})
)
edit("the same number with zero width", FINE, saved_again=False)(
    put({place(Field.NUMBER, 7): "SF10000\u200b00000007"})
)
TWO = (SF.format(7), SF.format(17))
edits(
    "two numbers in a cell",
    {
        "comma": put({place(Field.NUMBER, 7): ",".join(TWO)}),
        "full-width comma": put({place(Field.NUMBER, 7): "，".join(TWO)}),
        "line end": put({place(Field.NUMBER, 7): "\n".join(TWO)}),
        "slash": put({place(Field.NUMBER, 7): " / ".join(TWO)}),
        "plus": put({place(Field.NUMBER, 7): " + ".join(TWO)}),
        "space": put({place(Field.NUMBER, 7): " ".join(TWO)}),
        "and": put({place(Field.NUMBER, 7): "和".join(TWO)}),
    },
    outcome(said={7: Said(TWO)}),
)
edit("a number kept as a number", FINE)(put({place(Field.NUMBER, 1): int(ZTO.format(1))}))
edit("too long for a number", outcome(lost={7}, codes="TOO_LONG"))(
    put({place(Field.NUMBER, 7): "9" * 65})
)

# --- Out of stock -------------------------------------------------------------------------------

edits(
    "out of stock, not clear",
    {
        "not out": put({place(Field.EXPECTED, 6): "不缺货"}),
        "next week": put({place(Field.EXPECTED, 6): "下周"}),
        "no such day": put({place(Field.EXPECTED, 6): "2026-02-30"}),
        "three of them": put({place(Field.EXPECTED, 6): "缺货3件"}),
        "yes": put({place(Field.EXPECTED, 6): "是"}),
    },
    outcome(lost={6}, codes="EXPECTED_UNCLEAR"),
)
edit("out of stock until a day long past", outcome(lost={6}, codes="EXPECTED_PAST"))(
    put({place(Field.EXPECTED, 6): "2025-01-01"})
)
edit("out of stock with a number", outcome(lost={7}, codes="NUMBER_AND_SHORT"))(
    put({place(Field.EXPECTED, 7): OUT})
)
edits(
    "out of stock in other words",
    {
        "spaced": put({place(Field.EXPECTED, 5): f" {LATER} "}),
        "full width": put({place(Field.EXPECTED, 5): "２０２６-10-20"}),
    },
    FINE,
)
