"""合单 / 拆单: which ready lines travel together, and why. Orders stay as they are.

What has to wait is left, with the instant at which it goes. How it is decided stands in planning/.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import AwareDatetime, ConfigDict, NonNegativeInt

from hedan.domain.base import Frozen, Id, LineKey, OrderKey, short_id
from hedan.domain.orders import Receiver
from hedan.domain.parcels import Parcel, Remark
from hedan.domain.planning import drafts as making
from hedan.domain.planning import reasons
from hedan.domain.planning.boxes import Box, boxes_of
from hedan.domain.planning.company import Company, companies_of, parted
from hedan.domain.planning.drafts import Draft
from hedan.domain.planning.lots import lots_of, newest
from hedan.domain.planning.rules import PlanRules
from hedan.domain.planning.suggestions import Suspicion, suggested
from hedan.domain.planning.waiting import Waiting, earliest, ends_at, not_before
from hedan.domain.ready import ReadyLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedParcel:
    """One parcel to be claimed: its lines as they were when the plan was made."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    parcel_id: Id
    wave_id: str
    lines: tuple[ReadyLine, ...]
    deadline: AwareDatetime | None
    reasons: tuple[str, ...]  # Each begins with its code: "FIXED_PACKING: …".
    # What the claim writes into its lines, see LineWork.split_mark; empty: no split made it.
    split_mark: str = ""
    saved_minor: NonNegativeInt | None = None  # Freight that merging saves; None: not known.

    @property
    def members(self) -> tuple[ReadyLine, ...]:
        """Its lines, for whoever asks what is in it and in which version it was seen."""
        return self.lines

    @property
    def store(self) -> str:
        """The store of the order paid first; others of one owner may be in it."""
        return self.lines[0].store

    @property
    def supplier(self) -> str:
        """Who ships it."""
        return self.lines[0].supplier

    @property
    def receiver(self) -> Receiver:
        """Where it goes: as the order paid first says."""
        return self.lines[0].receiver

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Every remark of buyer and seller with its order, each once."""
        said: dict[tuple[str, str, str], OrderKey] = {}
        for line in self.lines:
            order = line.key.order
            for text in (line.buyer_remark, line.seller_memo):
                if text.strip():
                    said.setdefault((order.store, order.order_id, text), order)
        return tuple(Remark(order=order, text=name[2]) for name, order in said.items())

    @property
    def is_gifts_only(self) -> bool:
        """Whether nothing in it was bought."""
        return all(line.is_gift for line in self.lines)

    def parcel(self, workbook: str) -> Parcel:
        """Return the parcel as it is stored when the claim succeeds."""
        return Parcel(
            parcel_id=self.parcel_id,
            store=self.store,
            supplier=self.supplier,
            wave_id=self.wave_id,
            workbook=workbook,
            lines=tuple(line.in_parcel for line in self.lines),
            receiver=self.receiver,
            remarks=self.remarks,
            deadline=self.deadline,
            reasons=self.reasons,
            saved_minor=self.saved_minor,
            instead=self.lines[0].instead,
        )


class Left(Frozen):
    """Lines that do not go now, why, and when they will."""

    lines: tuple[LineKey, ...]
    reason: str  # Begins with its code: "MERGE_WINDOW: …".
    until: AwareDatetime | None  # None: until something happens, the goods of a gift leave.


class Question(Frozen):
    """Orders that seem to belong together. A person answers by giving them one company word."""

    orders: tuple[OrderKey, ...]
    reason: str


class Plan(Frozen):
    """Every line that came in is in exactly one parcel or is left."""

    parcels: tuple[PlannedParcel, ...]
    left: tuple[Left, ...]
    questions: tuple[Question, ...] = ()


def plan_parcels(lines: Iterable[ReadyLine], rules: PlanRules, now: datetime, wave_id: str) -> Plan:
    """Decide which lines travel together now and which wait.

    The order in which lines come makes no difference. A line that comes twice counts once, in its
    newest version. The same lines in the same wave get the same parcel ids. Each line is touched
    a bounded number of times, but for sorting.
    """
    going, waiting = not_before(newest(lines), now, by_date=rules.split.by_date)
    companies, suspicions = suggested(companies_of(lots_of(going, rules.split), rules), rules)
    # Asked before boxes part what belongs together.
    questions = sorted(
        map(_question, suspicions), key=lambda one: (*map(str, one.orders), one.reason)
    )
    drafts: list[Draft] = []
    for company in parted(companies, rules):
        for box in boxes_of(company, rules):
            until = _waits_until(box, company, rules)
            if until is not None and now < until:
                waiting.append(_window(box, until))
            else:
                drafts += _drafts(box, company, rules, now)
    drafts, gifts = making.gifts_after_goods(drafts, waiting)
    making.told_of_places(drafts)
    making.told_of_limits(drafts, rules)
    making.estimate_savings(drafts, rules)
    parcels: list[PlannedParcel] = []
    while drafts:
        parcels.append(_parcel(drafts.pop(), wave_id))
    parcels.sort(key=_urgency)
    left = sorted(map(_left, (*waiting, *gifts)), key=_left_place)
    return Plan(parcels=tuple(parcels), left=tuple(left), questions=tuple(questions))


def _waits_until(box: Box, company: Company, rules: PlanRules) -> datetime | None:
    """Return when the box goes at the latest; None when it waits for nobody.

    What travels alone waits with the rest of its order: a gift does not leave before its goods.
    """
    if box.is_full or company.alone_for:
        return None
    return ends_at(box.loose, (line for one in box.pieces for line in one.lines), rules.merge)


def _window(box: Box, until: datetime) -> Waiting:
    lines = [*box.loose, *(line for piece in box.pieces for line in piece.lines)]
    return Waiting(lines, "MERGE_WINDOW: waits for further orders of this buyer", until)


def _drafts(box: Box, company: Company, rules: PlanRules, now: datetime) -> Iterator[Draft]:
    mark = company.first.split_mark  # One, or none: a mark meets no other.
    loose = box.loose
    if loose:
        yield Draft(loose, reasons.of_box(box, company, rules, now), mark)
    for piece in box.pieces:
        yield Draft(piece.lines, reasons.of_piece(piece, company, rules), piece.mark or mark)


def _parcel(draft: Draft, wave_id: str) -> PlannedParcel:
    return PlannedParcel(
        parcel_id=short_id("P", wave_id, *sorted(map(_name, draft.lines))),
        wave_id=wave_id,
        lines=tuple(draft.lines),
        deadline=earliest(draft.lines),
        reasons=tuple(draft.reasons),
        split_mark=draft.mark,
        saved_minor=draft.saved_minor,
    )


def _name(line: ReadyLine) -> str:
    """Return str(line.key), which here is made a million times."""
    order = line.key.order
    return f"{order.platform}:{order.store}:{order.order_id}/{line.key.line_id}"


def _urgency(parcel: PlannedParcel) -> tuple[bool, float, str]:
    """Sort by deadline, those without one last, parcels of one order side by side."""
    deadline = parcel.deadline
    return deadline is None, deadline.timestamp() if deadline else 0.0, _name(parcel.lines[0])


def _left(one: Waiting) -> Left:
    return Left(lines=tuple(line.key for line in one.lines), reason=one.reason, until=one.until)


def _left_place(one: Left) -> tuple[bool, float, str]:
    return one.until is None, one.until.timestamp() if one.until else 0.0, str(one.lines[0])


def _question(suspicion: Suspicion) -> Question:
    orders = {
        str(lot.lines[0].key.order): lot.lines[0].key.order
        for company in suspicion.companies
        for lot in company.lots
    }
    return Question(
        orders=tuple(orders[name] for name in sorted(orders)), reason=f"ALIKE: {suspicion.why}"
    )
