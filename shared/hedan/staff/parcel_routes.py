"""Routes for parcels: one with how it is packed, and what was found of it on the shelves."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field, NonNegativeInt

from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.packing import pack
from hedan.domain.parcels import Parcel
from hedan.domain.people import Act
from hedan.domain.picking import PickOutcome, WhyStays
from hedan.staff.fields import IdInPath
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts import plan_in_words, say
from hedan.usecases.waves.packing_rules import packing_rules
from hedan.usecases.waves.pick_parcel import PickTooLate, pick_parcel

routes = Routes("parcels")

LINES_MAX = 200


class PackingShown(Frozen):
    """How a parcel is packed. None: not known, for the settings lack a weight or a size."""

    package: str
    inserts: tuple[str, ...]
    cost_minor: int
    weight_grams: int | None
    volume_ml: int | None
    waste_ml: int | None


class ParcelShown(Frozen):
    """One parcel, the orders in it, why it is what it is, how the lines still in it are packed."""

    parcel: Parcel
    orders: tuple[str, ...]
    reasons: tuple[str, ...]
    packing: PackingShown


class FoundLine(Frozen):
    """So many units of a line were on the shelf."""

    order: Annotated[str, Field(max_length=256)]  # platform:store:number
    line_id: Annotated[str, Field(min_length=1, max_length=128)]
    found: NonNegativeInt


class ToPick(Frozen):
    """What was found; a line that is not named was found whole."""

    found: Annotated[tuple[FoundLine, ...], Field(max_length=LINES_MAX)]
    parcel_version: Annotated[int, Field(ge=1)]
    accept: Annotated[
        bool, Field(description="False: only say what would be done. True: do it.")
    ] = False


class StaysShown(Frozen):
    """A line that does not go now."""

    line: str
    wanted: int
    found: int
    why: WhyStays
    message: str


class PickShown(Frozen):
    """What goes now and what stays; left: the lines that have left the parcel by it."""

    parcel: str
    outcome: PickOutcome
    message: str
    goes: tuple[str, ...]
    stays: tuple[StaysShown, ...]
    left: tuple[str, ...]


@routes.serve(Act.READ_ORDERS, "GET", "/parcels/<parcel>", summary="One parcel, and its packing")
def one_parcel(office: Here, tongue: Tongue, parcel: IdInPath) -> ParcelShown:
    """Show a parcel: its orders and lines, what it is packed in, what that costs and wastes."""
    known = _parcel(office, parcel)
    packing = pack(known.rest, packing_rules(office.settings()))
    return ParcelShown(
        parcel=known,
        orders=tuple(str(key) for key in known.orders),
        reasons=plan_in_words(tongue, known.reasons),
        packing=PackingShown(
            package=packing.package,
            inserts=packing.inserts,
            cost_minor=packing.cost_minor,
            weight_grams=packing.weight_grams,
            volume_ml=packing.volume_ml,
            waste_ml=packing.waste_ml,
        ),
    )


@routes.serve(
    Act.PICK_PARCEL, "POST", "/parcels/<parcel>/picks", summary="Say what was on the shelf"
)
def pick(office: Here, person: Who, tongue: Tongue, parcel: IdInPath, wanted: ToPick) -> PickShown:
    """Propose what to do with a parcel that is short, and do it when it is accepted.

    A line that is short leaves the parcel with all its units; the others go now.
    """
    known = _parcel(office, parcel)
    try:
        picked = pick_parcel(
            known.parcel_id,
            _found(wanted),
            wanted.parcel_version,
            str(person),
            accept=wanted.accept,
            packing=packing_rules(office.settings()),
            desk=office.desk(),
            now=office.now,
        )
    except PickTooLate as late:
        raise Refused(HTTPStatus.CONFLICT, Code.PICK_TOO_LATE, state=known.state) from late
    except ValueError as wrong:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, Code.PICK_REFUSED, place="found", detail=wrong
        ) from wrong
    proposal = picked.proposal
    return PickShown(
        parcel=known.parcel_id,
        outcome=proposal.outcome,
        message=say(tongue, f"pick.{proposal.outcome}"),
        goes=tuple(map(str, proposal.goes)),
        stays=tuple(
            StaysShown(
                line=str(one.line),
                wanted=one.wanted,
                found=one.found,
                why=one.why,
                message=say(tongue, f"pick.{one.why}", found=one.found, wanted=one.wanted),
            )
            for one in proposal.stays
        ),
        left=tuple(map(str, picked.left)),
    )


def _parcel(office: Office, parcel_id: str) -> Parcel:
    with expecting(Code.NO_SUCH_PARCEL):
        return office.desk().parcels([parcel_id])[parcel_id]


def _found(wanted: ToPick) -> dict[LineKey, int]:
    """Return the units by line. Raises ValueError for what is no line, or stands there twice."""
    found: dict[LineKey, int] = {}
    for one in wanted.found:
        key = LineKey(order=OrderKey.parse(one.order), line_id=one.line_id)
        if key in found:
            raise ValueError(f"{key} stands there twice")
        found[key] = one.found
    return found
