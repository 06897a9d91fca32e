"""What is promised of cases that are worked on: goods go again once, and each word is told once."""

from hedan.domain.base import LineKey
from hedan.domain.cases import Case, PlatformAct
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import Parcel
from hedan.domain.replaced_lines import ReplacementKind
from tests.fakes.platform_cases import GOODS_AGAIN, WITHDRAWN
from tests.simulation.broken import require
from tests.simulation.watch import Watch

ON_ITS_WAY = frozenset({"claimed", "shipped", "gone", "stopping"})


def goods_go_again_once(watch: Watch, one: LineWork) -> None:
    """No case sends the goods of a line twice, whoever asks for it and how often."""
    if one.instead is None:
        return
    place = one.key.order, one.instead.case_id, one.instead.goods.line_id
    known = watch.sent_again.setdefault(place, one.key.line_id)
    require(known == one.key.line_id, "5 sent again twice", (known, one))


def nothing_else_travels_beside_it(watch: Watch, one: Parcel) -> None:
    """What is sent again has a parcel of its own, of one case."""
    works = [watch.lines.get(line.key) for line in one.lines]
    cases = {work.instead.case_id if work and work.instead else "" for work in works}
    mine = one.instead.case_id if one.instead else ""
    require(cases == {mine}, "7 goods of a case among others", (cases, one))


def nothing_goes_again_when_it_is_over(watch: Watch, one: LineWork) -> None:
    """Goods go again for a case that is open, and wants goods."""
    if one.instead is not None and one.version == 1:
        case = watch.cases[one.key.order, one.instead.case_id]
        kept = case.is_open and case.kind in GOODS_AGAIN
        require(kept, "1 sent again for a case that is over", (case, one))


def no_number_of_what_must_stay(watch: Watch) -> None:
    """No exchange's number is told when its fence was closed as the telling began."""
    for sent in watch.world.platform.replacement_calls[watch.replacements_seen :]:
        cleared = [
            key
            for key, number in watch.cleared
            if key.order == sent.order and number == sent.tracking
        ]
        require(bool(cleared), "1 an exchange told after stop", sent)


def stopped_is_true(watch: Watch) -> None:
    """A platform that hears «stopped» pays the buyer: no line of the case is on its way then."""
    for told in watch.world.platform.acts[watch.acts_seen :]:
        case = watch.world.platform.after_sale(told.case.after_sale_id)
        # Withdrawn since, they may travel: what was said before was true then.
        if told.act is not PlatformAct.STOPPED or case.status in WITHDRAWN:
            continue
        shown = watch.world.platform.shown(told.case.order.order_id)
        for line_id in told.case.line_ids:
            work = watch.lines.get(LineKey(order=told.case.order, line_id=line_id))
            stays = work is not None and work.state.value not in ON_ITS_WAY
            has_left = shown.line(line_id).status is OrderStatus.SHIPPED
            require(stays and not has_left, "1 stopped, and on its way", (told, work))


def only_what_was_asked_is_told(watch: Watch) -> None:
    """No platform hears of a case what neither a person nor a rule of the owner wanted."""
    acts = watch.world.platform.acts
    for told in acts[watch.acts_seen :]:
        cases = (
            one for one in watch.world.desk.all(Case) if one.case_id == told.case.after_sale_id
        )
        asked = {(step.act, bool(step.asked_by)) for case in cases for step in case.acts}
        require((told.act, True) in asked, "9 told unasked", told)


def every_word_is_told(watch: Watch) -> None:
    """What somebody wanted told is told at rest, or it says why not."""
    for case in watch.world.desk.all(Case):
        for step in case.acts:
            has_died = any(case.case_id in name for name in watch.world.dead_letters)
            require(not step.is_open or has_died, "9 an act without an end", (case, step))


def goods_that_go_again_arrive(watch: Watch) -> None:
    """What is sent again has left at rest, unless its case forbids it or a person was told."""
    told = set(watch.world.dead_letters) | {
        stored.event.facts["parcel"]
        for stored in watch.world.desk.events
        if stored.event.kind == "parcel_held"
    }
    for work in watch.lines.values():
        if work.instead is None or not work.may_ship or work.state is LineState.SHIPPED:
            continue
        require(work.parcel_id in told, "4 goods again in limbo", work)


def goods_again_hear_of_their_case(watch: Watch) -> None:
    """What is sent again must stay when its case is refused or withdrawn, and not without cause."""
    cases = {case.after_sale_id: case for case in watch.world.platform.after_sales}
    for work in watch.lines.values():
        if work.instead is None:
            continue
        mine = cases[work.instead.case_id]
        others = [
            case
            for case in cases.values()
            if case is not mine and case.order == mine.order and case.kind not in GOODS_AGAIN
        ]
        is_called_off = any(one.after_sale_id.endswith("~off") for one in work.fence.cases)
        if mine.status in WITHDRAWN:
            require(work.fence.is_closed, "1 goes again, and its case is over", work)
        elif not others and not is_called_off:
            require(not work.fence.is_closed, "3 kept back without cause", work)


def numbers_of_exchanges_are_told(watch: Watch) -> None:
    """The platform has the number of each exchange that left, and of nothing else."""
    sent: dict[str, set[str]] = {}
    for parcel in watch.parcels.values():
        if parcel.instead and parcel.tracking:
            sent.setdefault(parcel.instead.case_id, set()).add(parcel.tracking.number)
    replaced = watch.world.platform.replaced
    for case_id, number in replaced.items():
        require(number in sent.get(case_id, ()), "5 a number of nobody", (case_id, number))
    for work in watch.lines.values():
        instead = work.instead
        if work.state is LineState.SHIPPED and instead and instead.kind is ReplacementKind.EXCHANGE:
            require(instead.case_id in replaced, "4 an exchange untold", work)
