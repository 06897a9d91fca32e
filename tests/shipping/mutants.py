"""Bugs put in by hand: a storm that does not notice them is only a slow way to feel safe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple
from unittest import mock

from hedan.domain.parcels import Parcel
from hedan.platforms.pinduoduo import ship as pinduoduo_ship
from hedan.platforms.pinduoduo.ship import Shipper as PinduoduoShipper
from hedan.platforms.platform import Departure, Shipment
from hedan.ports import Change
from hedan.usecases.uploads import correct_number, record_upload, upload_tracking
from hedan.usecases.uploads.read_back import Seen
from tests.fakes.memory_desk import MemoryDesk
from tests.shipping.runs import Run, weather
from tests.simulation.broken import Broken

# Within so many storms each must be caught; one that needs more has become hard to notice.
SEEDS_MAX = 25
PARCELS = 40

type Patch = AbstractContextManager[Any]


class Mutant(NamedTuple):
    """One bug: on which platform it is looked for, and how the complaint begins."""

    name: str
    platform: str
    patch: Callable[[], Patch]
    breaks: str


def complaint_about(mutant: Mutant) -> BaseException | None:
    """Return what the first storm that notices a bug says; None where none does."""
    with mutant.patch():
        for seed in range(1, SEEDS_MAX + 1):
            try:
                weather(Run(mutant.platform, seed, PARCELS))
            except Broken as caught:
                return caught
    return None


def _of(target: object, name: str, new: Any) -> Callable[[], Patch]:
    return lambda: mock.patch.object(target, name, new)


def _uncleared() -> Patch:
    """The claim forgets to ask for open fences, and who is live is asked without them."""
    commit = MemoryDesk.commit

    def careless(desk: MemoryDesk, change: Change) -> None:
        commit(desk, change.but(clear=()))

    return mock.patch.object(MemoryDesk, "commit", careless)


def _fence_ignored() -> Patch:
    """Whether a line is live is asked of its parcel alone."""

    def careless(work: Any, parcel: Parcel) -> bool:
        mine = work.parcel_id == parcel.parcel_id
        return mine and work.state in record_upload.NOT_YET_SHIPPED

    return _Several(
        mock.patch.object(upload_tracking, "is_live", careless),
        _uncleared(),
        mock.patch.object(upload_tracking, "_no_news"),
    )


class _Several:
    """Several changes that are one bug."""

    def __init__(self, *patches: Patch) -> None:
        self._patches = patches

    def __enter__(self) -> None:
        for one in self._patches:
            one.__enter__()

    def __exit__(self, *told: Any) -> None:
        for one in reversed(self._patches):
            one.__exit__(*told)


def _everything_recorded() -> Callable[[], Patch]:
    """Every line of a parcel counts as shipped once one is."""
    taken = record_upload._taken

    def all_of(departure: Departure | None, seen: Seen | None) -> Any:
        return _Anything(taken(departure, seen))

    return _of(record_upload, "_taken", all_of)


class _Anything(set[Any]):
    def __contains__(self, _: object) -> bool:
        return True


def _first_order_only(ship: Any) -> Any:
    """A merged parcel's number reaches the first of its orders only."""

    def told(shipper: Any, shipment: Shipment) -> None:
        first = shipment.lines[0].order
        lines = tuple(line for line in shipment.lines if line.order == first)
        ship(shipper, shipment.but(lines=lines))

    return told


def _as_whole(departure: Any) -> Any:
    """Every departure is told as a whole order."""

    def told(*args: Any, **named: Any) -> Departure:
        made: Departure = departure(*args, **named)
        return made.but(whole_order=len({line.order for line in made.lines}) == 1)

    return told


def _same_name() -> Patch:
    """Other lines go under the name of a request that a platform has answered already."""

    def named(parcel: Parcel, live: list[Any]) -> str:
        del live
        return parcel.parcel_id

    look = upload_tracking._taken_before

    def unnamed(*args: Any) -> Seen | None:
        seen = look(*args)
        return seen._replace(lines=frozenset()) if seen else None

    return _Several(
        mock.patch.object(upload_tracking, "_request_id", named),
        mock.patch.object(upload_tracking, "_taken_before", unnamed),
    )


def _sees_everything(told: Any, boxes: Any, platform_of: Any, now: Any) -> Seen:
    del boxes, platform_of
    return Seen(now, orders=tuple(told))


def _without_more(departure: Any) -> Any:
    def told(*args: Any, **named: Any) -> Departure:
        return departure(*args, **{**named, "takes_more": False})  # type: ignore[no-any-return]

    return told


def _forgets_the_rest(work: Any, parcel: Parcel) -> bool:
    del work, parcel
    return False


MUTANTS: tuple[Mutant, ...] = (
    Mutant("fences are not asked", "doudian", _fence_ignored, "none for a closed fence"),
    Mutant(
        "all lines of the parcel are written down",
        "doudian",
        _everything_recorded(),
        "",
    ),
    Mutant(
        "a merged number reaches one order",
        "pinduoduo",
        _of(PinduoduoShipper, "ship", _first_order_only(PinduoduoShipper.ship)),
        "every number on every member order",
    ),
    Mutant(
        "a part is told as a whole",
        "doudian",
        _of(upload_tracking, "_departure", _as_whole(upload_tracking._departure)),
        "none for a closed fence",
    ),
    Mutant(
        "another shipment under the same name",
        "doudian",
        _same_name,
        "every number on every member order",
    ),
    Mutant(
        "visible without a look",
        "taobao",
        _of(upload_tracking, "look_at_once", _sees_everything),
        "visible means",
    ),
    Mutant(
        "an answer that was lost is a no",
        "pinduoduo",
        _of(pinduoduo_ship, "_has", lambda *_: False),
        "",
    ),
    Mutant(
        "what an attempt did before it died is forgotten",
        "mall",
        _of(upload_tracking, "_taken_before", lambda *_: None),
        "",
    ),
    Mutant(
        "further numbers are forgotten",
        "aliexpress",
        _of(upload_tracking, "_departure", _without_more(upload_tracking._departure)),
        "every further number",
    ),
    Mutant(
        "a correction is written down and not made",
        "taobao",
        _of(correct_number, "_tell", lambda *_: ()),
        "",
    ),
    Mutant(
        "lines of the second store never follow",
        "mall",
        _of(record_upload, "is_live", _forgets_the_rest),
        "what may leave has left",
    ),
    Mutant(
        "nobody looks again",
        "pinduoduo",
        _of(record_upload, "looked", lambda parcel, *_, **__: (parcel, ())),
        "visible in the end",
    ),
)

# Two that only a rare storm shows are for `make simulate`.
RARE = frozenset({"another shipment under the same name", "fences are not asked"})
SOON = tuple(mutant for mutant in MUTANTS if mutant.name not in RARE)
