"""What parcels are packed in, and what is put in beside the goods."""

from pydantic import NonNegativeInt

from hedan.domain.base import Frozen, Id, StoreId
from hedan.settings.values import Named


class PackageSettings(Frozen):
    """A kind of packing: bubble mailer, carton, a box of fixed size."""

    code: Id
    name: Named
    # Goods that ask for different packages share the one with the highest rank: carton over bubble.
    rank: NonNegativeInt = 0
    cost_minor: NonNegativeInt = 0
    weight_grams: NonNegativeInt = 0
    volume_ml: NonNegativeInt = 0  # What fits into it; 0: not known.


class InsertSettings(Frozen):
    """Something in every parcel that it is meant for: invoice, manual, thank-you card."""

    code: Id
    name: Named
    cost_minor: NonNegativeInt = 0
    stores: tuple[StoreId, ...] = ()  # Empty: of every store.
    skus: tuple[str, ...] = ()  # Empty: whatever is in the parcel.
