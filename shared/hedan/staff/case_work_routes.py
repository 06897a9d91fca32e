"""Routes by which people work on a case: notes, reasons, offers, pictures, ways back.

None of them touches a line, a fence or a stop, and none moves money.
"""

from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from hedan.domain.base import Frozen
from hedan.domain.cases import Case
from hedan.domain.people import Act
from hedan.staff.case_fields import (
    CaseInPath,
    MaybeWords,
    RequestId,
    Words,
    hand_of,
    refusing,
)
from hedan.staff.fields import IdInPath, OrderInPath
from hedan.staff.office import Here, Tongue, Who
from hedan.staff.problems import Code, Refused
from hedan.staff.serving import Routes
from hedan.usecases.cases.offers import decided, offered, paid_for, rule_of
from hedan.usecases.cases.photos import keep_photo, photo_form
from hedan.usecases.cases.work_case import noted, reason_asked, reason_told, sent_back, work_case
from hedan.workbooks.carriers import Unrecognised, recognise

routes = Routes("cases")


class ToNote(Frozen):
    """A word about a case. request: the caller's name for it, so that a repeat adds none."""

    text: Words
    request: RequestId


class ToReason(Frozen):
    """That the buyer was asked what was wrong, or what it was: a code of the settings."""

    asked: Literal[True] | None = None
    code: Annotated[str, Field(min_length=1, max_length=32)] | None = None


class ToOffer(Frozen):
    """What is offered to the buyer, under a rule of the settings."""

    offer: Annotated[str, Field(min_length=1, max_length=32, description="The rule's id")]
    amount_minor: NonNegativeInt = 0  # What it costs us, in the order's currency.
    text: MaybeWords = ""
    request: RequestId


class ToDecide(Frozen):
    """What the buyer said to an offer."""

    answer: Literal["accepted", "declined"]


class ToSendBack(Frozen):
    """Carrier and number of the buyer's parcel, as on its label."""

    carrier: Annotated[str, Field(max_length=64)]
    number: Annotated[str, Field(max_length=64)]


class ToUpload(Frozen):
    """A wish to add a picture. request: the caller's name for it."""

    request: RequestId


class ToKeep(Frozen):
    """What a picture that was uploaded shows."""

    text: MaybeWords = ""


class UploadShown(Frozen):
    """Where to send the picture as a form (multipart, the file last), and its name afterwards."""

    photo: str
    url: str
    fields: dict[str, str]


@routes.serve(
    Act.WORK_CASE, "POST", "/orders/<order>/cases/<case>/notes", summary="Add a note to a case"
)
def note(
    office: Here, person: Who, tongue: Tongue, order: OrderInPath, case: CaseInPath, wanted: ToNote
) -> Case:
    """Keep a word of the talk with the buyer, or for colleagues."""
    hand = hand_of(office, person)
    with refusing(tongue):
        return work_case(
            order,
            case,
            "note",
            lambda known: noted(known, wanted.text, wanted.request, hand.by, hand.now),
            hand,
        )


@routes.serve(
    Act.WORK_CASE, "POST", "/orders/<order>/cases/<case>/reason", summary="Why the buyer asks"
)
def reason(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    wanted: ToReason,
) -> Case:
    """Keep that the buyer was asked what was wrong, or what really was. Policies may go by it."""
    hand = hand_of(office, person)
    codes = [one.code for one in office.settings().case_reasons]

    def change(known: Case) -> Case:
        asked = reason_asked(known, hand.now) if wanted.asked else known
        return reason_told(asked, wanted.code, codes, hand.now) if wanted.code else asked

    with refusing(tongue):
        return work_case(order, case, "reason", change, hand)


@routes.serve(
    Act.WORK_CASE, "POST", "/orders/<order>/cases/<case>/offers", summary="Offer something"
)
def offer(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    wanted: ToOffer,
) -> Case:
    """Keep what was offered to the buyer, within the owner's limits. A stop waits for nothing."""
    hand = hand_of(office, person)
    known_order = hand.desk.orders([order]).get(order)
    after_sale = hand.desk.after_sales([(order, case)]).get((order, case))
    if known_order is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_ORDER)
    with refusing(tongue):
        rule = rule_of(office.settings().offers, wanted.offer)
        return work_case(
            order,
            case,
            "offer",
            lambda known: offered(
                known,
                rule,
                wanted.amount_minor,
                paid_for(known_order, after_sale),
                text=wanted.text,
                request=wanted.request,
                by=hand.by,
                now=hand.now,
            ),
            hand,
        )


@routes.serve(
    Act.WORK_CASE,
    "POST",
    "/orders/<order>/cases/<case>/offers/<offer_id>",
    summary="Note what the buyer said to an offer",
)
def decide(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    offer_id: IdInPath,
    wanted: ToDecide,
) -> Case:
    """Keep the buyer's word: the first one stands. Doing what was offered is a person's work."""
    hand = hand_of(office, person)
    with refusing(tongue, Code.NO_SUCH_OFFER):
        return work_case(
            order,
            case,
            f"offer {wanted.answer}",
            lambda known: decided(
                known, offer_id, hand.now, is_accepted=wanted.answer == "accepted"
            ),
            hand,
        )


@routes.serve(
    Act.WORK_CASE,
    "POST",
    "/orders/<order>/cases/<case>/way-back",
    summary="Note the buyer's parcel back",
)
def way_back(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    wanted: ToSendBack,
) -> Case:
    """Keep carrier and number of what the buyer sends back, checked like a number of our own."""
    hand = hand_of(office, person)
    tracking = recognise(wanted.carrier, wanted.number, office.settings().carriers)
    if isinstance(tracking, Unrecognised):
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            Code.NUMBER_UNCLEAR,
            place="number",
            detail=tracking.message(tongue),
        )
    with refusing(tongue):
        return work_case(
            order,
            case,
            "way back",
            lambda known: sent_back(known, tracking, hand.by, hand.now),
            hand,
        )


@routes.serve(
    Act.WORK_CASE,
    "POST",
    "/orders/<order>/cases/<case>/photos",
    summary="Get a place for a picture",
)
def photo(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    wanted: ToUpload,
) -> UploadShown:
    """Return a form that takes one picture of at most 10 MB within an hour; then keep it."""
    with refusing(tongue):
        form = photo_form(order, case, wanted.request, hand_of(office, person), office.photos())
    return UploadShown(photo=form.photo_id, url=form.url, fields=form.fields)


@routes.serve(
    Act.WORK_CASE,
    "POST",
    "/orders/<order>/cases/<case>/photos/<photo_id>",
    summary="Keep a picture that was uploaded",
)
def keep(
    office: Here,
    person: Who,
    tongue: Tongue,
    order: OrderInPath,
    case: CaseInPath,
    photo_id: IdInPath,
    wanted: ToKeep,
) -> Case:
    """Look at what was uploaded, keep it under its own hash, note it. No picture is refused."""
    hand = hand_of(office, person)
    with refusing(tongue, Code.NO_SUCH_PHOTO):
        return keep_photo(order, case, photo_id, wanted.text, hand, office.photos())
