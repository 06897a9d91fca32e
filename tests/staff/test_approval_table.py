"""Approvals keep what they are given: in memory and in the table."""

from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from hedan.adapters.approvals import ApprovalTable
from hedan.domain.approvals import Approval, ApprovalAct, ApprovalState, approved, asked
from hedan.domain.people import Person, Role
from hedan.errors import VersionConflict
from hedan.usecases.orders.approve import Approvals
from tests.contracts.tables import create_table
from tests.domain.builders import NOW
from tests.fakes.memory_approvals import MemoryApprovals

LI, WANG = (
    Person(sub=f"sub-{name}", name=name, roles=frozenset({Role.OWNER, Role.OPERATOR}))
    for name in ("li", "wang")
)


@pytest.fixture(params=["memory", "moto"])
def approvals(request: pytest.FixtureRequest) -> Iterator[Approvals]:
    if request.param == "memory":
        yield MemoryApprovals()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        yield ApprovalTable(client, create_table(client, "SettingsTable", "settings"))


def question(minutes: int = 0, subject: str = "D1") -> Approval:
    at = NOW + timedelta(minutes=minutes)
    return asked(ApprovalAct.PUBLISH, subject, "digest", by=LI, reason="名字", at=at)


def test_what_is_kept_comes_back(approvals: Approvals) -> None:
    kept = approvals.keep(question())
    assert kept == question().but(version=1)
    assert approvals.approval(kept.approval_id) == kept
    answered = approvals.keep(approved(kept, WANG, "digest", NOW))
    assert (answered.state, answered.version) == (ApprovalState.APPROVED, 2)
    assert approvals.approval(kept.approval_id) == answered


def test_nobody_asked_for_it(approvals: Approvals) -> None:
    assert approvals.approval("20261001T120000-A") is None
    assert approvals.newest(10) == []


def test_the_newest_come_first(approvals: Approvals) -> None:
    kept = [approvals.keep(question(minutes, f"D{minutes}")) for minutes in (2, 0, 1)]
    wanted = sorted(kept, key=lambda one: one.asked_at, reverse=True)
    assert approvals.newest(10) == wanted
    assert approvals.newest(2) == wanted[:2]


def test_of_two_answers_at_once_one_counts(approvals: Approvals) -> None:
    kept = approvals.keep(question())
    approvals.keep(kept.moved(ApprovalState.REFUSED))
    with pytest.raises(VersionConflict):
        approvals.keep(kept.moved(ApprovalState.APPROVED))
    with pytest.raises(VersionConflict):
        approvals.keep(question())  # Asked twice at one instant is asked once.
    now = approvals.approval(kept.approval_id)
    assert now is not None
    assert now.state is ApprovalState.REFUSED
