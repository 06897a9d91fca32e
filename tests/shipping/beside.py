"""What others do while parcels are on their way: buyers, doors, the watcher, and suppliers."""

from datetime import timedelta

from hedan.domain.orders import Order
from hedan.domain.parcels import NumberChange, Parcel, ParcelState
from hedan.ports import Change
from hedan.usecases.uploads.read_back import look_again, looked
from tests.shipping.packing import Packing

# Of a hundred pieces of work.
HEARD_OF = 6.0  # The doors tell us what has changed.
BOUGHT_BACK = 15.0
WATCHED = 3.0
CORRECTED = 10.0
SETTLES = timedelta(minutes=6)


class Beside(Packing):
    """Everybody but the function that uploads."""

    def __init__(self, platform: str, seed: int) -> None:
        super().__init__(platform, seed)
        self._open_refunds: set[str] = set()

    def between(self) -> None:
        roll = self.chance.random() * 100
        for share, act in (
            (HEARD_OF, self.hear),
            (BOUGHT_BACK, self._change_a_mind),
            (WATCHED, self.watch),
            (CORRECTED, self._ask_for_another_number),
        ):
            if roll < share:
                with self._undisturbed():
                    act()
                return
            roll -= share

    def meddle(self) -> None:
        """Somebody acts, or is heard of, while a call of ours is on its way."""
        if self.is_meddling:
            return
        with self._undisturbed():
            if self.chance.random() < 0.5:
                self.hear()
            else:
                self._change_a_mind()

    def _undisturbed(self) -> "Undisturbed":
        return Undisturbed(self)

    def hear(self) -> None:
        """Let the doors bring what has changed."""
        self.world.clock.advance(SETTLES)
        self.world.poll()
        self.happened["heard"] += 1

    def _change_a_mind(self) -> None:
        """A buyer wants the money back, or withdraws it, or gets it."""
        orders = [order.key.order_id for order in self.desk.all(Order)]
        order_id = self.chance.choice(orders)
        if self._open_refunds and self.chance.random() < 0.6:
            self._end_refund(self.chance.choice(sorted(self._open_refunds)))
            return
        try:
            self.world.market.request_refund(order_id)
        except ValueError:
            return  # Not in its state.
        self._open_refunds.add(order_id)
        self.happened["refund asked"] += 1

    def _end_refund(self, order_id: str) -> None:
        market = self.world.market
        end = market.withdraw_refund if self.chance.random() < 0.6 else market.agree_refund
        self._open_refunds.discard(order_id)
        try:
            end(order_id)
        except ValueError:
            return
        self.happened[f"refund: {end.__name__}"] += 1

    def settle_refunds(self) -> None:
        for order_id in sorted(self._open_refunds):
            self._end_refund(order_id)

    def watch(self) -> None:
        """Look at numbers that are not visible yet, as the watcher does."""
        due = self.desk.parcels_to_look_at(self.world.now, 20)
        for parcel in due:
            if parcel.visible_at is not None or parcel.state is not ParcelState.SHIPPED:
                continue
            self.line.orders = tuple(order.order_id for order in parcel.orders)
            works = self.desk.lines(line.key for line in parcel.lines)
            seen = look_again(parcel, self.stores.__getitem__, self.world.now, works=works)
            after, told = looked(
                parcel, seen, settings=self.settings, platform_of=self.stores.__getitem__
            )
            self.desk.commit(Change(puts=(after,), events=tuple((after, one) for one in told)))
            self.happened["looked again"] += 1
            self.happened["unseen"] += len(told)

    def _ask_for_another_number(self) -> None:
        """A supplier corrects a number, and a person allows it."""
        shipped = [
            parcel
            for parcel in self.desk.all(Parcel)
            if parcel.state is ParcelState.SHIPPED and not parcel.number_changes
        ]
        if not shipped:
            return
        parcel = self.chance.choice(shipped)
        assert parcel.tracking is not None
        now = self.world.now
        change = NumberChange(
            old=parcel.tracking,
            new=self.number(),
            asked_at=now,
            asked_by="workbook 1",
            allowed_at=now,
            allowed_by="owner",
        )
        self.desk.commit(Change(puts=(parcel.but(number_changes=(change,)),)))
        self.queue.append(parcel.parcel_id)
        self.happened["other number asked"] += 1


class Undisturbed:
    """While somebody else acts, nothing of the storm strikes: their trouble is tested elsewhere."""

    def __init__(self, storm: Beside) -> None:
        self._storm = storm

    def __enter__(self) -> None:
        storm = self._storm
        self._was = storm.line.quiet, storm.line.orders
        storm.is_meddling, storm.line.quiet = True, True

    def __exit__(self, *_: object) -> None:
        storm = self._storm
        storm.is_meddling = False
        storm.line.quiet, storm.line.orders = self._was
