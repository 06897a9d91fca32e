"""Obligations: what buyer and seller wrote that somebody has to do before the parcel leaves.

A remark is never only a text: a carrier, a date, a packing or "do not ship" in it is named, with a
proposal where one click can settle it. Every other word that asks for a person stays a REMARK.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hedan.domain.checks.carriers import GAP, Mention, mentions, wished_carrier
from hedan.domain.checks.dates import wished_day
from hedan.domain.checks.seen import Found, Seen, Text, quoted
from hedan.domain.checks.words import asking_words
from hedan.domain.findings import Ends, Proposal

GIFT_PACKING = "礼品包装"
WAIT_DAYS_MAX = 60  # Who wants it later than that is asked what was meant.

_DO_NOT_SHIP = re.compile(
    r"(?:不要|不用|先别|别|勿|先不|暂不|暂缓|暂停|停止)(?:给我|急着|着急)?发(?!票|错|漏|到|其他|别的)"
    r"|(?:do\s*n[o']t|don'?t|not)\s+(?:ship|send|dispatch)(?!\s+(?:by|via|with))"
    r"|(?:hold|stop)\s+(?:the\s+)?(?:shipment|shipping|parcel|delivery)"
)
_INVOICE = re.compile(r"发票|专票|普票|\binvoices?\b")
_NO_INVOICE = re.compile(
    r"(?:不要|不用|不需要|无需|不必|别|勿|免)(?:开|放|带|附|寄)?(?:纸质)?(?:发票|专票|普票)"
    r"|\b(?:no|without)\s+(?:an?\s+)?invoices?\b"
)
_GIFT_WRAP = re.compile(
    r"礼[品物]包装|礼盒包装|包装.{0,4}(?:好看|精美|漂亮)|精美包装|gift[- ]?wrap|wrap.{0,12}\bgift"
)


def do_not_ship(seen: Seen) -> Iterator[Found]:
    """Find texts that ask not to ship, for now or at all."""
    for one in _wishes(seen):
        if _forbids(seen, one):
            yield Found(f"{one.place}: {quoted(one.text, seen.order)}")


def wish_date(seen: Seen) -> Iterator[Found]:
    """Find texts that name a day to ship on or after, until that day has come.

    It ends by itself on that day; a person decides about a day after the deadline.
    """
    wishes = _wishes(seen)
    if not wishes:
        return
    told_on = seen.order.created_at.astimezone(seen.zone).date()
    for one in wishes:
        day = wished_day(one.plain, told_on)
        starts = None if day is None else datetime.combine(day, time(), tzinfo=seen.zone)
        if day is not None and starts is not None and seen.now < starts:
            what = f"{one.place}: {quoted(one.text, seen.order)} (from {day.isoformat()})"
            yield _dated(seen, what, day, starts, told_on)


def wish_carrier(seen: Seen) -> Iterator[Found]:
    """Find wishes for a carrier, or against one, that the plan does not follow."""
    if not seen.travelling:
        return
    wished = seen.order.carrier_wished.strip()
    code = wished_carrier(wished, seen.carriers) if wished else None
    if wished and (code is None or _planned(seen) != {code}):
        yield Found(f"order: carrier {quoted(wished, seen.order)}", proposals=_proposal(code))
    for one in _wishes(seen):
        for mention in mentions(one.plain, seen.carriers).carriers:
            if not _is_followed(mention, _planned(seen)):
                what = f"{one.place}: {quoted(one.text, seen.order)}"
                wish = mention.word if mention.wanted else f"not {mention.word}"
                proposals = _proposal(mention.code) if mention.wanted else ()
                yield Found(f"{what} ({wish})", proposals=proposals)


def gift_wrap(seen: Seen) -> Iterator[Found]:
    """Find wishes for a gift's packing, until every line has a packing."""
    if not (seen.order.gift_wrap or _wishes(seen)):
        return
    plans = [seen.plans.get(line.line_id) for line in seen.travelling]
    if not plans or all(plan and plan.handling.package for plan in plans):
        return
    proposals = (Proposal(value=GIFT_PACKING, why="the buyer asks for it"),)
    if seen.order.gift_wrap:
        yield Found("order: gift wrap", proposals=proposals)
    for one in _wishes(seen):
        if _GIFT_WRAP.search(one.plain):
            yield Found(f"{one.place}: {quoted(one.text, seen.order)}", proposals=proposals)


def invoice(seen: Seen) -> Iterator[Found]:
    """Find wishes for an invoice."""
    if not seen.rules.look_at_invoices:
        return
    if seen.order.invoice_wished.strip():
        yield Found(f"order: invoice {quoted(seen.order.invoice_wished, seen.order)}")
    for one in seen.texts:
        if _INVOICE.search(_NO_INVOICE.sub(" ", one.plain)):
            yield Found(f"{one.place}: {quoted(one.text, seen.order)}")


def remark(seen: Seen) -> Iterator[Found]:
    """Find other words of the buyer's that ask for a person."""
    return _asking(seen, "remark")


def memo(seen: Seen) -> Iterator[Found]:
    """Find other words of the seller's that ask for a person."""
    return _asking(seen, "memo")


def _asking(seen: Seen, place: str) -> Iterator[Found]:
    for one in seen.texts:
        if one.place != place:
            continue
        words = asking_words(_without_obligations(seen, one), seen.rules.words_for_a_person)
        if words:
            # The whole text: another text is another question, although the word is the same.
            yield Found(f"{place}: {quoted(one.text, seen.order)} ({', '.join(words)})")


def _wishes(seen: Seen) -> tuple[Text, ...]:
    return seen.texts if seen.rules.look_at_wishes else ()


def _forbids(seen: Seen, one: Text) -> bool:
    # "Not by that carrier" is no "do not ship".
    return bool(_DO_NOT_SHIP.search(mentions(one.plain, seen.carriers).rest))


def _dated(seen: Seen, what: str, day: date, starts: datetime, told_on: date) -> Found:
    if day - told_on > timedelta(days=WAIT_DAYS_MAX):
        return Found(what, ends=Ends.PERSON)
    deadlines = [seen.order.deadline, *(line.deadline for line in seen.lines)]
    if any(deadline is not None and deadline <= starts for deadline in deadlines):
        proposal = Proposal(value=day.isoformat(), why="asked for, but after the deadline")
        return Found(what, proposals=(proposal,), ends=Ends.PERSON)
    proposal = Proposal(value=day.isoformat(), why="asked for, and before the deadline")
    return Found(what, until=starts, proposals=(proposal,))


def _planned(seen: Seen) -> set[str]:
    """Return the carriers that the lines are to travel with; "" where nobody chose one."""
    plans = [seen.plans.get(line.line_id) for line in seen.travelling]
    return {plan.handling.carrier if plan else "" for plan in plans}


def _is_followed(mention: Mention, planned: set[str]) -> bool:
    if mention.wanted:
        return planned == {mention.code}
    return "" not in planned and mention.code not in planned


def _proposal(code: str | None) -> tuple[Proposal, ...]:
    return () if code is None else (Proposal(value=code, why="the carrier that is asked for"),)


def _without_obligations(seen: Seen, one: Text) -> str:
    """Return what a text says besides the wishes that have a finding of their own."""
    text = one.plain
    if seen.rules.look_at_wishes:
        text = mentions(text, seen.carriers).rest
        for pattern in (_DO_NOT_SHIP, _GIFT_WRAP):
            text = pattern.sub(GAP, text)
    if seen.rules.look_at_invoices:
        for pattern in (_NO_INVOICE, _INVOICE):
            text = pattern.sub(GAP, text)
    return text
