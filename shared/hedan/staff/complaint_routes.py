"""Routes for complaints and disputes: open one on an order, note how it ended."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, NonNegativeInt, StringConstraints

from hedan.domain.base import Frozen
from hedan.domain.cases import Case, CaseKind, CaseOutcome
from hedan.domain.people import Act
from hedan.staff.case_fields import CaseInPath, RequestId, hand_of, refusing
from hedan.staff.fields import OrderInPath
from hedan.staff.office import Here, Tongue, Who
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.usecases.cases.complaints import open_complaint
from hedan.usecases.cases.work_case import closed, work_case

routes = Routes("cases")

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ToComplain(Frozen):
    """What a buyer, or a platform, has against an order. request: so that a repeat opens none."""

    kind: Literal[CaseKind.COMPLAINT, CaseKind.DISPUTE]
    title: Title
    answer_by: AwareDatetime | None = None
    request: RequestId


class ToClose(Frozen):
    """How it ended. cause: a code of the settings' reasons; cost: in the order's currency."""

    outcome: CaseOutcome
    cause: Annotated[str, Field(max_length=32)] = ""
    cost_minor: NonNegativeInt = 0


@routes.serve(
    Act.WORK_CASE, "POST", "/orders/<order>/complaints", summary="Open a complaint or dispute"
)
def complain(office: Here, person: Who, order: OrderInPath, wanted: ToComplain) -> Case:
    """Open a case that waits in the queue, by its own time, until somebody notes its end."""
    with expecting(Code.NO_SUCH_ORDER):
        return open_complaint(
            order,
            wanted.kind,
            wanted.title,
            wanted.answer_by,
            wanted.request,
            hand_of(office, person),
        )


@routes.serve(
    Act.WORK_CASE,
    "POST",
    "/orders/<order>/complaints/<case>/close",
    summary="Note how a complaint or dispute ended",
)
def close(
    office: Here, person: Who, tongue: Tongue, order: OrderInPath, case: CaseInPath, wanted: ToClose
) -> Case:
    """Keep outcome, cause and cost: the first end stands. An after-sale's end is its platform's."""
    hand = hand_of(office, person)
    codes = [one.code for one in office.settings().case_reasons]
    with refusing(tongue):
        return work_case(
            order,
            case,
            "close",
            lambda known: closed(
                known,
                wanted.outcome,
                wanted.cause,
                wanted.cost_minor,
                codes=codes,
                by=hand.by,
                now=hand.now,
            ),
            hand,
        )
