"""Pick: somebody says what of a parcel was on the shelf, and what is short can leave it.

Nothing is stored of a proposal: the same words give the same one. What is accepted leaves by
take_out; the stop of it is answered on the spot, for whoever stands at the shelf knows.
"""

from collections.abc import Mapping
from datetime import datetime

from hedan.domain.base import Frozen, LineKey
from hedan.domain.packing import PackingRules
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.picking import PickOutcome, PickProposal, pick_proposal
from hedan.domain.stops import StopAnswer, StopCause
from hedan.errors import VersionConflict
from hedan.ports import Desk
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.waves.take_out import take_out


class PickTooLate(Exception):
    """The parcel has a number, or has ended: what is in it is settled."""


class Picked(Frozen):
    """A proposal, and the lines that have left the parcel by it."""

    proposal: PickProposal
    left: tuple[LineKey, ...] = ()


def pick_parcel(
    parcel_id: str,
    found: Mapping[LineKey, int],
    version: int,
    by: str,
    *,
    accept: bool,
    packing: PackingRules,
    desk: Desk,
    now: datetime,
) -> Picked:
    """Propose what to do with what was found, and do it when it is accepted.

    Accepting again what was accepted changes nothing. A parcel of which no line is whole is left
    alone. Raises KeyError when there is no such parcel, PickTooLate, ValueError as pick_proposal
    does, VersionConflict when the parcel has changed since it was seen.
    """
    parcel = desk.parcels([parcel_id])[parcel_id]
    if parcel.version != version:
        proposal = _accepted_before(parcel, found, accept=accept)
    elif parcel.state is not ParcelState.CLAIMED:
        raise PickTooLate(f"{parcel_id} is {parcel.state}")
    else:
        proposal = pick_proposal(parcel, found)
    if not accept or proposal.outcome is not PickOutcome.SPLIT:
        return Picked(proposal=proposal)
    stays = tuple(one.line for one in proposal.stays)
    take_out(parcel_id, stays, StopCause.SHORT_PICK, desk=desk, now=now, by=by, packing=packing)
    _answer_stops(parcel, by, desk, now)
    return Picked(proposal=proposal, left=stays)


def _answer_stops(parcel: Parcel, by: str, desk: Desk, now: datetime) -> None:
    """Say of every line that was short that it stayed; also where the last attempt died."""
    for stop in desk.stops(parcel.supplier):
        of_pick = stop.parcel_id == parcel.parcel_id and stop.cause is StopCause.SHORT_PICK
        if of_pick and not stop.is_settled:
            answer_stop(parcel.supplier, stop.stop_id, StopAnswer.STOPPED, by, desk=desk, now=now)


def _accepted_before(parcel: Parcel, found: Mapping[LineKey, int], *, accept: bool) -> PickProposal:
    """Return what an earlier call with the same words began. Raises VersionConflict."""
    picked = [one for one in parcel.corrections if one.cause == StopCause.SHORT_PICK.value]
    left = {key for correction in picked for key in correction.lines}
    others = tuple(one for one in parcel.corrections if one not in picked)
    try:
        proposal = pick_proposal(parcel.but(corrections=others), found)
    except ValueError as unlike:
        raise VersionConflict(f"{parcel.parcel_id} has changed") from unlike
    if not accept or not left or not left.issubset(one.line for one in proposal.stays):
        raise VersionConflict(f"{parcel.parcel_id} has changed")
    return proposal
