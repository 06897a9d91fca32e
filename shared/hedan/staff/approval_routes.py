"""Routes for the second person: what waits, agree, refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from hedan.domain.approvals import Approval, ApprovalAct, ApprovalRefused, ApprovalState
from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.staff.fields import IdInPath
from hedan.staff.office import Here, Office, Who
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.usecases.orders.approve import SHOWN, Subjects, approve, refuse
from hedan.usecases.orders.release_with_approval import HoldRelease
from hedan.usecases.publishing.publish_with_approval import Publication, RollingBack

routes = Routes("approvals")


class ApprovalPage(Frozen):
    """The newest approvals, newest first."""

    approvals: tuple[Approval, ...]


@routes.serve(Act.READ_APPROVALS, "GET", "/approvals", summary="What was asked of a second person")
def approvals(office: Here) -> ApprovalPage:
    """List the newest approvals, whatever became of them."""
    return ApprovalPage(approvals=tuple(office.approvals().newest(SHOWN)))


@routes.serve(Act.READ_APPROVALS, "GET", "/approvals/<approval_id>", summary="One approval")
def one_approval(office: Here, approval_id: IdInPath) -> Approval:
    """Show one approval and what became of it."""
    known = office.approvals().approval(approval_id)
    if known is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_APPROVAL)
    return known


@routes.serve(Act.APPROVE, "POST", "/approvals/<approval_id>/approve", summary="Agree")
def agree(office: Here, person: Who, approval_id: IdInPath) -> Approval:
    """Agree to what somebody else asked for: it is done at once. Agreeing twice is harmless."""
    with _answering():
        answered = approve(
            approval_id,
            person,
            approvals=office.approvals(),
            subjects=subjects(office),
            now=office.now,
        )
    if answered.state is ApprovalState.VOID:
        raise Refused(HTTPStatus.CONFLICT, Code.APPROVAL_VOID)
    return answered


@routes.serve(
    Act.APPROVE, "POST", "/approvals/<approval_id>/refuse", summary="Refuse, or take back"
)
def say_no(office: Here, person: Who, approval_id: IdInPath) -> Approval:
    """Refuse what somebody asked for, or take back what one asked for. Nothing is done."""
    with _answering():
        return refuse(approval_id, person, approvals=office.approvals(), now=office.now)


def subjects(office: Office) -> Subjects:
    """Return how each kind of approval is carried out."""
    return {
        ApprovalAct.RELEASE_HOLD: HoldRelease(office.desk(), office.now),
        ApprovalAct.PUBLISH: Publication(office.keeper()),
        ApprovalAct.ROLL_BACK: RollingBack(office.keeper()),
    }


@contextmanager
def _answering() -> Iterator[None]:
    try:
        with expecting(Code.NO_SUCH_APPROVAL):
            yield
    except ApprovalRefused as over:
        raise Refused(HTTPStatus.CONFLICT, Code(over.code)) from over
