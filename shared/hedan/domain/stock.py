"""Stock of one SKU: what is there, what is promised, and the moves between."""

from pydantic import AwareDatetime, NonNegativeInt, model_validator

from hedan.domain.base import Frozen, Sku


class Stock(Frozen):
    """On hand is the sum of the ledger; reserved is never more than that."""

    sku: Sku
    on_hand: NonNegativeInt = 0
    reserved: NonNegativeInt = 0

    @property
    def free(self) -> int:
        """What may still be promised."""
        return self.on_hand - self.reserved


class StockMove(Frozen):
    """A change of one SKU's stock, to be committed together with its cause.

    on_hand moves are kept in the ledger under entry_id; reservations live in the lines themselves.
    """

    sku: Sku
    on_hand: int = 0
    reserved: int = 0
    entry_id: str = ""
    cause: str = ""
    at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _ledger_knows_why(self) -> "StockMove":
        if self.on_hand and not (self.entry_id and self.cause and self.at):
            raise ValueError("a move of what is on hand needs an entry id, a cause and a time")
        return self

    @property
    def free(self) -> int:
        """How much more (or less) may be promised afterwards."""
        return self.on_hand - self.reserved
