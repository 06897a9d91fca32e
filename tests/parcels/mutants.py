"""Bugs of the parcel plan, put in by hand: what each is, and the promise that it breaks."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any, NamedTuple
from unittest import mock

from hedan.deciding import gifts, goods
from hedan.domain import line_work, parts, plan
from hedan.domain.base import LineKey
from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.plan import PlannedParcel
from hedan.domain.planning import company, drafts
from hedan.domain.planning.boxes import boxes_of
from hedan.domain.planning.lots import Lot
from hedan.domain.planning.rules import PlanRules
from hedan.domain.ready import ReadyLine
from hedan.domain.tallies import counted_up, is_of_routes
from hedan.ports import Change
from hedan.usecases.orders import tally_steps
from hedan.usecases.waves import claim_parcels, narrow_plan, recall_wave
from tests.fakes.memory_desk import MemoryDesk
from tests.parcels import work
from tests.parcels.watched_desk import WatchedDesk

type Patch = AbstractContextManager[Any]


class Mutant(NamedTuple):
    """One bug: what it is, how it is put in, and the beginning of the complaint about it."""

    name: str
    patch: Callable[[], Patch]
    breaks: str


def _changed(edit: Callable[[MemoryDesk, Change], Change]) -> Callable[[], Patch]:
    """Edit every change on its way to the desk."""
    commit = WatchedDesk.commit

    def edited(watched: WatchedDesk, change: Change) -> None:
        desk = watched._desk
        assert isinstance(desk, MemoryDesk)
        commit(watched, edit(desk, change))

    return lambda: mock.patch.object(WatchedDesk, "commit", edited)


# --- The plan -------------------------------------------------------------------------------------


def _buyer_is_forgotten() -> Patch:
    real = company._group

    def group(first: ReadyLine, base: company.Key, rules: PlanRules) -> Any:
        return real(first.but(buyer_id="anyone", merge_group="any"), base, rules)

    return mock.patch.object(company, "_group", group)


def marks_are_forgotten() -> Patch:
    """Let parts of a split meet others again."""
    real = company._alone_for

    def alone_for(lot: Lot, rules: PlanRules) -> str:
        return real(lot._replace(lines=[one.but(split_mark="") for one in lot.lines]), rules)

    return mock.patch.object(company, "_alone_for", alone_for)


def _a_remark_is_forgotten() -> Patch:
    real = PlannedParcel.remarks.fget  # type: ignore[attr-defined] # A property.
    return mock.patch.object(PlannedParcel, "remarks", property(lambda own: real(own)[:-1]))


def _the_latest_deadline_counts() -> Patch:
    def latest(lines: Iterable[ReadyLine]) -> Any:
        return max((line.deadline for line in lines if line.deadline), default=None)

    return mock.patch.object(plan, "earliest", latest)


def _presales_leave() -> Patch:
    def all_of(lines: Iterable[ReadyLine], now: Any, *, by_date: bool) -> Any:
        return list(lines), []

    return mock.patch.object(plan, "not_before", all_of)


def _gifts_go_first() -> Patch:
    stack = ExitStack()
    stack.enter_context(
        mock.patch.object(drafts, "gifts_after_goods", lambda parcels, waiting: (parcels, []))
    )
    stack.enter_context(mock.patch.object(claim_parcels._Claims, "_goods_go", return_value=True))
    return stack


def _units_are_doubled() -> Patch:
    real = PlannedParcel.parcel

    def parcel(planned: Any, workbook: str) -> Parcel:
        made = real(planned, workbook)
        first, *rest = made.lines
        return made.but(lines=(first.but(quantity=first.quantity * 2), *rest)) if rest else made

    return mock.patch.object(PlannedParcel, "parcel", parcel)


def _a_gift_is_left_behind() -> Patch:
    real = ReadyLine.__dict__["in_parcel"].fget

    def line(ready: ReadyLine) -> Any:
        made = real(ready)
        return made.but(parts=tuple(part for part in made.parts if not part.is_gift))

    return mock.patch.object(ReadyLine, "in_parcel", property(line))


def _too_many_orders() -> Patch:
    real = boxes_of

    def boxes(of: Any, rules: PlanRules) -> Any:
        return real(of, rules._replace(merge=rules.merge.but(orders_max=100)))

    return mock.patch.object(plan, "boxes_of", boxes)


# --- Money, gifts, shares, limits -----------------------------------------------------------------


def _cents_are_lost() -> Patch:
    def floors(total: int, weights: Sequence[int]) -> tuple[int, ...]:
        return tuple(total * weight // sum(weights) for weight in weights)

    stack = ExitStack()
    for module in (parts, goods):
        if hasattr(module, "shares"):
            stack.enter_context(mock.patch.object(module, "shares", floors))
    return stack


def _a_gift_for_everyone() -> Patch:
    real = gifts._Judge.overruled_by

    def overruled_by(judge: Any, rule_id: str, gift: Any) -> str:
        return real(judge, rule_id, gift.but(first_per_day=None))

    return mock.patch.object(gifts._Judge, "overruled_by", overruled_by)


def _shares_count_twice() -> Patch:
    real = counted_up

    def twice(tally: Any, member: str) -> Any:
        once = real(tally, member)
        return real(once, member) if is_of_routes(tally.name) else once

    return mock.patch.object(tally_steps, "counted_up", twice)


def _the_cap_is_ignored() -> Patch:
    stack = ExitStack()
    stack.enter_context(mock.patch.object(narrow_plan, "left_today", return_value=None))
    grant = lambda wave, wanted, counters, supplier, now: (wave, counters)  # noqa: E731
    stack.enter_context(mock.patch.object(claim_parcels, "grant", grant))
    return stack


# --- Claims, take-outs, recalls -------------------------------------------------------------------


def _fences_are_ignored() -> Patch:
    stack = ExitStack()
    stack.enter_context(mock.patch.object(line_work, "_settled", lambda line: line))
    stack.enter_context(mock.patch.object(LineWork, "may_ship", property(lambda own: True)))
    stack.enter_context(mock.patch.object(MemoryDesk, "_refuse_closed_fences", return_value=None))
    return stack


def _a_sibling_is_touched(desk: MemoryDesk, change: Change) -> Change:
    """Write a line that stays beside one that leaves."""
    if not any(event.kind is EventKind.LINES_TAKEN_OUT for _, event in change.events):
        return change
    written = {one.key for one in change.puts if isinstance(one, LineWork)}
    orders = {key.order for key in written}
    for one in desk.all(LineWork):
        is_beside = one.state is LineState.CLAIMED and one.key.order in orders
        if is_beside and one.key not in written:
            return change.but(puts=(*change.puts, one), was=(*change.was, one))
    return change


def _the_rest_loses_its_deadline() -> Patch:
    real = Parcel.without

    def without(parcel: Parcel, lines: Iterable[LineKey], cause: str, at: Any) -> Parcel:
        left = real(parcel, lines, cause, at)
        return left if left is parcel else left.but(deadline=None)

    return mock.patch.object(Parcel, "without", without)


def _those_who_left_stay_in() -> Patch:
    return mock.patch.object(Parcel, "without", lambda parcel, lines, cause, at: parcel)


def _nobody_plans_again(_: MemoryDesk, change: Change) -> Change:
    events = tuple(
        (of, event.but(facts={**event.facts, "replanned": "False"}))
        if "replanned" in event.facts
        else (of, event)
        for of, event in change.events
    )
    return change.but(events=events)


def _recall_after_download() -> Patch:
    real = recall_wave._attempt

    def attempt(supplier: str, number: str, by: str, why: str, desk: Any, now: Any) -> Any:
        class Blind:
            def workbook(self, *given: str) -> Any:
                file = desk.workbook(*given)
                return file and file.but(downloaded_at=None)

            def __getattr__(self, name: str) -> Any:
                return getattr(desk, name)

        return real(supplier, number, by, why, Blind(), now)

    return mock.patch.object(recall_wave, "_attempt", attempt)


def _a_recall_frees_nothing() -> Patch:
    return mock.patch.object(work, "take_back_wave", return_value=0)


MUTANTS = (
    Mutant("drops the buyer from the key", _buyer_is_forgotten, "7"),
    Mutant("forgets a remark", _a_remark_is_forgotten, "7"),
    Mutant("takes the latest deadline", _the_latest_deadline_counts, "7"),
    Mutant("lets presales leave", _presales_leave, "7"),
    Mutant("sends gifts before their goods", _gifts_go_first, "7"),
    Mutant("doubles a quantity in a merge", _units_are_doubled, "6"),
    Mutant("leaves a gift behind", _a_gift_is_left_behind, "7"),
    Mutant("puts too many orders into a parcel", _too_many_orders, "7"),
    Mutant("loses cents in shares", _cents_are_lost, "6"),
    Mutant("gives more gifts than the rule", _a_gift_for_everyone, "6"),
    Mutant("counts a share twice", _shares_count_twice, "6"),
    Mutant("ignores the daily limit", _the_cap_is_ignored, "5"),
    Mutant("claims fenced lines", _fences_are_ignored, "1"),
    Mutant("touches a sibling of what leaves", _changed(_a_sibling_is_touched), "7"),
    Mutant("takes the deadline from the rest", _the_rest_loses_its_deadline, "7"),
    Mutant("leaves in the parcel what left it", _those_who_left_stay_in, "5"),
    Mutant("plans nothing again that was freed", _changed(_nobody_plans_again), "nothing"),
    Mutant("recalls after the download", _recall_after_download, "5"),
    Mutant("frees nothing with a recall", _a_recall_frees_nothing, "nothing"),
)
