"""Refunds at Doudian, before and after the hand-over, and what the suppliers answer by mail."""

from functools import partial

from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer
from infra.local import elsewhere
from infra.local.scenes import WORK_SECONDS_MAX, Day, wait_state
from infra.local.waiting import wait_for


def before_export(day: Day) -> None:
    """Nothing was handed over yet: nobody has to be told."""
    for scene in ("refund before export", "withdrawn before export"):
        _refund(day, scene)
        _fenced(day, scene, closed=True)
    day.world.platform.withdraw_refund(day.refunds["withdrawn before export"])
    _fenced(day, "withdrawn before export", closed=False)
    wait_state(day, "withdrawn before export", {LineState.READY})


def after_export(day: Day) -> None:
    """The suppliers hold it already: they are told, and answer; one refund is withdrawn."""
    scenes = (
        "refund after export",
        "already gone",
        "withdrawn after export",
        "unanswered",
        "pair refunded",
    )
    for scene in scenes:
        _refund(day, scene)
    elsewhere.refunds_after_export(day)
    for scene in (*scenes, *elsewhere.answers(day)):
        wait_for(
            f"the stop of {scene} is told",
            partial(_is_told, day, scene),
            seconds=WORK_SECONDS_MAX,
        )
    day.world.platform.withdraw_refund(day.refunds["withdrawn after export"])
    _fenced(day, "withdrawn after export", closed=False)
    _answer(day, "refund after export", StopAnswer.STOPPED)
    _answer(day, "already gone", StopAnswer.GONE)
    _answer(day, "pair refunded", StopAnswer.STOPPED)
    for scene, answer in elsewhere.answers(day).items():
        _answer(day, scene, answer)


def _is_told(day: Day, scene: str) -> bool:
    stop = day.stop(scene)
    return stop is not None and bool(stop.told)


def _refund(day: Day, scene: str) -> None:
    order_id = day.orders[scene].order_id
    day.refunds[scene] = day.world.platform.request_refund(order_id)


def _fenced(day: Day, scene: str, closed: bool) -> None:
    wait_for(
        f"the fence of {scene} is {'closed' if closed else 'lifted'}",
        lambda: (
            any(line.fence.cases for line in day.file(scene).lines.values())
            and any(line.fence.is_closed for line in day.file(scene).lines.values()) is closed
        ),
        seconds=WORK_SECONDS_MAX,
    )


def _answer(day: Day, scene: str, answer: StopAnswer) -> None:
    """The supplier presses a button of the page that the stop's mail leads to."""
    stop = day.stop(scene)
    assert stop is not None
    supplier = day.world.suppliers[stop.supplier]
    tail = stop.order.order_id
    (mail,) = wait_for(
        f"the mail of {scene}",
        lambda: [m for m in supplier.mails("stop_notice") if tail in m.body][:1],
        seconds=WORK_SECONDS_MAX,
    )
    supplier.answer(mail, answer)
    wait_for(
        f"{scene} is answered",
        lambda: (found := day.stop(scene)) is not None and found.answer is answer,
        seconds=WORK_SECONDS_MAX,
    )
