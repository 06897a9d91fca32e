"""What is wrong with a condition is said at its place, and what is right means what it says."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.rules import Scope
from hedan.rules.bounds import LENGTH_MAX
from hedan.rules.conditions import Condition, compile_condition
from hedan.rules.failures import Failure, failure_of
from hedan.rules.messages import Asked, Makers
from hedan.rules.mistakes import ConditionInvalid, Mistake
from hedan.rules.names import EXAMPLES
from hedan.rules.view import View
from hedan.texts import Language
from hedan.texts.rule_mistakes import mistake_in_words
from tests.rules.views import LINE, VIEW, view


def mistakes(text: str, scope: Scope = Scope.ORDER) -> tuple[Mistake, ...]:
    with pytest.raises(ConditionInvalid) as refused:
        compile_condition(text, scope)
    return refused.value.mistakes


def said(mistake: Mistake, language: Language = "en") -> str:
    return mistake_in_words(language, mistake.wrong, mistake.values, mistake.nearest)


def answer(text: str, seen: View = VIEW) -> bool | str:
    condition = compile_condition(text, Scope.ORDER)
    return condition.test(Asked(seen, Makers(condition.names)).of_order())


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("order.totl > 3", "UNKNOWN_NAME", 1, 6, "did you mean order.total?"),
        ("order.total > 3\n  && order.totl < 9", "UNKNOWN_NAME", 2, 11, "order.total"),
        ('"😀" == order.memo && order.totl > 1', "UNKNOWN_NAME", 1, 27, "order.total"),
        ("total > 3", "UNKNOWN_NAME", 1, 1, "did you mean order.total?"),
        ("Order.total > 3", "UNKNOWN_NAME", 1, 6, "did you mean order.total"),
        ('order.buyer.id == "x"', "UNKNOWN_NAME", 1, 6, "did you mean buyer?"),
        ("order.lines.exists(x, x.quantty > 1)", "UNKNOWN_NAME", 1, 24, "x.quantity"),
        ('order.remark.hasword("x")', "UNKNOWN_NAME", 1, 21, "hasWord"),
        ('line.sku == "CUP"', "UNKNOWN_NAME", 1, 5, "scope line"),
        ('dyn(order.total) > "x"', "UNKNOWN_NAME", 1, 1, "dyn"),
        ('order.total > "500"', "WRONG_TYPES", 1, 13, "a whole number and a text"),
        ("order.hours_left < 3", "WRONG_TYPES", 1, 18, "3.0 instead of 3"),
        ('order.tags == "vip"', "WRONG_TYPES", 1, 12, "in the list"),
        ('order.tags.contains("vip")', "WRONG_TYPES", 1, 20, "cannot ask a list"),
        ('order.tags in "vip"', "WRONG_TYPES", 1, 12, "on the right"),
        ("order.lines.quantity > 3", "WRONG_TYPES", 1, 12, "order.lines.exists(x, …)"),
        ('order.paid > "2026-01-01"', "WRONG_TYPES", 1, 12, "timestamp("),
        ('buyer.is_new == "yes"', "WRONG_TYPES", 1, 14, "write it alone"),
        ("true && order.total", "WRONG_TYPES", 1, 6, "true or false"),
        ("", "EMPTY", 0, 0, "write true"),
        (" \n // nothing", "EMPTY", 0, 0, "write true"),
        ("order.total", "NOT_BOOLEAN", 1, 1, "a whole number"),
        ("order.tags", "NOT_BOOLEAN", 1, 1, "a list"),
        ("order", "NOT_BOOLEAN", 1, 1, "a whole order"),
        ("[true, 1][0]", "NOT_BOOLEAN", 1, 1, "anything"),
        ("order.total >", "SYNTAX", 1, 14, "ends too early"),
        ("order.lines.exists(x, true", "SYNTAX", 1, 27, "a ) is missing"),
        ("order.total = 3", "SYNTAX", 1, 13, "write == instead of ="),
        ("order.total => 3", "SYNTAX", 1, 13, "write >="),
        ("order.total <> 3", "SYNTAX", 1, 14, "write !="),
        ("order.gift_wrap and true", "SYNTAX", 1, 17, "write && instead of and"),
        ("not order.gift_wrap", "SYNTAX", 1, 5, "write ! instead of not"),
        ("order.total > 50,000", "SYNTAX", 1, 17, "without commas"),
        ('order.remark == "a', "SYNTAX", 1, 17, "no closing"),
        ("order.remark == “a”", "SYNTAX", 1, 17, 'write " instead of “'),
        ("order.total＞3", "SYNTAX", 1, 12, "write > instead of ＞"),
        ("order.remark == '\ud800'", "SYNTAX", 1, 18, "half a character"),
        ('order.remark.matches("(a")', "BAD_VALUE", 1, 22, "not a pattern"),
        ('order.paid > timestamp("2026")', "BAD_VALUE", 1, 24, "not a time"),
        ('time.now - order.paid > duration("3 days")', "BAD_VALUE", 1, 34, "not a span"),
        ('order.paid.getHours("Mars") == 2', "BAD_VALUE", 1, 21, "not a time zone"),
        ("order.total > 99999999999999999999", "BAD_VALUE", 1, 15, "too large"),
        ('"\\u12" == order.memo', "SYNTAX", 1, 1, "is written \\\\"),
        ("order.total > -99999999999999999999", "BAD_VALUE", 1, 15, "-99999999999999999999 is no"),
        ("0x99999999999999999999 > 1", "BAD_VALUE", 1, 1, "0x99999999999999999999 is no number"),
        ("1 / 0 > 1", "BAD_VALUE", 1, 1, "divided by zero"),
        ("order.total.cents > 1", "WRONG_TYPES", 1, 12, "order.total is a whole number"),
        ("order.total.exists(x, x > 1)", "WRONG_TYPES", 1, 6, "a whole number is no list"),
        ("order.lines.exists(1, true)", "SYNTAX", 1, 20, "exists(x, …)"),
        ("true" + " " * LENGTH_MAX, "TOO_LONG", 0, 0, "2004 characters"),
        ("(" * 40 + "true" + ")" * 40, "TOO_DEEP", 0, 0, "brackets"),
        (
            "[1].exists(a, [1].exists(b, [1].exists(c, true)))",
            *("TOO_DEEP", 1, 33, "inside each other"),
        ),
        ("1 + " * 17 + "1 > 0", "TOO_DEEP", 1, 67, "times +"),
        ("[1].map(a, a).map(a, a).map(a, a) == [1]", "TOO_DEEP", 1, 25, "times map"),
    ],
)
def test_a_mistake_names_its_place_and_the_way_out(
    text: str, code: str, line: int, column: int, words: str
) -> None:
    first = mistakes(text)[0]
    assert (first.code, first.line, first.column) == (code, line, column)
    assert words in said(first)
    assert "<input>" not in said(first)
    assert "hedan" not in said(first)
    # Nothing of the English is left but what stands in the condition or belongs in one.
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", said(first, "zh"))
    assert re.search(r"[\u4e00-\u9fff]", said(first, "zh"))


def test_all_wrong_names_are_told_at_once() -> None:
    found = mistakes('order.totl > 1 || order.remrk == "x" && buyer.odrers > 1')
    assert [one.column for one in found] == [6, 24, 46]


def test_line_is_known_in_a_rule_of_lines() -> None:
    assert compile_condition('line.sku == "CUP"', Scope.LINE).names == {"line", "sku"}
    assert "line.quantity" in said(mistakes("line.quantty > 1", Scope.LINE)[0])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_the_examples_of_the_help_sheet_work(example: tuple[str, Scope, str]) -> None:
    condition, scope, _ = example
    compile_condition(condition, scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order.total == 5000", True),
        ("order.paid < time.now && order.deadline > time.now", True),
        ('order.paid.getHours("Asia/Shanghai") == 11', True),
        ('order.remark.hasWord("顺丰")', True),
        ('order.remark.hasWord(["圆通", "顺丰"])', True),
        ('order.memo.hasWord("")', False),
        ('order.remark.hasWord("")', False),
        ('"vip" in order.tags && store.platform == "doudian"', True),
        ("order.lines[0].quantity == 2 && order.lines.size() == 1", True),
        ("order.lines.all(x, x.paid > buyer.paid)", False),
        ("buyer.hours_since_last == 99.5", True),
        ("time.weekday == 7", True),
    ],
)
def test_a_condition_sees_the_view(text: str, expected: bool) -> None:
    assert answer(text) is expected


@pytest.mark.parametrize(
    ("remark", "expected"), [("please HOLD", True), ("ｈｏｌｄ", True), ("household", False)]
)
def test_words_count_as_the_checks_count_them(remark: str, expected: bool) -> None:
    assert answer('order.remark.hasWord("hold")', view(remark=remark)) is expected


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("order.lines[7].quantity > 1", Failure.NO_SUCH_PLACE),
        ("order.total / order.postage > 1", Failure.DIVIDED_BY_ZERO),
        ("order.total % order.postage > 1", Failure.DIVIDED_BY_ZERO),
        ("order.total * 9223372036854775807 > 1", Failure.OUT_OF_RANGE),
        ("uint(0 - order.total) > 1u", Failure.OUT_OF_RANGE),
        ("int(1e300 * order.hours_left) > 1", Failure.OUT_OF_RANGE),
        ("timestamp(order.total * 99999999999) > time.now", Failure.OUT_OF_RANGE),
        ("int(order.remark) > 1", Failure.NOT_READ),
        ("bool(order.remark)", Failure.NOT_READ),
        ("timestamp(order.remark) > time.now", Failure.NOT_READ),
        ("duration(order.remark) > time.now - order.paid", Failure.NOT_READ),
        ("order.paid.getHours(order.remark) == 2", Failure.NOT_A_ZONE),
        ("order.remark.matches(order.memo)", Failure.NOT_A_PATTERN),
        ('{"a": 1}[order.remark] > 0', Failure.NO_SUCH_KEY),
        ("{order.remark: 1, order.remark: 2}.size() > 1", Failure.KEY_TWICE),
        ("[order.remark, 1][0] > 2", Failure.WRONG_TYPES),
        ('string(bytes(order.memo) + b"\\xff") == ""', Failure.NOT_CHARACTERS),
    ],
)
def test_what_cannot_be_said_of_an_order_is_said_without_its_words(
    text: str, failure: Failure
) -> None:
    assert answer(text, view(memo="(Zhang San", remark="Zhang San 13800000000")) == failure


def test_each_line_with_each_other_line_ends_in_time() -> None:
    """200 lines are 40,000 pairs; the library gives up after 10,000 steps, and we say so."""
    many = view(lines=[LINE._replace(id=str(number)) for number in range(200)])
    told = answer("order.lines.exists(a, order.lines.exists(b, a.paid + b.paid < 0))", many)
    assert told == Failure.TOO_MANY_STEPS


def test_an_unknown_complaint_is_not_quoted() -> None:
    assert failure_of('something new: "Zhang San"') is Failure.UNKNOWN
    assert failure_of('"divide by zero" wrote the buyer') is Failure.UNKNOWN


def test_lines_that_differ_in_nothing_asked_are_still_two() -> None:
    """Only what a condition writes is bound: the id always is."""
    two = view(lines=[LINE, LINE._replace(id="2")])
    assert answer("order.lines[0] == order.lines[1]", two) is False


ATOMS = st.sampled_from(
    [
        "order.total > 3000",
        "order.total > 9000",
        "order.gift_wrap",
        "!buyer.is_new",
        '"a && b" == order.remark',
        "order.lines.exists(x, x.quantity > 1 && x.paid > 1)",
        "[true, false][order.flag]",
        'r"\\d" == order.memo',
        '"""a " && ( """ != order.memo',
        "(order.flag > 0 ? true : order.units > 1)",
        "order.total / order.flag > 1",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" && ".join),
        st.tuples(inner, inner).map(" || ".join),
        st.tuples(inner, inner, inner).map(lambda three: "{} || {} && {}".format(*three)),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} // && (\n && {two[1]}"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, inner, inner).map(lambda three: "{} ? {} : ({})".format(*three)),
    ),
    max_leaves=5,
)
ORDERS = [
    view(total=total, gift_wrap=wrap, flag=flag, units=units)
    for total, wrap, flag, units in product((0, 5000, 10000), (False, True), (0, 1, 2), (1, 2))
]


def _compiled(text: str) -> Condition | None:
    try:
        return compile_condition(text, Scope.ORDER)
    except ConditionInvalid as refused:
        codes = {one.code for one in refused.mistakes}
    # "a ? b : c" before "&&" or "||" may take more in than was meant: not a condition then.
    assert codes <= {"SYNTAX", "TOO_DEEP", "WRONG_TYPES"}
    return None


@given(CONDITIONS)
@settings(deadline=None)
def test_the_parts_together_say_what_the_whole_says(text: str) -> None:
    condition = _compiled(text)
    if condition is None:
        return
    parts = [compile_condition(part.text, Scope.ORDER) for part in condition.parts]
    for seen in ORDERS if parts else ():
        asked = Asked(seen, Makers(condition.names)).of_order()
        whole = condition.test(asked)
        said = [part.test(asked) for part in parts]
        if False in said:
            assert whole is False
        elif all(one is True for one in said):
            assert whole is True
        else:
            assert isinstance(whole, str)


def _told(text: str) -> tuple[Mistake, ...]:
    try:
        compile_condition(text, Scope.ORDER)
    except ConditionInvalid as refused:
        return refused.mistakes
    return ()


WORDS = (
    *("order", ".", "total", ">", "3", "&&", "||", "!", "(", ")", "[", "]", "'", '"', "=", "in"),
    *('"a"', "tags", "line", "sku", "and", ",", "，", "?", ":", "map", "dyn", "1.5", "`x`", "//"),
)
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@given(TEXTS)
def test_any_text_is_compiled_or_refused_at_a_place_in_it(text: str) -> None:
    lines = text.split("\n")
    for one in _told(text):
        assert said(one, "zh")
        assert said(one, "en")
        assert 0 <= one.line <= len(lines)
        assert 0 <= one.column <= max(map(len, lines)) + 1
