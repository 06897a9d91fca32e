"""Intake: read what hints name, keep the payloads, store orders and fences with their events."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from hedan.domain.after_sales import AfterSale, is_news
from hedan.domain.events import Event, EventKind
from hedan.domain.intake import Hint
from hedan.domain.line_work import WAITING, LineWork, released, stock_moves
from hedan.domain.orders import PAID_AND_OPEN, Order, take_order
from hedan.errors import HedanError, Malformed
from hedan.platforms.platform import Platform, Told
from hedan.ports import Archive, Change, Desk, OrderFile
from hedan.usecases.again import until_settled
from hedan.usecases.fence_lines import fence_lines
from hedan.usecases.raw_payloads import RawPayloads

type Reading = Told[Order] | Told[AfterSale] | str
type PlatformOf = Callable[[str], Platform]


class Taken(StrEnum):
    """What became of a hint."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # Old, repeated, or nothing that we keep.
    KEPT = "kept"  # About nothing that we follow: its text was kept as it came.


def take_in(
    hints: Sequence[Hint],
    *,
    desk: Desk,
    platform_of: PlatformOf,
    archive: Archive,
    now: datetime,
) -> list[Taken | HedanError]:
    """Bring the desk up to date with what the platform says now; one answer for each hint.

    One bad hint costs the others nothing: what went wrong with it is its answer. TryAgain says
    that the same hint may succeed later, Rejected that it never will.
    """
    readings = _read_all(hints, platform_of)
    found = [reading for reading in readings if not isinstance(reading, HedanError)]
    raw = RawPayloads(archive, _folder(hints), [_text(reading) for reading in found], now)
    places = {id(reading): position for position, reading in enumerate(found)}
    answers: list[Taken | HedanError] = []
    for hint, reading in zip(hints, readings, strict=True):
        if isinstance(reading, HedanError):
            answers.append(reading)
            continue
        try:
            place = partial(raw.place, places[id(reading)])
            answers.append(_take(hint, reading, desk, place, now))
        except HedanError as error:
            answers.append(error)
    return answers


def _folder(hints: Iterable[Hint]) -> str:
    return "-".join(sorted({hint.platform for hint in hints}))


def _text(reading: Reading) -> str:
    return reading if isinstance(reading, str) else reading.raw


def _read_all(hints: Sequence[Hint], platform_of: PlatformOf) -> list[Reading | HedanError]:
    """Read each order and after-sale once, however many hints of the batch name it."""
    known: dict[tuple[str, ...], Reading | HedanError] = {}
    readings: list[Reading | HedanError] = []
    for hint in hints:
        subject = _subject(hint)
        if subject not in known:
            known[subject] = _read(hint, platform_of)
        readings.append(known[subject])
    return readings


def _subject(hint: Hint) -> tuple[str, ...]:
    if hint.kind == "other":
        return (hint.store, hint.kind, hint.message_id)
    wanted = hint.after_sale_id if hint.kind == "after_sale" else hint.order_id
    return (hint.store, hint.kind, wanted or hint.message_id)


def _read(hint: Hint, platform_of: PlatformOf) -> Reading | HedanError:
    try:
        match hint.kind:
            case "after_sale" if hint.after_sale_id:
                return platform_of(hint.store).read_after_sale(hint.after_sale_id)
            case "order" if hint.order_id:
                return platform_of(hint.store).read_order(hint.order_id)
            case "other":
                return hint.model_dump_json()
            case _:
                return Malformed(f"message {hint.message_id}: it names no {hint.kind}")
    except HedanError as error:
        return error


def _take(
    hint: Hint, reading: Reading, desk: Desk, place: Callable[[], str], now: datetime
) -> Taken:
    if isinstance(reading, str):
        place()
        return Taken.KEPT
    value = reading.value
    if isinstance(value, Order):
        return until_settled(lambda: _take_order(hint, value, desk, place, now))
    return until_settled(lambda: _take_after_sale(hint, value, desk, place, now))


def _take_order(
    hint: Hint, told: Order, desk: Desk, place: Callable[[], str], now: datetime
) -> Taken:
    asked = hint.address_change_asked_at
    file = desk.order_file(told.key)
    wanted = take_order(
        file.order,
        told,
        address_change_asked_at=None if asked is None else datetime.fromtimestamp(asked, UTC),
    )
    if wanted is None:
        return Taken.UNCHANGED
    wanted = wanted.but(raw=place())
    steps = [(line, released(line)) for line in _no_longer_wanted(file, wanted)]
    stored = Event(
        kind=EventKind.ORDER_STORED,
        at=now,
        facts={
            "order": str(wanted.key),
            "status": wanted.status.value,
            "door": hint.door,
            "message": hint.message_id,
        },
    )
    desk.commit(
        Change(
            puts=(wanted, *(after for _, after in steps)),
            stock=tuple(
                move for before, after in steps for move in stock_moves(before, after, now)
            ),
            events=((wanted, stored),),
        )
    )
    return Taken.STORED


def _no_longer_wanted(file: OrderFile, order: Order) -> Iterator[LineWork]:
    """Yield the lines that wait although the platform has cancelled or shipped them."""
    for line in order.lines:
        work = file.line(line.line_id)
        if work.state in WAITING and line.status not in PAID_AND_OPEN:
            yield work


def _take_after_sale(
    hint: Hint, told: AfterSale, desk: Desk, place: Callable[[], str], now: datetime
) -> Taken:
    file = desk.order_file(told.order)
    if not is_news(file.after_sales.get(told.after_sale_id), told):
        return Taken.UNCHANGED
    after_sale = told.but(raw=place())
    desk.commit(fence_lines(file, after_sale, desk=desk, seen_at=hint.seen_at, now=now))
    return Taken.STORED
