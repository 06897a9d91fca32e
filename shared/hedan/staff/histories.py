"""Routes that explain an order: what happened to it, and why it was decided so."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.ports import OrderFile
from hedan.staff.fields import OrderInPath
from hedan.staff.office import Here, Tongue
from hedan.staff.orders import file_of
from hedan.staff.serving import Routes
from hedan.texts import Language
from hedan.texts.routes import route_in_words
from hedan.usecases.orders.order_history import Moment, timeline
from hedan.usecases.orders.why import Replayed, Why, why

routes = Routes("orders")


class Timeline(Frozen):
    """Everything that happened to an order, the oldest first."""

    moments: tuple[Moment, ...]


class RouteShown(Frozen):
    """Who ships a line by the latest decision, and why it is that supplier."""

    line_id: str
    supplier: str
    why: str  # In the caller's language.


class Explained(Frozen):
    """An order as it was at an instant, and every decision that led there."""

    file: OrderFile
    decisions: tuple[Replayed, ...]
    replayed: bool  # Whether every decision comes out the same again.
    routes: tuple[RouteShown, ...]
    timeline: tuple[Moment, ...]


@routes.serve(
    Act.READ_ORDERS, "GET", "/orders/<order>/timeline", summary="What happened to an order"
)
def what_happened(office: Here, order: OrderInPath) -> Timeline:
    """List what happened, with who did it; what a receiver's fields said is not in it."""
    file_of(office, order)
    return Timeline(moments=timeline(order, desk=office.desk()))


@routes.serve(Act.READ_WHY, "GET", "/orders/<order>/why", summary="Why it was decided so")
def explained(
    office: Here,
    tongue: Tongue,
    order: OrderInPath,
    at: Annotated[AwareDatetime | None, Query(description="An instant; left out: now")] = None,
) -> Explained:
    """Rebuild an order as it was at an instant and make each of its decisions again."""
    file_of(office, order)
    told = why(order, at, desk=office.desk(), settings_of=office.keeper().settings_version)
    return Explained(
        file=told.file,
        decisions=told.decisions,
        replayed=told.replayed,
        routes=_routes(told, tongue),
        timeline=told.timeline,
    )


def _routes(told: Why, tongue: Language) -> tuple[RouteShown, ...]:
    if not told.decisions:
        return ()
    return tuple(
        RouteShown(
            line_id=plan.line_id, supplier=plan.supplier, why=route_in_words(tongue, plan.route)
        )
        for plan in told.decisions[-1].decision.lines
        if plan.supplier is not None
    )
