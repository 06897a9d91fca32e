"""Four eyes: whoever asks, answers, repeats or dies in between, nothing is done with two."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.approvals import (
    VALID,
    Approval,
    ApprovalAct,
    ApprovalRefused,
    ApprovalState,
    approved,
    asked,
    refused,
)
from hedan.domain.people import Person, Role
from hedan.errors import Rejected, TryAgain
from hedan.usecases.orders.approve import approve, ask_approval, refuse
from tests.domain.builders import NOW
from tests.fakes.memory_approvals import MemoryApprovals

TEAM = tuple(
    Person(sub=f"sub-{name}", name=name, roles=frozenset({Role.OWNER}))
    for name in ("li", "wang", "zhao")
)
LI, WANG, ZHAO = TEAM
OVER = {ApprovalState.DONE, ApprovalState.REFUSED, ApprovalState.VOID}


class Thing:
    """Something that may be done once a second person agreed; it can change, and it can fail."""

    def __init__(self) -> None:
        self.content = 0
        self.done: list[tuple[str, int, str]] = []
        self.broken = False
        self.impossible = False

    def digest(self, subject: str) -> str:
        return f"{subject}:{self.content}"

    def carry_out(self, approval: Approval) -> None:
        subject, by = approval.subject, approval.by
        if self.broken:
            raise TryAgain("the world is away")
        if self.impossible:
            raise Rejected("overtaken")
        if not any(done[0] == subject for done in self.done):
            self.done.append((subject, self.content, by))


def question(thing: Thing, by: Person = LI, at: datetime = NOW) -> Approval:
    return asked(ApprovalAct.PUBLISH, "draft-1", thing.digest("draft-1"), by=by, reason="", at=at)


def test_the_asker_cannot_agree_under_any_name() -> None:
    thing = Thing()
    renamed = LI.but(name="somebody else")
    with pytest.raises(ApprovalRefused, match="APPROVAL_OWN"):
        approved(question(thing), renamed, thing.digest("draft-1"), NOW)


def test_a_new_person_of_the_old_name_is_another_person() -> None:
    thing = Thing()
    namesake = LI.but(sub="sub-new")
    answered = approved(question(thing), namesake, thing.digest("draft-1"), NOW)
    assert answered.state is ApprovalState.APPROVED


def test_what_changed_in_between_is_not_approved() -> None:
    thing = Thing()
    asked_for = question(thing)
    thing.content += 1
    assert approved(asked_for, WANG, thing.digest("draft-1"), NOW).state is ApprovalState.VOID


def test_it_is_over_when_its_time_has_come() -> None:
    thing = Thing()
    asked_for = question(thing)
    digest = thing.digest("draft-1")
    last = NOW + VALID - timedelta(microseconds=1)
    assert approved(asked_for, WANG, digest, last).state is ApprovalState.APPROVED
    with pytest.raises(ApprovalRefused, match="APPROVAL_EXPIRED"):
        approved(asked_for, WANG, digest, NOW + VALID)


def test_the_asker_may_take_it_back() -> None:
    thing = Thing()
    gone = refused(question(thing), LI, NOW)
    assert gone.state is ApprovalState.REFUSED
    assert refused(gone, WANG, NOW) == gone
    with pytest.raises(ApprovalRefused, match="APPROVAL_REFUSED"):
        approved(gone, WANG, thing.digest("draft-1"), NOW)


def test_both_names_stand_in_what_was_done() -> None:
    thing, kept = Thing(), MemoryApprovals()
    asked_for = _ask(thing, kept, LI, NOW)
    _approve(thing, kept, asked_for.approval_id, WANG, NOW)
    assert thing.done == [("draft-1", 0, "li/sub-li, approved by wang/sub-wang")]


def test_what_broke_off_is_finished_by_approving_again() -> None:
    thing, kept = Thing(), MemoryApprovals()
    asked_for = _ask(thing, kept, LI, NOW)
    thing.broken = True
    with pytest.raises(TryAgain):
        _approve(thing, kept, asked_for.approval_id, WANG, NOW)
    thing.broken = False
    late = NOW + 2 * VALID  # It was agreed to in time.
    assert _approve(thing, kept, asked_for.approval_id, ZHAO, late).state is ApprovalState.DONE
    assert len(thing.done) == 1


def test_what_can_no_longer_be_done_is_void() -> None:
    thing, kept = Thing(), MemoryApprovals()
    asked_for = _ask(thing, kept, LI, NOW)
    thing.impossible = True
    with pytest.raises(Rejected):
        _approve(thing, kept, asked_for.approval_id, WANG, NOW)
    known = kept.approval(asked_for.approval_id)
    assert known is not None
    assert known.state is ApprovalState.VOID


def test_asking_twice_is_asking_once() -> None:
    thing, kept = Thing(), MemoryApprovals()
    first = _ask(thing, kept, LI, NOW)
    assert _ask(thing, kept, LI, NOW + timedelta(hours=1)) == first
    assert _ask(thing, kept, LI, NOW + VALID) != first  # That one is over.


def _ask(thing: Thing, kept: MemoryApprovals, by: Person, at: datetime) -> Approval:
    return ask_approval(
        ApprovalAct.PUBLISH, "draft-1", thing.digest("draft-1"), by, "", approvals=kept, now=at
    )


def _approve(
    thing: Thing, kept: MemoryApprovals, approval_id: str, by: Person, at: datetime
) -> Approval:
    return approve(approval_id, by, approvals=kept, subjects={ApprovalAct.PUBLISH: thing}, now=at)


# --- any history ------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "approve", "refuse", "change", "break", "mend", "overtake"]),
        st.sampled_from(TEAM),
        st.integers(min_value=0, max_value=40),  # Hours that pass before it.
    ),
    max_size=30,
)


@given(steps=STEPS)
def test_nothing_is_done_that_two_people_did_not_see(
    steps: list[tuple[str, Person, int]],
) -> None:
    thing, kept, now = Thing(), MemoryApprovals(), NOW
    settled: dict[str, Approval] = {}
    for step, person, hours in steps:
        now += timedelta(hours=hours)
        done_before = len(thing.done)
        match step:
            case "change":
                thing.content += 1
            case "break" | "mend":
                thing.broken = step == "break"
            case "overtake":
                thing.impossible = True
            case "ask":
                _ask(thing, kept, person, now)
            case _:
                _answer(step, thing, kept, person, now)
        if len(thing.done) > done_before:
            assert step == "approve"
        for approval in kept.newest(1000):
            _assert_sound(approval)
            if approval.approval_id in settled:  # What is over never moves again.
                assert approval == settled[approval.approval_id]
            elif approval.state in OVER:
                settled[approval.approval_id] = approval
    assert max(Counter(done[0] for done in thing.done).values(), default=0) <= 1


def _answer(step: str, thing: Thing, kept: MemoryApprovals, person: Person, now: datetime) -> None:
    newest = kept.newest(1)
    if not newest:
        return
    try:
        if step == "refuse":
            refuse(newest[0].approval_id, person, approvals=kept, now=now)
        else:
            _approve(thing, kept, newest[0].approval_id, person, now)
    except (Rejected, TryAgain):
        return  # Refusals are half of what is tested: nothing may have happened.


def _assert_sound(approval: Approval) -> None:
    if approval.state in {ApprovalState.APPROVED, ApprovalState.DONE}:
        assert approval.answered_by is not None
        assert approval.answered_at is not None
        assert approval.answered_by.sub != approval.asked_by.sub
        assert approval.asked_at <= approval.answered_at < approval.expires_at
