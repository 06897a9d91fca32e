"""How a shipment falls apart into what each order of it must be told."""

from collections.abc import Iterable

from hedan.platforms.platform import Departure, ShipLine, ShownParcel


def by_order(shipment: Departure) -> dict[str, tuple[ShipLine, ...]]:
    """Return the shipment's lines by order id, in their order. Raises ValueError without lines."""
    found: dict[str, tuple[ShipLine, ...]] = {}
    for line in shipment.lines:
        order_id = line.order.order_id
        found[order_id] = (*found.get(order_id, ()), line)
    if not found:
        raise ValueError(f"{shipment.request_id}: a shipment without lines")
    return found


def units_of(lines: Iterable[ShipLine]) -> dict[str, int]:
    """Return how many units of each line travel, by line id."""
    return {line.line_id: line.quantity for line in lines}


def carry(parcels: Iterable[ShownParcel], number: str, line_ids: set[str]) -> bool:
    """Tell whether parcels with this number hold these lines, as far as their platform says it."""
    inside: set[str] = set()
    for parcel in parcels:
        if parcel.number == number:
            if not parcel.line_ids:
                return True
            inside |= set(parcel.line_ids)
    return bool(line_ids) and line_ids <= inside
