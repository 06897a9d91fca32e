"""What a person decided about an order stands, whatever comes later; nonsense is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.edits import EditField
from hedan.domain.line_work import LineState
from hedan.domain.rules import (
    HoldIt,
    NeverMerge,
    Prioritise,
    Route,
    Rule,
    Split,
    TagIt,
    UseCarrier,
    UsePackage,
)
from hedan.usecases.orders.edit_order import EditRefused, Wish, edit_order
from hedan.usecases.orders.release_hold import release_hold
from tests.domain.builders import RECEIVER, hours, order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage, survives

KEY = order_key("1")


def taken() -> Stage:
    stage = Stage()
    stage.stock_in(9)
    stage.place("CUP", "MUG")
    stage.take(stage.hint())
    return stage


def edit(stage: Stage, *wishes: Wish, by: str = "wang") -> int:
    """Decide, and return the version of what stands then."""
    edits = edit_order(
        KEY, wishes, by, "because", desk=stage.desk, settings=SETTINGS, now=stage.now
    )
    return edits.version


def wish(field: EditField, value: str, line_id: str = "") -> Wish:
    return Wish(field=field, value=value, line_id=line_id)


def test_it_is_stored_with_who_why_and_what_was_seen() -> None:
    stage = taken()
    edit(stage, wish(EditField.SUPPLIER, "factory-b", "11"))
    (kept,) = stage.desk.order_file(KEY).edits.edits
    assert (kept.by, kept.reason, kept.at, kept.order_version) == ("wang", "because", stage.now, 1)
    assert kept.saw == "11: CUP*1"
    told = stage.desk.events[-1].event
    assert told.facts["edits"] == "supplier of line 11: factory-b"


def test_the_same_again_changes_nothing_and_the_latest_counts() -> None:
    stage = taken()
    assert edit(stage, wish(EditField.CARRIER, "zto")) == 1
    assert edit(stage, wish(EditField.CARRIER, "zto")) == 1
    assert edit(stage, wish(EditField.TAG, "+vip"), wish(EditField.TAG, "-new")) == 2
    assert edit(stage, wish(EditField.TAG, "-vip")) == 3
    assert {one.value for one in stage.desk.order_file(KEY).edits.edits} == {"zto", "-new", "-vip"}


def test_an_empty_value_takes_it_back() -> None:
    stage = taken()
    edit(stage, wish(EditField.CARRIER, "zto"), wish(EditField.TAG, "+vip"))
    edit(stage, wish(EditField.CARRIER, ""), wish(EditField.TAG, ""))
    assert stage.desk.order_file(KEY).edits.edits == ()


@pytest.mark.parametrize(
    "refused",
    [
        wish(EditField.SUPPLIER, "factory-z"),
        wish(EditField.CARRIER, "dove"),
        wish(EditField.SKU, "NOPE", "11"),
        wish(EditField.NOTE, "x", "99"),
        wish(EditField.TRAVELS, "somehow"),
        wish(EditField.TAG, "vip"),
        wish(EditField.TAG, "+vip", "11"),
        wish(EditField.PRIORITY, "soon"),
    ],
)
def test_nonsense_is_refused_and_nothing_of_it_is_stored(refused: Wish) -> None:
    stage = taken()
    with pytest.raises(EditRefused):
        edit(stage, wish(EditField.PACKAGE, "box"), refused)
    assert stage.desk.order_file(KEY).edits.edits == ()


def test_an_order_that_nobody_knows_is_refused() -> None:
    with pytest.raises(EditRefused):
        edit(Stage(), wish(EditField.NOTE, "x"))


def test_what_the_supplier_already_has_is_not_changed_by_words() -> None:
    stage = taken()
    stage.look()
    stage.wave()
    assert set(stage.states().values()) == {LineState.CLAIMED}
    for refused in (wish(EditField.NOTE, "x"), wish(EditField.SUPPLIER, "")):
        with pytest.raises(EditRefused):
            edit(stage, refused)


def test_deciding_survives_its_death() -> None:
    assert survives(taken, lambda stage: edit(stage, wish(EditField.NOTE, "x"))) > 1


def test_goods_that_the_platform_changed_under_a_decision_hold_the_order() -> None:
    stage = taken()
    edit(stage, wish(EditField.SUPPLIER, "factory-b", "11"))
    stage.later()
    stage.platform.change_lines("1", stage.now, quantity=2)
    stage.take(stage.hint())
    stage.look()
    codes = [hold.finding.code for hold in stage.desk.order_file(KEY).holds.open]
    assert "EDIT_TOUCHED" in codes
    assert stage.desk.order_file(KEY).edits.edits[0].value == "factory-b"


RULES = (
    Rule(id="a", author="li", when="true", then=(Route(supplier="factory-a"), TagIt(tag="vip"))),
    Rule(id="b", author="li", when="true", then=(UseCarrier(carrier="zto"), Split())),
    Rule(id="c", author="li", when="order.remark != ''", then=(HoldIt(reason="x"), NeverMerge())),
    Rule(
        id="d",
        author="li",
        when="true",
        then=(UsePackage(package="p"), Prioritise(hours_earlier=9)),
    ),
)
WISHES = (
    wish(EditField.SUPPLIER, "factory-b"),
    wish(EditField.SUPPLIER, "factory-b", "11"),
    wish(EditField.PACKAGE, "mine", "12"),
    wish(EditField.TRAVELS, "with_buyer"),
    wish(EditField.TAG, "-vip"),
    wish(EditField.NOTE, "note", "11"),
    wish(EditField.PRIORITY, "1"),
)
histories = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.integers(0, len(WISHES) - 1)),
        st.tuples(st.just("message"), st.integers(0, 4)),
        st.tuples(st.just("rules"), st.integers(0, 2 ** len(RULES) - 1)),
        st.tuples(st.just("release"), st.just(0)),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(histories)
def test_a_decision_survives_any_later_message_and_rule_run(
    history: list[tuple[str, int]],
) -> None:
    stage = taken()
    stands: dict[tuple[EditField, str], str] = {}
    rules: tuple[Rule, ...] = ()
    for kind, number in [*history, ("rules", 2 ** len(RULES) - 1)]:
        stage.later()
        match kind:
            case "edit":
                edit(stage, WISHES[number])
                stands[WISHES[number].field, WISHES[number].line_id] = WISHES[number].value
            case "message":
                _message(stage, number)
            case "rules":
                rules = tuple(rule for n, rule in enumerate(RULES) if number >> n & 1)
            case _:
                for hold in stage.desk.order_file(KEY).holds.open:
                    release_hold(KEY, hold.hold_id, "li", desk=stage.desk, now=stage.now)
        stage.look(settings=SETTINGS.but(rules=rules))
        _all_stand(stage, stands)


def _message(stage: Stage, number: int) -> None:
    """The platform tells something new, or the same again."""
    changes: list[dict[str, object]] = [
        {"buyer_remark": "hello"},
        {"paid_minor": 1},
        {"receiver": RECEIVER.but(address_id="#other", detail="elsewhere")},
        {"deadline": stage.now + hours(9)},
    ]
    if number < len(changes):
        stage.platform.change_order("1", stage.now, **changes[number])
    else:
        stage.platform.change_lines("1", stage.now, quantity=3)
    stage.take(stage.hint())


def _all_stand(stage: Stage, stands: dict[tuple[EditField, str], str]) -> None:
    file = stage.desk.order_file(KEY)
    assert {(one.field, one.line_id): one.value for one in file.edits.edits} == stands
    decided = file.decision
    if decided is None:
        return
    if (EditField.TAG, "") in stands:
        assert "vip" not in decided.tags
    for plan in decided.lines:
        said = {
            field: stands.get((field, plan.line_id)) or stands.get((field, ""))
            for field in EditField
        }
        handling = plan.handling
        assert said[EditField.SUPPLIER] in (None, plan.supplier)
        assert said[EditField.PACKAGE] in (None, handling.package)
        assert said[EditField.TRAVELS] in (None, handling.travels)
        assert said[EditField.NOTE] is None or said[EditField.NOTE] in handling.notes
        # And what waits for a wave waits as it was decided.
        work = file.line(plan.line_id)
        if work.state in (LineState.RESERVED, LineState.READY):
            assert (work.supplier, work.handling) == (plan.supplier, handling)
