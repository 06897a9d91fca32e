"""The base of every model of ours, and the types that the whole package names once."""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from functools import cache, lru_cache, partial
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\s#]+$")]
"""A platform's or our own id: text, since platform ids exceed 2^53. No '#': it parts table keys."""
StoreId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
SupplierId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
PlatformName = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,16}$")]
Sku = Annotated[str, StringConstraints(max_length=128)]
"""The seller's own code; empty when the platform's goods carry none."""
Minor = int
"""Money in minor units (fen, cents) of the order's currency."""
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]

# Long enough that two of a seller's parcels never meet, short enough to be read out on the phone.
SHORT_ID_CHARACTERS = 12
# No I, L, O, U: nobody mistakes one character for another on a label.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTER_BITS = 5  # Each of 32 characters; the last bits of the digest come first.
LETTER = (1 << LETTER_BITS) - 1
SHIFTS = tuple(range(0, SHORT_ID_CHARACTERS * LETTER_BITS, LETTER_BITS))
LAST_BYTES = 8  # As many as hold those bits.

# What a process knows by heart of the ids that it derived: a decision asks for the same again.
SHORT_IDS_KEPT = 4096

# A frozen model refuses the usual way; the slots' own setters also spare a search by their names.
_SLOTS = vars(BaseModel)
_set_fields = _SLOTS["__dict__"].__set__
_set_names = _SLOTS["__pydantic_fields_set__"].__set__
_set_extra = _SLOTS["__pydantic_extra__"].__set__
_set_private = _SLOTS["__pydantic_private__"].__set__


class Frozen(BaseModel):  # noqa: PLW1641 - the library writes the hash of each frozen model.
    """A value of ours: never changed in place, and nothing in it that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def but(self, **changes: object) -> Self:
        """Return a copy with these fields changed; the changes must already have their types.

        Does what model_copy(update=changes) does to a value without extra or private fields, in
        two fifths of the time: decisions and intake make some hundred such copies an order. Which
        fields were given once is what it was: nobody asks.
        """
        made = object.__new__(type(self))
        _set_fields(made, self.__dict__ | changes)
        _set_names(made, self.__pydantic_fields_set__)
        _set_extra(made, None)
        _set_private(made, None)
        return made

    @classmethod
    def model_construct(  # type: ignore[override] # The checker's plugin writes one a model.
        cls, _fields_set: set[str] | None = None, **values: Any
    ) -> Self:
        """Return a value of what our own code made, unchecked: all that has no default is given.

        Does what the library's own does to such a model, in a small part of its time.
        """
        made = object.__new__(cls)
        defaults, fresh = _defaults_of(cls)
        fields = defaults | values
        for name, make in fresh.items():
            if name not in values:
                fields[name] = make()
        _set_fields(made, fields)
        _set_names(made, set(values) if _fields_set is None else _fields_set)
        _set_extra(made, None)
        _set_private(made, None)
        return made

    def __eq__(self, other: object) -> bool:
        """Tell whether it is of the same class with equal fields: there is nothing else in it."""
        if type(self) is not type(other):
            return NotImplemented
        return self.__dict__ == other.__dict__


@cache
def _defaults_of(kind: type[Frozen]) -> tuple[dict[str, object], Mapping[str, Any]]:
    """Return each field's default, in the order of the fields, and what makes those anew that
    no two values may share.
    """
    fields = kind.model_fields
    fresh = {
        name: field.default_factory or partial(deepcopy, field.default)
        for name, field in fields.items()
        if field.default_factory or field.default.__hash__ is None
    }
    return {name: field.default for name, field in fields.items()}, fresh


class OrderKey(Frozen):
    """Which order: the platform's number alone may occur in two stores."""

    platform: PlatformName
    store: StoreId
    order_id: Id

    def __hash__(self) -> int:
        return hash(self.order_id)  # Hardly ever the same in two stores.

    def __str__(self) -> str:
        return f"{self.platform}:{self.store}:{self.order_id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what str() wrote. Raises ValueError when it is not an order key."""
        platform, store, order_id = text.split(":", 2)
        return cls(platform=platform, store=store, order_id=order_id)


class LineKey(Frozen):
    """Which line of which order."""

    order: OrderKey
    line_id: Id

    def __hash__(self) -> int:
        return hash((self.order.order_id, self.line_id))

    def __str__(self) -> str:
        return f"{self.order}/{self.line_id}"


@lru_cache(maxsize=SHORT_IDS_KEPT)
def short_id(prefix: str, *parts: str) -> str:
    """Derive an id from what it names, so that a repeated step derives the same one."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    number = int.from_bytes(digest[-LAST_BYTES:])
    return prefix + "".join([ALPHABET[number >> shift & LETTER] for shift in SHIFTS])
