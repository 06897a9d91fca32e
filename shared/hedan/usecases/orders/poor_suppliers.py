"""Who works too badly by last night's scorecard: others go first, where somebody else can ship."""

from collections.abc import Iterable

from hedan.ports import Desk
from hedan.settings import SupplierSettings


def poor_now(suppliers: Iterable[SupplierSettings], *, desk: Desk) -> tuple[str, ...]:
    """Return whose score is below what the settings ask; of the others nothing is read.

    One without a score, for lack of parcels or before the first night, is not poor.
    """
    return tuple(
        supplier.id
        for supplier in suppliers
        if supplier.score_min is not None and _is_poor(supplier.id, supplier.score_min, desk)
    )


def _is_poor(supplier: str, score_min: int, desk: Desk) -> bool:
    card = desk.scorecard(supplier)
    return card is not None and card.score is not None and card.score < score_min
