"""Routes for tracking numbers in question: which they are, and what a person decides of one."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from hedan.domain.base import Frozen, SupplierId
from hedan.domain.findings import Post
from hedan.domain.parcels import Doubt, Parcel, ParcelState, Tracking
from hedan.domain.people import Act, Person
from hedan.notices import doubts_in_words
from hedan.staff.fields import IdInPath
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language
from hedan.usecases.numbers.decide_number import (
    NothingToDecide,
    believe_number,
    give_number,
    refuse_number,
)
from hedan.workbooks.carriers import Unrecognised, recognise

routes = Routes("parcels")

# A number in question waits as a hold of this post does: who may release one may decide.
POST = Post.OPERATOR


class NumberAsked(Frozen):
    """One parcel whose number waits for a person."""

    parcel: str
    supplier: str
    workbook: str
    orders: tuple[str, ...]
    state: ParcelState
    number: Tracking | None
    instead: Annotated[
        Tracking | None, Field(description="What its supplier wants in the place of the number")
    ]
    doubts: tuple[Doubt, ...]
    why: tuple[str, ...]
    version: int


class NumbersAsked(Frozen):
    """Every number that waits for a person."""

    numbers: tuple[NumberAsked, ...]


class ToDecide(Frozen):
    """Whether the number in question is believed, or else carrier and number as on the label."""

    believe: bool | None = None
    carrier: Annotated[str, Field(max_length=64)] = ""
    number: Annotated[str, Field(max_length=64)] = ""


class NumberDecided(Frozen):
    """The parcel after the decision."""

    parcel: str
    state: ParcelState
    number: Tracking | None
    changing_to: Annotated[
        Tracking | None, Field(description="What the platform is asked to put in its place")
    ]


@routes.serve(
    Act.READ_ORDERS, "GET", "/numbers-in-question", summary="Numbers that wait for a person"
)
def questions(
    office: Here,
    tongue: Tongue,
    supplier: Annotated[SupplierId | None, Query(description="Of this supplier only")] = None,
) -> NumbersAsked:
    """List the numbers in doubt and the changes that are asked for, of all suppliers or of one."""
    known = [one.id for one in office.settings().suppliers]
    if supplier is not None and supplier not in known:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_SUPPLIER)
    parcels = _in_question(office, [supplier] if supplier else known)
    return NumbersAsked(numbers=tuple(_asked(parcel, tongue) for parcel in parcels))


@routes.serve(
    Act.RELEASE_HOLD, "POST", "/parcels/<parcel>/number", summary="Decide on a parcel's number"
)
def decide(office: Here, person: Who, parcel: IdInPath, wanted: ToDecide) -> NumberDecided:
    """Believe or refuse the number that waits, or write the one on the label.

    A number that a platform has already is changed there, as far as it allows that.
    """
    try:
        with expecting(Code.NO_SUCH_PARCEL):
            decided = _decided(office, person, parcel, wanted)
    except NothingToDecide as nothing:
        raise Refused(HTTPStatus.CONFLICT, Code.NOTHING_TO_DECIDE, detail=nothing) from nothing
    change = decided.change
    return NumberDecided(
        parcel=decided.parcel_id,
        state=decided.state,
        number=decided.tracking,
        changing_to=change.new if change and change.allowed_at else None,
    )


def _decided(office: Office, person: Person, parcel_id: str, wanted: ToDecide) -> Parcel:
    desk, now, by = office.desk(), office.now, str(person)
    if not person.may_release(POST):
        raise Refused(HTTPStatus.FORBIDDEN, Code.NOT_YOUR_POST, post=POST)
    if wanted.number or wanted.carrier:
        tracking = _written(office, wanted)
        return give_number(parcel_id, tracking, by, desk=desk, now=now)
    if wanted.believe is None:
        raise _unclear("believe, carrier and number are all empty")
    act = believe_number if wanted.believe else refuse_number
    return act(parcel_id, by, desk=desk, now=now)


def _written(office: Office, wanted: ToDecide) -> Tracking:
    if wanted.believe is not None:
        raise _unclear("believe, and another number beside it")
    tracking = recognise(wanted.carrier, wanted.number, office.settings().carriers)
    if isinstance(tracking, Unrecognised):
        raise _unclear(tracking.message("en"))
    return tracking


def _unclear(why: str) -> Refused:
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, Code.NUMBER_UNCLEAR, place="number", detail=why)


def _in_question(office: Office, suppliers: Iterable[str]) -> Iterable[Parcel]:
    desk = office.desk()
    for supplier in suppliers:
        for parcel in desk.supplier_news(supplier, office.now).parcels:
            if parcel.is_in_question:
                yield parcel


def _asked(parcel: Parcel, tongue: Language) -> NumberAsked:
    change = parcel.change
    return NumberAsked(
        parcel=parcel.parcel_id,
        supplier=parcel.supplier,
        workbook=parcel.workbook,
        orders=tuple(str(key) for key in parcel.orders),
        state=parcel.state,
        number=parcel.tracking,
        instead=change.new if change and change.allowed_at is None else None,
        doubts=tuple(dict.fromkeys(one.code for one in parcel.doubts)),
        why=doubts_in_words(parcel, tongue),
        version=parcel.version,
    )
