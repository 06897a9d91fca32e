"""Holds open and close by facts and persons, and never twice for the same thing."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.findings import (
    DUE_BEFORE_DEADLINE,
    Ends,
    Finding,
    Hold,
    Holds,
    Severity,
    opened,
    reconcile,
    release,
)
from tests.domain.builders import NOW, minutes, order_key

EMPTY = Holds(order=order_key())
LATER = NOW + minutes(5)


def finding(
    code: str = "SKU_UNKNOWN", evidence: str = "line 1: code 'X'", ends: Ends = Ends.FACT
) -> Finding:
    return Finding(code=code, severity=Severity.STOP, evidence=evidence, fix="Add it.", ends=ends)


BY_FACT = finding()
BY_PERSON = finding("REMARK", "remark: 'hold'", Ends.PERSON)
# The kind of end belongs to the code, as in the table of checks.
findings = st.lists(
    st.builds(
        lambda code, evidence: finding(
            code, evidence, Ends.PERSON if code == "REMARK" else Ends.FACT
        ),
        st.sampled_from(["REMARK", "QUANTITY", "SKU_UNKNOWN"]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=4,
).map(tuple)


def test_a_finding_opens_a_hold() -> None:
    holds = reconcile(EMPTY, (BY_FACT,), NOW)
    assert holds.open == (Hold(finding=BY_FACT, opened_at=NOW),)


def test_the_same_finding_again_changes_nothing() -> None:
    holds = reconcile(EMPTY, (BY_FACT, BY_PERSON), NOW)
    assert reconcile(holds, (BY_PERSON, BY_FACT), LATER) == holds


def test_a_fact_closes_its_hold_and_says_when() -> None:
    holds = reconcile(reconcile(EMPTY, (BY_FACT,), NOW), (), LATER)
    assert holds.open == ()
    assert holds.holds == (Hold(finding=BY_FACT, opened_at=NOW, closed_at=LATER, closed_by="fact"),)


def test_only_a_person_closes_what_a_person_must_see() -> None:
    holds = reconcile(reconcile(EMPTY, (BY_PERSON,), NOW), (), LATER)
    assert [hold.finding for hold in holds.open] == [BY_PERSON]


def test_what_a_person_released_stays_released() -> None:
    holds = reconcile(EMPTY, (BY_FACT,), NOW)
    holds = release(holds, holds.open[0].hold_id, "li", LATER)
    assert holds.holds[0].closed_by == "li"
    assert holds.holds[0].closed_at == LATER
    assert reconcile(holds, (BY_FACT,), LATER).open == ()


def test_other_evidence_is_another_question() -> None:
    holds = reconcile(EMPTY, (BY_FACT,), NOW)
    holds = release(holds, holds.open[0].hold_id, "li", LATER)
    other = finding(evidence="line 1: code 'Y'")
    assert [hold.finding for hold in reconcile(holds, (other,), LATER).open] == [other]


def test_a_fact_that_comes_back_opens_a_new_hold_and_keeps_the_old() -> None:
    holds = reconcile(reconcile(EMPTY, (BY_FACT,), NOW), (), LATER)
    back = reconcile(holds, (BY_FACT,), LATER + minutes(1))
    assert len(back.holds) == 2
    assert back.holds[0] == holds.holds[0]
    assert back.open == (Hold(finding=BY_FACT, opened_at=LATER + minutes(1)),)


def test_releasing_what_is_not_open_changes_nothing() -> None:
    holds = reconcile(EMPTY, (BY_FACT,), NOW)
    hold_id = holds.open[0].hold_id
    assert release(holds, "Hnothing", "li", LATER) == holds
    released = release(holds, hold_id, "li", LATER)
    assert release(released, hold_id, "wang", LATER + minutes(1)) == released


@given(st.lists(findings, max_size=5))
def test_looks_at_an_order_keep_its_history(looks: list[tuple[Finding, ...]]) -> None:
    holds = EMPTY
    for number, found in enumerate(looks):
        before, holds = holds, reconcile(holds, found, NOW + minutes(number))
        # The past stays: a hold is only ever added, or closed where it stands.
        assert len(holds.holds) >= len(before.holds)
        for old, new in zip(before.holds, holds.holds, strict=False):
            assert new == old or (old.is_open and not new.is_open and new.finding == old.finding)
        # Nothing found is forgotten, and nothing is asked twice at once.
        ids = [hold.hold_id for hold in holds.open]
        assert len(ids) == len(set(ids))
        assert {Hold(finding=f, opened_at=NOW).hold_id for f in found} <= set(ids)
        # What only facts keep open is exactly what was found.
        assert {h.finding for h in holds.open if h.finding.ends is Ends.FACT} == {
            f for f in found if f.ends is Ends.FACT
        }
        assert reconcile(holds, found, NOW + minutes(number)) == holds


@given(findings.filter(bool), findings, st.data())
def test_a_release_closes_one_hold_and_lasts(
    found: tuple[Finding, ...], later: tuple[Finding, ...], data: st.DataObject
) -> None:
    holds = reconcile(EMPTY, found, NOW)
    chosen = data.draw(st.sampled_from(holds.open))
    after = release(holds, chosen.hold_id, "li", LATER)
    assert len(after.open) == len(holds.open) - 1
    for look in (later, found, (), found):
        after = reconcile(after, look, LATER)
        assert chosen.hold_id not in {hold.hold_id for hold in after.open}


# --- Times ----------------------------------------------------------------------------------------

BY_TIME = finding("PRESALE_NOT_DUE", "not before then", Ends.TIME).but(until=LATER)


def test_a_time_closes_its_hold_though_it_is_still_found_and_for_good() -> None:
    holds = reconcile(EMPTY, (BY_TIME,), NOW)
    assert [hold.due_at for hold in holds.open] == [LATER]
    over = reconcile(holds, (BY_TIME,), LATER)
    assert [hold.closed_by for hold in over.holds] == ["time"]
    assert reconcile(over, (BY_TIME,), LATER + minutes(1)) == over
    assert reconcile(EMPTY, (BY_TIME,), LATER).holds == ()


def test_another_time_is_another_hold_and_the_old_one_closes() -> None:
    moved = BY_TIME.but(evidence="not before later", until=LATER + minutes(9))
    holds = reconcile(reconcile(EMPTY, (BY_TIME,), NOW), (moved,), NOW)
    assert [(hold.is_open, hold.closed_by) for hold in holds.holds] == [(False, "fact"), (True, "")]


def test_a_step_is_due_by_its_own_time_or_shortly_before_the_deadline() -> None:
    quick, slow = BY_FACT.but(due_minutes=30), BY_PERSON

    def due(deadline: datetime | None) -> list[datetime | None]:
        return [hold.due_at for hold in reconcile(EMPTY, (quick, slow), NOW, deadline).open]

    assert due(None) == [NOW + minutes(30), None]
    assert due(NOW + DUE_BEFORE_DEADLINE + minutes(60)) == [NOW + minutes(30), NOW + minutes(60)]
    assert due(NOW + minutes(1)) == [NOW, NOW]  # Late already: now.


def test_a_deadline_that_moves_moves_the_step() -> None:
    holds = reconcile(EMPTY, (BY_PERSON,), NOW, NOW + DUE_BEFORE_DEADLINE + minutes(60))
    moved = reconcile(holds, (BY_PERSON,), LATER, NOW + DUE_BEFORE_DEADLINE + minutes(20))
    assert [hold.due_at for hold in moved.open] == [NOW + minutes(20)]
    assert [hold.opened_at for hold in moved.open] == [NOW]


def test_what_is_opened_beside_them_closes_none() -> None:
    holds = reconcile(EMPTY, (BY_FACT,), NOW)
    both = opened(holds, (BY_PERSON,), LATER)
    assert [hold.finding for hold in both.open] == [BY_FACT, BY_PERSON]
    assert opened(both, (BY_PERSON, BY_FACT), LATER) == both


def test_what_a_person_or_a_time_ended_is_settled_and_what_a_fact_ended_is_not() -> None:
    holds = reconcile(EMPTY, (BY_FACT, BY_PERSON, BY_TIME), NOW)
    holds = release(holds, BY_PERSON.hold_id, "li", NOW)
    holds = reconcile(holds, (BY_TIME,), LATER)
    assert set(holds.settled) == {BY_PERSON.hold_id, BY_TIME.hold_id}
