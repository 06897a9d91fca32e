"""The promises of the design, each one function whose docstring is the promise itself.

A watcher sees every write in the order of the commits, so that nothing that was true only for a
moment escapes it; what must hold at rest is asked when a run has come to rest.
"""

from collections.abc import Callable
from typing import Any

from hedan.domain.after_sales import AfterSale
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from tests.simulation import (
    again_promises,
    completeness,
    line_promises,
    order_promises,
    parcel_promises,
    stop_promises,
)
from tests.simulation.gifts import GiftWatch
from tests.simulation.rules import IN_PARTS, book_of
from tests.simulation.watch import Watch
from tests.simulation.world import World


class Watcher(Watch):
    """Looks at everything that was written since the last look."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.gifts = GiftWatch(world, in_parts=book_of(world.seed) is IN_PARTS)

    def look(self) -> None:
        """Check every promise that must hold after every step. Raises Broken."""
        written, self.world.desk.touched = self.world.desk.touched, []
        saves, self.world.ledgers.saves = self.world.ledgers.saves, []
        for save in saves:
            for kept_by in completeness.AT_EVERY_SAVE:
                kept_by(self.world, save)
        for always in completeness.AFTER_EVERY_STEP:
            always(self.world)
        if not written and self.heard_nothing():
            return
        for one in written:
            for promise in AT_EVERY_WRITE.get(type(one), ()):
                promise(self, one)
            self.gifts.see(one)
            self.remember(one)
        for check in AFTER_EVERY_STEP:
            check(self)
        self.remember_calls()

    def at_rest(self) -> None:
        """Check what must be true when nothing is under way any more. Raises Broken."""
        self.look()
        for whole in completeness.AT_REST:  # First: what was missed explains the rest.
            whole(self.world)
        for check in AT_REST:
            check(self)
        self.gifts.at_rest()


# By the kind of what was written; of other kinds nothing is promised when they are.
AT_EVERY_WRITE: dict[type, tuple[Callable[[Watch, Any], None], ...]] = {
    LineWork: (
        line_promises.no_claim_after_stop,
        line_promises.one_life,
        line_promises.fence_only_grows_newer,
        line_promises.one_live_parcel,
        line_promises.others_stay_untouched,
        line_promises.asked_before_sent_again,
        again_promises.nothing_goes_again_when_it_is_over,
        again_promises.goods_go_again_once,
    ),
    Parcel: (
        parcel_promises.parcels_keep_what_they_are,
        parcel_promises.rows_stand_with_who_makes_them,
        parcel_promises.parts_equal_the_whole,
        again_promises.nothing_else_travels_beside_it,
    ),
    Order: (order_promises.tellings_only_grow_newer, order_promises.orders_stay_as_told),
    AfterSale: (order_promises.tellings_only_grow_newer,),
    Stop: (stop_promises.stops_end_heard,),
}
AFTER_EVERY_STEP: tuple[Callable[[Watch], None], ...] = (
    stop_promises.no_stop_forgotten,
    parcel_promises.no_upload_after_stop,
    parcel_promises.one_number_per_line,
    parcel_promises.nothing_is_shipped_into_a_refund,
    line_promises.stock_adds_up,
    line_promises.held_orders_wait,
    again_promises.no_number_of_what_must_stay,
    again_promises.stopped_is_true,
    again_promises.only_what_was_asked_is_told,
)
AT_REST: tuple[Callable[[Watch], None], ...] = (
    line_promises.fences_say_what_the_platform_says,
    line_promises.every_line_got_somewhere,
    stop_promises.every_stop_ended,
    stop_promises.told_stops_were_said,
    parcel_promises.rows_are_once,
    again_promises.every_word_is_told,
    again_promises.goods_that_go_again_arrive,
    again_promises.goods_again_hear_of_their_case,
    again_promises.numbers_of_exchanges_are_told,
)
