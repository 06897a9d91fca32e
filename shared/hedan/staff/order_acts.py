"""Routes by which a person decides about one order: hold it, release a hold, edit it."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from hedan.domain.base import Frozen
from hedan.domain.edits import Edits
from hedan.domain.findings import Post
from hedan.domain.people import Act
from hedan.staff.fields import IdInPath, OrderInPath, Reason, Why
from hedan.staff.office import Here, Who
from hedan.staff.orders import file_of
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.staff.settings_routes import in_force
from hedan.usecases.orders.edit_order import EditRefused, Wish, edit_order
from hedan.usecases.orders.hold_by_hand import HeldByHand, hold_by_hand
from hedan.usecases.orders.release_with_approval import NotTheirs, Released, release_with_approval

routes = Routes("orders")

WEEK_MINUTES = 7 * 24 * 60


class ToHold(Frozen):
    """Why an order is kept back, and whose next step it is."""

    reason: Why
    post: Post = Post.OPERATOR
    due_minutes: Annotated[int, Field(ge=1, le=4 * WEEK_MINUTES)] | None = None
    stop_promised: Annotated[
        bool,
        Field(
            description="Whether lines that a supplier already has are taken out of their parcels: "
            "at once while their workbook is not written, by a stop after that."
        ),
    ] = False


class ToRelease(Frozen):
    """Why a hold is over; the second person reads it where one has to agree."""

    reason: Reason = ""


class ToEdit(Frozen):
    """What somebody wants of an order, and what of it they saw."""

    wishes: Annotated[tuple[Wish, ...], Field(min_length=1, max_length=50)]
    reason: Why
    order_version: Annotated[int, Field(ge=1)]


@routes.serve(Act.HOLD_ORDER, "POST", "/orders/<order>/holds", summary="Hold an order by hand")
def hold(office: Here, person: Who, order: OrderInPath, wanted: ToHold) -> HeldByHand:
    """Keep an order back until a person releases it."""
    with expecting(Code.NO_SUCH_ORDER):
        return hold_by_hand(
            order,
            wanted.reason,
            str(person),
            post=wanted.post,
            due_minutes=wanted.due_minutes,
            stop_promised=wanted.stop_promised,
            desk=office.desk(),
            now=office.now,
        )


@routes.serve(
    Act.RELEASE_HOLD,
    "POST",
    "/orders/<order>/holds/<hold_id>/release",
    summary="Release a hold, or ask a second person to agree",
)
def release(
    office: Here, person: Who, order: OrderInPath, hold_id: IdInPath, wanted: ToRelease
) -> Released:
    """End one hold: the order is looked at again at once. Releasing it twice is harmless."""
    try:
        with expecting(Code.NO_SUCH_HOLD):
            return release_with_approval(
                order,
                hold_id,
                person,
                wanted.reason,
                desk=office.desk(),
                approvals=office.approvals(),
                # Not as it was a minute ago: who asks for four eyes wants them at once.
                four_eyes=in_force(office).publish.four_eyes_release,
                now=office.now,
            )
    except NotTheirs as post:
        raise Refused(HTTPStatus.FORBIDDEN, Code.NOT_YOUR_POST, post=post) from post


@routes.serve(Act.EDIT_ORDER, "POST", "/orders/<order>/edits", summary="Decide by hand")
def edit(office: Here, person: Who, order: OrderInPath, wanted: ToEdit) -> Edits:
    """Decide supplier, carrier, goods, tags … by hand: no rule and no message undoes it."""
    _, known = file_of(office, order)
    if known.version != wanted.order_version:
        raise Refused(HTTPStatus.CONFLICT, Code.OVERTAKEN, place="order_version")
    try:
        return edit_order(
            order,
            wanted.wishes,
            str(person),
            wanted.reason,
            desk=office.desk(),
            settings=office.settings(),
            now=office.now,
        )
    except EditRefused as refused:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, Code.EDIT_REFUSED, detail=refused
        ) from refused
