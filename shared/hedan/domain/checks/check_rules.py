"""What the seller says about the checks. The defaults let every ordinary order pass."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveInt, StringConstraints

from hedan.domain.base import Frozen

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class Facet(StrEnum):
    """A side of an order that the platform may change after we let it through."""

    ADDRESS = "address"
    REMARK = "remark"
    MEMO = "memo"
    GOODS = "goods"
    AMOUNT = "amount"
    INVOICE = "invoice"
    CARRIER = "carrier"


class CheckRules(Frozen):
    """What makes a person look."""

    quantity_max: PositiveInt = 20  # Where neither the SKU nor its history says more.
    words_for_a_person: tuple[Word, ...] = ("换", "改", "加急", "hold", "change")
    flags_for_a_person: tuple[NonNegativeInt, ...] = ()  # The platform's numbers of its colours.
    # Of how many lines a SKU's history must tell before anything is compared with it.
    history_lines_min: PositiveInt = 20
    # How much of the SKU's usual price has to be paid; 0: not compared.
    price_percent_min: Annotated[int, Field(ge=0, le=100)] = 30
    # What has to be left of the price after the goods' cost. None: not looked at, because what a
    # platform adds to the buyer's money is not told with the order.
    margin_percent_min: Annotated[int, Field(ge=-100, le=100)] | None = None
    # Within how many hours the same goods for the same buyer count as bought twice; 0: never.
    duplicate_hours: Annotated[int, Field(ge=0, le=720)] = 1
    look_at_divisions: bool = True  # Whether the city lies in the province, and the phone's shape.
    look_at_wishes: bool = True  # Carrier, date, packing and "do not ship" in remark and memo.
    look_at_invoices: bool = True
    # What only waited is decided anew with what is new. Here: of what a person is told besides.
    changes_to_look_at: tuple[Facet, ...] = ()
