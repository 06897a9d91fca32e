"""Goods that a supplier is asked for without a refund: the stop, and what the supplier says."""

from functools import partial

from hedan.domain.stops import Stop, StopAnswer, StopCause
from infra.local.scenes import POLL_SECONDS_MAX, WORK_SECONDS_MAX, Day
from infra.local.waiting import wait_for


def stop_of(day: Day, scene: str) -> Stop | None:
    """Return the stop by which a scene's order was asked back for its new address."""
    for supplier in day.world.suppliers:
        for stop in day.world.desk.stops(supplier):
            if stop.order == day.orders[scene] and stop.cause is StopCause.ADDRESS:
                return stop
    return None


def answer(day: Day, scene: str, said: StopAnswer) -> None:
    """Wait for the stop and its mail, and press a button of the page that the mail leads to."""
    what = f"{scene} is asked back"
    wait_for(what, lambda: stop_of(day, scene) is not None, seconds=POLL_SECONDS_MAX)
    stop = stop_of(day, scene)
    assert stop is not None
    supplier = day.world.suppliers[stop.supplier]
    (mail,) = wait_for(
        f"the mail of {scene}",
        lambda: [m for m in supplier.mails("stop_notice") if stop.order.order_id in m.body][:1],
        seconds=WORK_SECONDS_MAX,
    )
    supplier.answer(mail, said)
    wait_for(f"{scene} is answered", partial(_is_answered, day, scene), seconds=WORK_SECONDS_MAX)


def _is_answered(day: Day, scene: str) -> bool:
    stop = stop_of(day, scene)
    return stop is not None and stop.answer is not None
