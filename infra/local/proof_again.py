"""What must be true of goods that were sent again: each once, its number where it belongs."""

from collections.abc import Callable, Iterable

from hedan.domain.line_work import LineState
from infra.local.again_day import (
    EXCHANGED,
    EXCHANGES,
    NOBODYS,
    PINNED,
    SCENES,
    SUPPLIER,
    TOO_EARLY,
    WAITS,
    again_parcels,
)
from infra.local.scenes import Day

type Claim = tuple[str, Callable[[Day], bool]]

# The state of a case that is done, by the platform's number.
DONE = {PINNED: 16}
DONE_AT_DOUDIAN = 14


def _platforms_hold_it(day: Day) -> bool:
    """The number of our second parcel is the one that the platform tells over its own API."""
    return all(_is_held(day, scene) for scene in (EXCHANGED, PINNED))


def _is_held(day: Day, scene: str) -> bool:
    ours = _numbers(day, again_parcels(day, scene))
    return len(ours) == 1 and day.desk.again.at_platform[scene][1] == ours[0]


def _named_in_workbook(day: Day) -> bool:
    """Each row says what it is, and after which parcel."""
    return all(
        rows and all(mark in _words(row) and old in _words(row) for row in rows)
        for scene, mark in ((EXCHANGED, "【换货】"), (PINNED, "【换货】"), (TOO_EARLY, "【换货】"))
        for rows in [day.desk.again.rows.get(scene, [])]
        for old in [day.desk.again.shown[scene]["old_parcels"][0]]
    )


def _words(row: dict[str, str]) -> str:
    return " ".join(map(str, row.values()))


def _once(day: Day) -> bool:
    """One wish, one parcel, one number; the order keeps what its buyer got first."""
    work = day.desk.again
    return all(
        work.asked[scene][0] == work.asked[scene][1]
        and len(again_parcels(day, scene)) == 1
        and _first(day, scene) == work.first[scene]
        and work.at_platform[scene][1] not in work.first[scene]
        and {line.state for line in day.file(scene).again.values()} == {LineState.SHIPPED}
        and day.states(scene) == {LineState.SHIPPED}
        for scene in SCENES
    )


def _first(day: Day, scene: str) -> tuple[str, ...]:
    return _numbers(day, [parcel.parcel_id for parcel in day.parcels(scene)])


def _numbers(day: Day, names: Iterable[str]) -> tuple[str, ...]:
    found = day.world.desk.parcels(list(names))
    return tuple(one.tracking.number for one in found.values() if one.tracking)


def _too_early(day: Day) -> bool:
    """Refused while the buyer had the goods: held, the owner told; let go when they were back."""
    work = day.desk.again
    (name,) = again_parcels(day, TOO_EARLY)
    told = [
        mail
        for mail in day.world.owner.mails()
        if mail.attributes["kind"] == "upload_refused" and name in mail.body
    ]
    return (
        work.held["standing"] == "held"
        and work.held["parcels"] == [name]
        and len(told) == 1
        and work.shown[TOO_EARLY]["standing"] == "told"
        and _is_held(day, TOO_EARLY)
    )


def _waited(day: Day) -> bool:
    work = day.desk.again
    (hold,) = (one for one in day.file(NOBODYS).holds.holds if one.finding.code == WAITS)
    return (
        "SUPPLIERS_DIFFER" in work.waited_for
        and hold.closed_by.startswith("local-operator")
        and work.shown[NOBODYS]["supplier"] == SUPPLIER
        and work.shown[NOBODYS]["standing"] == "by_hand"
        and _is_held(day, NOBODYS)
    )


def _ended(day: Day) -> bool:
    work = day.desk.again
    return all(
        work.at_platform[scene][0] == DONE.get(scene, DONE_AT_DOUDIAN)
        and not day.file(scene).after_sales[work.cases[scene]].is_open
        for scene in SCENES
    ) and {work.shown[scene]["standing"] for scene in EXCHANGES} == {"told"}


CLAIMS: tuple[Claim, ...] = (
    (
        "Doudian and Pinduoduo each hold the number of an exchange's second parcel",
        _platforms_hold_it,
    ),
    (
        "what is exchanged stands in the workbook as that, with the parcel before it",
        _named_in_workbook,
    ),
    ("nothing was sent again twice, and no order lost its first number", _once),
    (
        "a number that came before the goods was refused, held, told, and let go by a person",
        _too_early,
    ),
    ("a resend of two makers' goods waited until a person named who sends it", _waited),
    ("every exchange and resend ended, here and on its platform", _ended),
)
