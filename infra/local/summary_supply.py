"""What the cup factory wrote and pressed, and its account, as a person wants to read it."""

from collections import Counter

from hedan.domain.parcels import Parcel
from infra.local.proof_account import asked, closed_days, entries
from infra.local.scenes import Day
from infra.local.supply_day import FACTORY, SCENES
from infra.local.tables import heading, table

TIME = "%H:%M:%S"


def print_supply(day: Day) -> None:
    """Print what became of each of its scenes, and what is owed for the day."""
    heading("The cup factory: what it wrote, and what the platform shows")
    rows = [
        (
            scene.partition(": ")[2],
            parcel.state.value,
            _numbers(parcel),
            ", ".join(f"{one.kind.value} {one.text}" for one in parcel.answers) or "-",
            f"{parcel.visible_at:{TIME}}" if parcel.visible_at else "-",
        )
        for scene in SCENES
        for parcel in day.parcels(scene)
    ]
    table(("order", "parcel", "number", "it says", "read there"), rows)
    _account(day)


def _numbers(parcel: Parcel) -> str:
    boxes = [one.number for one in (parcel.tracking, *parcel.more_numbers) if one]
    instead = [f"not {one.old.number}" for one in parcel.number_changes]
    return ", ".join((*boxes, *instead)) or "-"


def _account(day: Day) -> None:
    heading(f"The account of {FACTORY}, in minor units")
    found = entries(day)
    amounts: Counter[str] = Counter()
    for entry in found:
        amounts[entry.kind.value] += entry.amount_minor
    counts = Counter(entry.kind.value for entry in found)
    rows = [(kind, str(counts[kind]), str(amounts[kind])) for kind in sorted(counts)]
    owed = sum(one.amount_minor for one in closed_days(day))
    rows.append(("owed", str(len(found)), str(owed)))
    rows.append(("by its own books", "", str(asked(day))))
    table(("entry", "how many", "amount"), rows)
