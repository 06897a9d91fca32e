"""Send again 换货 / 补发: goods of a case go once more, or others instead, at most once a case.

Asked for by a person, or by a resend that was agreed on the platform. One transaction writes it
into the case, lets lines of ours wait for their supplier's next wave and reserves their stock. The
order and the old parcel stay as they are; only our work on each old line notes the case, so that a
refund that is told of at the same moment meets the new line, whichever of the two comes first.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.deciding.goods import Goods
from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.base import Frozen, Id, LineKey, OrderKey, Quantity, Sku
from hedan.domain.cases import Case, CaseKind, Replacement
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Holds
from hedan.domain.line_work import LEFT, Fence, FenceCase, LineState, LineWork, stock_moves
from hedan.domain.order_parts import SENT
from hedan.domain.orders import Line, Order
from hedan.domain.parts import Part
from hedan.domain.replaced_lines import (
    SENDING,
    Instead,
    ReplacedGoods,
    ReplacementKind,
    replacement_id,
)
from hedan.errors import StockShort
from hedan.ports import CaseBook, Change, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.cases.work_case import CaseRefused, case_of
from hedan.usecases.orders.stock_need import ACTIONS_MAX, actions_of
from hedan.usecases.replacements.hold_back import let_go
from hedan.usecases.replacements.sent_goods import parts_of_goods, planned

GOODS_MAX = 20


class WantedGoods(Frozen):
    """Units that shall be sent for one line of the order."""

    line_id: Id
    sku: Sku = ""  # A code of ours; empty: what was bought.
    quantity: Quantity


class Wish(NamedTuple):
    """What is asked for, and by whom."""

    by: str
    goods: tuple[WantedGoods, ...] = ()  # Empty: what the after-sale names.
    supplier: str = ""  # Empty: who makes these goods.


def replace(
    key: OrderKey,
    case_id: str,
    wish: Wish,
    *,
    desk: Desk,
    book: CaseBook,
    settings: Settings,
    now: datetime,
) -> Case:
    """Send goods for a case, and return the case. Asking for the same again changes nothing.

    Raises KeyError when there is no such order or case, CaseRefused with the reason, TryAgain when
    others keep writing.
    """
    return until_settled(lambda: _attempt(key, case_id, wish, desk, book, settings, now))


def _attempt(
    key: OrderKey,
    case_id: str,
    wish: Wish,
    desk: Desk,
    book: CaseBook,
    settings: Settings,
    now: datetime,
) -> Case:
    file = desk.order_file(key)
    case = case_of(key, case_id, book=book, desk=desk)
    if file.order is None:
        raise KeyError(str(key))
    if case.replacement is not None:
        return _known(case, case.replacement, wish, file.order)
    asked = _Asked(file, file.order, case, settings)
    asked.refuse_over()
    lines = asked.lines(wish)
    after = case.but(replacement=asked.replacement(lines, wish, now))
    change = _change(file, after, lines, wish.by, now)
    if actions_of(change) > ACTIONS_MAX:
        raise CaseRefused("TOO_MANY", most=GOODS_MAX)
    try:
        desk.commit(change)
    except StockShort as short:
        raise CaseRefused("STOCK_SHORT", sku=short.sku) from short
    return after.but(version=after.version + 1)


def _known(case: Case, known: Replacement, wish: Wish, order: Order) -> Case:
    """Return the case that has its replacement. Raises CaseRefused when other goods are wanted."""
    bought = {line.line_id: line.sku for line in order.lines}
    sent = [(one.line_id, one.sku, one.quantity) for one in known.goods]
    wanted = [(one.line_id, one.sku or bought.get(one.line_id), one.quantity) for one in wish.goods]
    if wanted not in ([], sent) or wish.supplier not in ("", known.supplier):
        raise CaseRefused("ALREADY_REPLACED", by=known.asked_by)
    return case


class _Asked:
    """One case, and what may be sent for it."""

    def __init__(self, file: OrderFile, order: Order, case: Case, settings: Settings) -> None:
        self._file, self._order, self._case = file, order, case
        self._after_sale = file.after_sales.get(case.case_id)
        self._settings = settings
        self._goods = Goods(settings)
        self._bought = {line.line_id: line for line in order.lines}

    def refuse_over(self) -> None:
        """Raise CaseRefused unless goods may be sent for the case and the order as they are."""
        told = self._after_sale
        if told is None:
            if not self._case.is_open:
                raise CaseRefused("ENDED", status=self._case.outcome)
        elif told.kind in SENDING:
            if not told.is_open:
                raise CaseRefused("ENDED", status=told.status)
        elif told.closes:
            raise CaseRefused("MONEY_GOES", kind=told.kind, status=told.status)
        if self._file.holds.of_order:
            codes = ", ".join(hold.finding.code for hold in self._file.holds.of_order)
            raise CaseRefused("ORDER_HELD", codes=codes)
        if self._order.receiver.is_blank:
            raise CaseRefused("NO_RECEIVER")

    def lines(self, wish: Wish) -> tuple[LineWork, ...]:
        """Return the lines that shall be sent, ready for a wave. Raises CaseRefused."""
        goods = list(self._wanted(wish))
        if not goods:
            raise CaseRefused("NO_GOODS_NAMED")
        if len(goods) > GOODS_MAX:
            raise CaseRefused("TOO_MANY", most=GOODS_MAX)
        supplier = wish.supplier or self._supplier(goods)
        if supplier not in {one.id for one in self._settings.suppliers}:
            raise CaseRefused("NO_SUCH_SUPPLIER", supplier=supplier)
        before: dict[str, int] = {}
        lines: list[LineWork] = []
        for one in goods:
            place = before.get(one.line_id, 0)
            before[one.line_id] = place + 1
            lines.append(self._line(one, place, supplier, self._kind(goods)))
        return tuple(lines)

    def replacement(self, lines: Sequence[LineWork], wish: Wish, now: datetime) -> Replacement:
        """Return what the case keeps of it."""
        sent = [line.instead for line in lines if line.instead is not None]
        return Replacement(
            kind=sent[0].kind,
            goods=tuple(one.goods for one in sent),
            line_ids=tuple(line.key.line_id for line in lines),
            supplier=sent[0].supplier,
            old_parcels=tuple(dict.fromkeys(one.old_parcel for one in sent if one.old_parcel)),
            asked_at=now,
            asked_by=wish.by,
        )

    # --- What is sent ---------------------------------------------------------------------------

    def _wanted(self, wish: Wish) -> Iterator[ReplacedGoods]:
        named = wish.goods or tuple(
            WantedGoods(line_id=line.line_id, quantity=line.quantity)
            for line in (self._after_sale.lines if self._after_sale else ())
        )
        for one in named:
            bought = self._bought.get(one.line_id)
            if bought is None:
                raise CaseRefused("NO_SUCH_LINE", line=one.line_id)
            self._refuse_unsent(bought)
            if one.quantity > bought.quantity:
                raise CaseRefused("MORE_THAN_BOUGHT", line=one.line_id, bought=bought.quantity)
            yield self._replaced(one, bought)

    def _refuse_unsent(self, bought: Line) -> None:
        """Raise CaseRefused for goods that never left, and for those whose money is asked back."""
        if bought.is_virtual:
            raise CaseRefused("VIRTUAL", line=bought.line_id)
        work = self._file.line(bought.line_id)
        if work.state not in LEFT and bought.status not in SENT:
            raise CaseRefused("NOT_LEFT", line=bought.line_id)
        for other in self._file.after_sales.values():
            is_refund = other.is_open and other.closes and other.kind not in SENDING
            if is_refund and bought.line_id in other.line_ids:
                raise CaseRefused("REFUND_OPEN", line=bought.line_id, case=other.after_sale_id)

    def _replaced(self, wanted: WantedGoods, bought: Line) -> ReplacedGoods:
        sku = wanted.sku or bought.sku
        known = self._goods.skus.get(sku)
        is_same = sku == bought.sku
        return ReplacedGoods(
            line_id=wanted.line_id,
            sku=sku,
            name=bought.name if is_same or known is None else known.name,
            quantity=wanted.quantity,
            spec=bought.spec if is_same else "",
        )

    def _kind(self, goods: Iterable[ReplacedGoods]) -> ReplacementKind:
        told = self._after_sale
        is_exchange = told is not None and told.kind is AfterSaleKind.EXCHANGE
        others = any(one.sku != self._bought[one.line_id].sku for one in goods)
        return ReplacementKind.EXCHANGE if is_exchange or others else ReplacementKind.RESEND

    def _supplier(self, goods: Iterable[ReplacedGoods]) -> str:
        """Return who makes the goods. Raises CaseRefused when they are several."""
        makers = {
            self._goods.skus[part.sku].supplier
            for one in goods
            for part in self._parts(one)
            if part.sku in self._goods.skus
        }
        if len(makers) != 1:
            raise CaseRefused("SUPPLIERS_DIFFER", suppliers=", ".join(sorted(makers)) or "-")
        return makers.pop()

    def _parts(self, goods: ReplacedGoods) -> tuple[Part, ...]:
        found = parts_of_goods(self._order, goods, self._goods)
        if found is None:
            raise CaseRefused("SKU_NOT_KNOWN", sku=goods.sku or "-")
        return found

    def _line(
        self, goods: ReplacedGoods, place: int, supplier: str, kind: ReplacementKind
    ) -> LineWork:
        case_id, told = self._case.case_id, self._after_sale
        old = self._file.line(goods.line_id)
        instead = Instead(
            case_id=case_id,
            kind=kind,
            of_after_sale=self._case.kind is CaseKind.AFTER_SALE,
            goods=goods,
            supplier=supplier,
            old_parcel=(old.parcel_id or "") if old.state in LEFT else "",
        )
        name = replacement_id(goods.line_id, case_id, place)
        fresh = LineWork(
            key=LineKey(order=self._order.key, line_id=name),
            fence=Fence(cases=tuple(self._heard(instead))),
            deadline=told.answer_by if told else self._case.answer_by,
            split_mark=f"INSTEAD:{case_id}",
            instead=instead,
        )
        return planned(fresh, self._parts(goods))

    def _heard(self, instead: Instead) -> Iterator[FenceCase]:
        """Yield what was known when it was asked for: only what is told later keeps it back."""
        for name, told in sorted(self._file.after_sales.items()):
            if name == instead.case_id or instead.goods.line_id in told.line_ids:
                at, stage = told.age
                yield FenceCase(after_sale_id=name, changed_at=at, stage=stage, closes=False)


def _change(
    file: OrderFile, case: Case, lines: Sequence[LineWork], by: str, now: datetime
) -> Change:
    named = dict.fromkeys(line.instead.goods.line_id for line in lines if line.instead)
    # Written, not only looked at: a refund of them that is told of meanwhile must see what is new.
    old = tuple(
        work.but(again=(*work.again, case.case_id))
        for work in (file.line(line_id) for line_id in named)
    )
    kept: tuple[LineWork | Holds, ...] = (*old, let_go(file.holds, lines, by, now))
    return Change(
        puts=(case, *kept, *lines),
        was=file.before(kept),
        stock=tuple(
            move for line in lines for move in stock_moves(line.but(state=LineState.NEW), line, now)
        ),
        events=tuple(_told(case, lines, by, now)),
    )


def _told(
    case: Case, lines: Sequence[LineWork], by: str, now: datetime
) -> Iterator[tuple[Case | LineWork, Event]]:
    goods = ",".join(
        f"{line.key.line_id}>{line.instead.goods.sku}*{line.instead.goods.quantity}"
        for line in lines
        if line.instead
    )
    facts = {"order": str(case.order), "case": case.case_id, "by": by}
    kind = lines[0].instead.kind.value if lines[0].instead else ""
    asked = facts | {"lines": goods, "kind": kind, "supplier": lines[0].supplier or ""}
    yield lines[0], Event(kind=EventKind.REPLACEMENT_ASKED, at=now, facts=asked)
    yield case, Event(kind=EventKind.CASE_WORKED, at=now, facts=facts | {"what": "replacement"})
