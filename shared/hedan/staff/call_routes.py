"""Routes for stops that nobody answered: which suppliers to phone, and what was said."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import AwareDatetime

from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.domain.stops import Stop, StopAnswer, StopCall, StopCause
from hedan.notices import phones_of
from hedan.settings import Settings
from hedan.staff.fields import IdInPath, Why
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language
from hedan.texts.stop_words import goods_in_words
from hedan.usecases.stops.note_call import CallAnswer, note_call

routes = Routes("calls")


class Phone(Frozen):
    """Somebody of the supplier's warehouse, as the contacts of the settings name them."""

    name: str
    phone: str


class CallDue(Frozen):
    """One stop about which somebody has to phone its supplier."""

    stop: str
    supplier: str
    supplier_name: str
    phones: tuple[Phone, ...]
    order: str
    parcel: str
    workbook: str
    cause: StopCause
    goods: tuple[str, ...]
    told_at: AwareDatetime | None  # The first notice.
    label_printed_at: AwareDatetime | None
    escalated_at: AwareDatetime | None
    due_at: AwareDatetime
    calls: tuple[StopCall, ...]


class CallsDue(Frozen):
    """Every call that is due, the longest due first."""

    calls: tuple[CallDue, ...]


class Called(Frozen):
    """What somebody was told on the phone; answer: empty while nobody says where the goods are."""

    text: Why
    answer: CallAnswer | None = None


class CallNoted(Frozen):
    """The stop after the call. The answer is the one that stands: the first one does."""

    stop: str
    supplier: str
    calls: tuple[StopCall, ...]
    answer: StopAnswer | None
    answered_by: str
    withdrawn_at: AwareDatetime | None
    is_due: bool


@routes.serve(Act.ANSWER_CALL, "GET", "/calls", summary="Stops about which somebody has to phone")
def calls_due(office: Here, tongue: Tongue) -> CallsDue:
    """List the stops that nobody answered, of all suppliers, the longest due first."""
    settings = office.settings()
    due = sorted(_due(office, settings), key=lambda pair: (pair[0], pair[1].stop_id))
    return CallsDue(calls=tuple(_shown(stop, at, settings, tongue) for at, stop in due))


@routes.serve(
    Act.ANSWER_CALL,
    "POST",
    "/calls/<supplier>/<stop>",
    summary="Write down what a supplier said on the phone",
)
def note(office: Here, person: Who, supplier: IdInPath, stop: IdInPath, call: Called) -> CallNoted:
    """Keep the call, also one that nobody took; with an answer it settles the stop."""
    with expecting(Code.NO_SUCH_STOP):
        after = note_call(
            supplier,
            stop,
            call.text,
            str(person),
            answer=call.answer,
            desk=office.desk(),
            now=office.now,
        )
    return CallNoted(
        stop=after.stop_id,
        supplier=after.supplier,
        calls=after.calls,
        answer=after.answer,
        answered_by=after.answered_by,
        withdrawn_at=after.withdrawn_at,
        is_due=after.needs_a_call,
    )


def _due(office: Office, settings: Settings) -> Iterator[tuple[datetime, Stop]]:
    desk = office.desk()
    for supplier in settings.suppliers:
        for stop in desk.supplier_news(supplier.id, office.now).stops:
            if stop.needs_a_call and stop.call_due_at is not None:
                yield stop.call_due_at, stop


def _shown(stop: Stop, due_at: datetime, settings: Settings, tongue: Language) -> CallDue:
    supplier = settings.supplier(stop.supplier)
    return CallDue(
        stop=stop.stop_id,
        supplier=supplier.id,
        supplier_name=supplier.name,
        phones=tuple(Phone(name=c.name, phone=c.phone) for c in phones_of(supplier, settings)),
        order=str(stop.order),
        parcel=stop.parcel_id,
        workbook=stop.workbook,
        cause=stop.cause,
        goods=tuple(goods_in_words(stop, tongue)),
        told_at=stop.told[0].at if stop.told else None,
        label_printed_at=stop.label_printed_at,
        escalated_at=stop.escalated_at,
        due_at=due_at,
        calls=stop.calls,
    )
