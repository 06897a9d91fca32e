"""What the seller decides about after-sales: policies, answers by themselves, offers, reasons."""

from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.base import Frozen, StoreId
from hedan.domain.cases import OfferKind
from hedan.settings.values import Named

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]


class ReturnPolicy(Frozen):
    """What a buyer may ask for, how long, and who pays the way back.

    The first policy whose conditions fit a case says how it is judged; an empty condition fits all.
    """

    id: Code
    kinds: tuple[AfterSaleKind, ...] = ()
    stores: tuple[StoreId, ...] = ()
    skus: tuple[str, ...] = ()
    reasons: tuple[Code, ...] = ()
    window_days: PositiveInt | None = None  # After the order was shipped; None: no limit.
    photos: NonNegativeInt = 0  # So many pictures the buyer has to show.
    freight: Literal["seller", "buyer", "platform"] = "buyer"
    zh: Named  # The reason, as the buyer and the team read it.
    en: Named


class AutoAnswer(Frozen):
    """A case that is answered without a person. Without such a rule none ever is."""

    id: Code
    kinds: Annotated[tuple[AfterSaleKind, ...], Field(min_length=1)]
    answer: Literal["agree", "refuse"]
    up_to_minor: PositiveInt  # In the order's currency: above it a person decides.
    stores: tuple[StoreId, ...] = ()
    when: Literal["stopped", "left", "any"] = "stopped"  # What became of the goods.

    @model_validator(mode="after")
    def _refuses_only_what_left(self) -> Self:
        """A refund of goods that stayed cannot be refused without harm: the fence keeps them."""
        if self.answer == "refuse" and self.when != "left":
            raise ValueError("a refund may only be refused by itself when its goods have left")
        return self


class OfferRule(Frozen):
    """What may be offered to a buyer who wants to go, and how much of it."""

    id: Code
    kind: OfferKind
    most_minor: NonNegativeInt = 0  # For one case, in the order's currency.
    most_percent: Annotated[int, Field(ge=0, le=100)] = 0  # Of what was paid; the smaller counts.
    stores: tuple[StoreId, ...] = ()
    zh: Named
    en: Named


class CaseReason(Frozen):
    """One entry of a list to choose from: what was wrong with the goods, what caused a dispute."""

    code: Code
    zh: Named
    en: Named


class CaseSettings(Frozen):
    """When somebody is told of a case by a notice; the queue shows every case at any time."""

    due_hours: Annotated[int, Field(ge=1, le=168)] = 6  # Left of the platform's time: once a case.
    tell_new: bool = False  # Of each new case, too; a sale brings hundreds.
