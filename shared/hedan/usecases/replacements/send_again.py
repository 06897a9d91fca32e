"""What is to be sent again, and does not wait for a wave: it does from now on, or somebody is told.

A resend that was agreed on its platform; what stayed behind when it was asked back; what a refund
kept back that was withdrawn. The order workflow comes here after everything that may begin it.
"""

from datetime import datetime
from functools import partial

from hedan.deciding.goods import Goods
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import stock_moves
from hedan.domain.replaced_lines import replacement_id
from hedan.errors import StockShort
from hedan.ports import CaseBook, Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.cases.work_case import CaseRefused
from hedan.usecases.replacements.hold_back import hold_back, let_go
from hedan.usecases.replacements.replace import Wish, replace
from hedan.usecases.replacements.sent_goods import parts_of_goods, planned
from hedan.usecases.replacements.waiting_again import agreed, may_be_planned

# Who asks, where the seller agreed to it on the platform.
PLATFORM = "platform"


def send_again(
    key: OrderKey, *, desk: Desk, book: CaseBook, settings: Settings, now: datetime
) -> int:
    """Let it wait for a wave; return how many lines do now. Repeating it sends nothing twice.

    What cannot be sent is held, each line by itself, until a person has looked.
    """
    file = desk.order_file(key)
    count = 0
    for case in agreed(file):
        try:
            done = replace(
                key,
                case.after_sale_id,
                Wish(PLATFORM),
                desk=desk,
                book=book,
                settings=settings,
                now=now,
            )
            count += len(done.replacement.line_ids) if done.replacement else 0
        except CaseRefused as no:
            values = ", ".join(f"{name} {value}" for name, value in sorted(no.values.items()))
            first = case.lines[0].line_id if case.lines else "-"
            why = f"case {case.after_sale_id}: {no.code}{': ' if values else ''}{values}"
            hold_back(key, replacement_id(first, case.after_sale_id, 0), why, desk, now)
    for line in may_be_planned(file):
        count += until_settled(partial(_plan, line.key, settings, desk, now))
    return count


def _plan(key: LineKey, settings: Settings, desk: Desk, now: datetime) -> int:
    file = desk.order_file(key.order)
    line = next((one for one in may_be_planned(file) if one.key == key), None)
    if line is None or line.instead is None or file.order is None:
        return 0
    goods = line.instead.goods
    parts = parts_of_goods(file.order, goods, Goods(settings))
    if parts is None:
        why = f"SKU {goods.sku}: not known, {now.isoformat()}"
        hold_back(key.order, key.line_id, why, desk, now)
        return 0
    ready = planned(line, parts)
    facts = {
        "order": str(key.order),
        "lines": f"{key.line_id}>{ready.supplier}",
        "tags": "",
        "case": line.instead.case_id,
    }
    puts = (ready, let_go(file.holds, [ready], PLATFORM, now))
    change = Change(
        puts=puts,
        was=file.before(puts),
        stock=stock_moves(line, ready, now),
        events=((ready, Event(kind=EventKind.LINES_READY, at=now, facts=facts)),),
    )
    try:
        desk.commit(change)
    except StockShort as short:
        why = f"SKU {short.sku}: too little of it, {now.isoformat()}"
        hold_back(key.order, key.line_id, why, desk, now)
        return 0
    return 1
