"""What the parcel plan came to, as a person wants to read it."""

from hedan.domain.parcels import Parcel
from infra.local.asked_back import stop_of
from infra.local.parcel_day import TRAVELLING, VIRTUAL, waves
from infra.local.parcel_goods import KITCHENS
from infra.local.scenes import Day
from infra.local.tables import heading, table


def print_parcel_plan(day: Day) -> None:
    """Print waves with what began them, who travelled with whom, gifts, and who was asked back."""
    _waves(day)
    _parcels(day)
    _gifts(day)
    _asked_back(day)


def _waves(day: Day) -> None:
    heading("Parcel plan: waves that no cut-off began")
    rows = [
        (one["wave"], one["workbook"], f"{one['parcels']} parcels", one["state"])
        for supplier in sorted(KITCHENS)
        for one in waves(day, supplier)
    ]
    table(("wave", "workbook", "holds", "state"), rows)
    refused = day.parcel_work.refused
    print(f"  link of the recalled workbook: {day.parcel_work.dead_link}")
    print(f"  recall after the download: {refused.message if refused else 'not refused'}")


def _parcels(day: Day) -> None:
    heading("Parcel plan: parcels, packed in what, and why")
    rows = [
        (
            _short(scene),
            parcel.supplier,
            " + ".join(part.sku for line in parcel.rest for part in line.contents),
            ", ".join((parcel.package, *parcel.inserts)).strip(", ") or "-",
            "; ".join(parcel.reasons),
        )
        for scene in (*TRAVELLING, *VIRTUAL.values())
        for parcel in sorted(day.parcels(scene), key=_place)
    ]
    table(("order", "supplier", "goods", "packed", "why"), rows)


def _place(parcel: Parcel) -> tuple[str, str]:
    return parcel.supplier, parcel.parcel_id


def _gifts(day: Day) -> None:
    heading("Parcel plan: gifts, and why one was not given")
    rows = [
        (_short(scene), one.rule_id, one.value, one.overruled_by or "given")
        for scene in TRAVELLING
        for decision in [day.file(scene).decision]
        if decision is not None
        for one in decision.reasoning.given
        if one.act == "gift"
    ]
    table(("order", "rule", "gift", "verdict"), rows)


def _asked_back(day: Day) -> None:
    heading("Parcel plan: asked back, and not for a refund")
    rows = [
        (_short(scene), stop.workbook, stop.cause, stop.answer or "open")
        for scene in TRAVELLING
        for stop in [stop_of(day, scene)]
        if stop is not None
    ]
    table(("order", "workbook", "cause", "answer"), rows)


def _short(scene: str) -> str:
    return scene.partition(": ")[2]
