"""Whom the settings name: buyers to look at, the team; and the seller's own words."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from hedan.domain.base import Frozen, StoreId, SupplierId
from hedan.domain.findings import Post
from hedan.settings.values import Named


class BlockedBuyer(Frozen):
    """A buyer whose orders a person looks at, with why and how long."""

    buyer_id: str = ""  # The platform's id of the buyer, or
    address_id: str = ""  # of the address.
    store: StoreId | None = None  # None: in every store.
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    until: date | None = None  # The last day on which it counts, in the store's zone.

    @model_validator(mode="after")
    def _is_found_by_something(self) -> Self:
        if not (self.buyer_id or self.address_id):
            raise ValueError("a blocked buyer needs a buyer_id or an address_id")
        return self


class Contact(Frozen):
    """Somebody of the team, or of a warehouse, who is told by e-mail or SMS.

    Empty lists filter nothing, as for robots. A warehouse hears in its supplier's language, the
    team in that of the settings.
    """

    name: Annotated[str, Field(min_length=1, max_length=64)]
    post: Post
    email: str = ""
    phone: str = ""
    severity: Literal["info", "attention", "urgent", "critical"] = "attention"  # And louder.
    stores: tuple[StoreId, ...] = ()
    suppliers: tuple[SupplierId, ...] = ()
    warehouses: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _without_language(cls, raw: Any) -> Any:
        """Read the settings of 0.6.0 and before: they have a language here that nobody read."""
        if not isinstance(raw, Mapping):
            return raw
        return {field: value for field, value in raw.items() if field != "language"}


class OwnText(Frozen):
    """A text of the seller's own in place of ours, in both languages."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-zA-Z0-9_.]{1,63}$")]
    zh: Named
    en: Named
