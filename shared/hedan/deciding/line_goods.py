"""What the settings say of all the goods in a line together: for the plan of a wave."""

from collections.abc import Mapping, Sequence

from hedan.domain.parts import Part
from hedan.domain.ready import LineGoods
from hedan.settings import SkuSettings


def line_goods(parts: Sequence[Part], skus: Mapping[str, SkuSettings]) -> LineGoods:
    """Add up what a line's goods and gifts weigh and need. What nobody knows counts nothing.

    A line lies where its first part does: its units are never spread over parcels.
    """
    known = [(skus[part.sku], part) for part in parts if part.sku in skus]
    dates = [sku.available_from for sku, _ in known if sku.available_from is not None]
    places = [sku.stock_place for sku, _ in known if sku.stock_place]
    return LineGoods(
        fixed_packing=any(sku.fixed_packing for sku, _ in known),
        weight_grams=sum(sku.weight_grams * part.quantity for sku, part in known),
        volume_ml=sum(sku.volume_ml * part.quantity for sku, part in known),
        categories=tuple(sorted({sku.category for sku, _ in known if sku.category})),
        stock_place=places[0] if places else "",
        available_from=max(dates, default=None),
    )
