"""Days of a shop and a factory that answers as it likes, with the factory's own books beside."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.bills import BillDay, BillEntry
from hedan.domain.events import EventKind
from hedan.domain.orders import Line
from hedan.domain.parcels import Parcel, ParcelLine, Tracking
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.stops import Stop, StopAnswer, StopLevel
from hedan.ports import Change
from hedan.settings import AgreedPrice
from hedan.usecases.accounts.bill_files import entries_in
from hedan.usecases.accounts.close_day import close_due_days
from hedan.usecases.accounts.expect_return import follow_after_sale
from hedan.usecases.accounts.settle_return import settle_return
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.tell_stop import tell_stop
from hedan.usecases.uploads.upload_tracking import upload_tracking
from tests.domain.builders import make_line
from tests.usecases.stage import SUPPLIER
from tests.usecases.supplier_book import FEE, GRACE_MINUTES, PRICES, SupplierBook
from tests.usecases.wave_stage import PAGE, WaveStage

ZONE = ZoneInfo("Asia/Shanghai")
AGREED = tuple(
    AgreedPrice(supplier=SUPPLIER, sku=sku, unit_minor=unit, since=since)
    for sku, versions in PRICES.items()
    for since, unit in versions.items()
)


class BillStage(WaveStage):
    """The stage, day after day."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(parcel_fee_minor=FEE, stop_grace_minutes=GRACE_MINUTES)
        self.settings = self.settings.but(agreed_prices=AGREED)
        self.chance = Random(seed)
        self.book = SupplierBook()
        self.waiting: list[str] = []  # Parcels that the factory has not sent yet.
        self.followed = 0
        self.orders_made = self.labels = self.cases = 0

    def _line(self, line_id: str, sku: str) -> Line:
        return make_line(
            line_id,
            sku=sku,
            quantity=self.chance.choice((1, 1, 2, 3)),
            deadline=self.now + timedelta(hours=200),
        )

    # --- The shop -------------------------------------------------------------------------------

    def sell(self, *skus: str) -> Parcel:
        """An order comes in, and goes to the factory in a wave of its own."""
        self.orders_made += 1
        order_id = str(self.orders_made)
        self.place(*skus, order_id=order_id, buyer_id=f"b{order_id}")
        self.take(self.hint(order_id))
        self.ready(order_id)
        (parcel_id,) = self.send(f"wave-{order_id}").parcel_ids
        parcel = self.desk.parcels([parcel_id])[parcel_id]
        for line in parcel.lines:
            day = self.now.astimezone(ZONE).date()
            self.book.gets_row(parcel_id, line.key.line_id, line.sku, line.quantity, day)
        self.waiting.append(parcel_id)
        return parcel

    def ask_back(
        self, line: ParcelLine, kind: AfterSaleKind = AfterSaleKind.REFUND_UNSHIPPED
    ) -> str:
        """The buyer wants the money back; return the case."""
        self.cases += 1
        case, order_id = f"case-{self.cases}", line.key.order.order_id
        self.later()
        self.platform.ask_refund(case, order_id, [line.key.line_id], self.now, kind)
        self.take(self.hint(order_id, case))
        return case

    def goes_on(self, case: str, line: ParcelLine, status: AfterSaleStatus) -> None:
        """The platform says how the case goes on, and whoever follows hears it."""
        self.later()
        self.platform.change_after_sale(case, status, self.now)
        self.take(self.hint(line.key.order.order_id, case))
        self.follow()

    def follow(self) -> None:
        """Follow the after-sales' events."""
        fresh, self.followed = self.desk.events[self.followed :], len(self.desk.events)
        for streamed in fresh:
            if streamed.event.kind in (EventKind.FENCE_CLOSED, EventKind.FENCE_LIFTED):
                follow_after_sale(streamed.event.kind, streamed.event.facts, desk=self.desk)

    # --- The factory ----------------------------------------------------------------------------

    def ship(self, parcel_id: str) -> None:
        """It packs what it was not asked to keep, writes the number, and the platform gets it."""
        self.waiting.remove(parcel_id)
        parcel = self.desk.parcels([parcel_id])[parcel_id]
        if not parcel.rest:
            return
        for line in parcel.rest:
            self.book.sends(parcel_id, line.key.line_id)
        self.labels += 1
        label = Tracking(carrier="zto", number=f"78001122{self.labels:06d}")
        keys = [line.key for line in parcel.rest]
        number_parcel(parcel_id, label, keys, (), desk=self.desk, now=self.now)
        upload_tracking(
            parcel_id,
            desk=self.desk,
            platform_of=lambda _: self.platform,
            settings=self.settings,
            known_until=lambda _: self.now,
            now=lambda: self.now,
        )

    def stop_of(self, case: str) -> Stop:
        """Return the stop of a case after its supplier was told."""
        (stop,) = [one for one in self.desk.all(Stop) if one.after_sale_id == case]
        tell_stop(
            SUPPLIER,
            stop.stop_id,
            StopLevel.NOTICE,
            desk=self.desk,
            archive=self.archive,
            notices=self.notices,
            settings=self.settings,
            link_of=lambda _: PAGE,
            now=self.now,
        )
        return stop

    def answer(self, stop: Stop, said: StopAnswer, scanned_after: int | None = None) -> None:
        """It says what happened; the carrier may have scanned the parcel so many minutes later."""
        if said is StopAnswer.GONE:
            for line in stop.lines:
                self.book.let_go_too_late(
                    stop.parcel_id, line.key.line_id, minutes_after_told=scanned_after or 0
                )
        if scanned_after is not None:
            parcel = self.desk.parcels([stop.parcel_id])[stop.parcel_id]
            scanned = parcel.but(scanned_at=self.now + timedelta(minutes=scanned_after))
            self.desk.commit(Change(puts=(scanned,)))
        self.later(GRACE_MINUTES * 2)
        answer_stop(SUPPLIER, stop.stop_id, said, "page", desk=self.desk, now=self.now)

    def receive(self, back: SupplierReturn, state: ReturnState = ReturnState.RECEIVED) -> None:
        """It opens what came back."""
        settle_return(SUPPLIER, back.return_id, state, "", "page", desk=self.desk, now=self.now)
        if state is ReturnState.RECEIVED:
            for one in back.goods:
                self.book.gets_back(back.parcel_id, one.key.line_id, one.quantity)

    def expected(self) -> list[SupplierReturn]:
        """Return what is on its way back."""
        return [one for one in self.desk.all(SupplierReturn) if one.state is ReturnState.EXPECTED]

    # --- The account ----------------------------------------------------------------------------

    def night(self) -> tuple[BillDay, ...]:
        """Midnight passes at the factory; what is over is closed."""
        tomorrow = self.now.astimezone(ZONE).date() + timedelta(days=1)
        self.now = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 0, 20, tzinfo=ZONE)
        closed = self.close()
        self.now += timedelta(hours=8)
        return closed

    def close(self) -> tuple[BillDay, ...]:
        """Close what is due."""
        return close_due_days(
            self.supplier,
            desk=self.desk,
            archive=self.archive,
            settings=self.settings,
            now=self.now,
        )

    def days(self) -> list[BillDay]:
        """Return every closed day."""
        return sorted(self.desk.all(BillDay), key=lambda one: one.day)

    def entries(self) -> list[BillEntry]:
        """Return everything that was entered."""
        return [entry for day in self.days() for entry in entries_in(day, self.archive)]
