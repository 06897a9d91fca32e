"""What a platform's line is in SKUs of ours: itself, a renaming, a combo, or what a person said."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hedan.domain.edits import Edit
from hedan.domain.orders import Line
from hedan.domain.parts import PIECES_PER_LINE_MAX, Part, shares
from hedan.settings import ListingPart, ListingSettings, Settings, SkuSettings

# "CUP-1*2": a code and how many of it each unit of the line is.
PIECE = re.compile(r"(?P<sku>[^,]+?)(?:\s*[*×]\s*(?P<quantity>[1-9]\d{0,3}))?")


class Piece(NamedTuple):
    """One SKU in one unit of a line."""

    sku: str
    quantity: int
    weight: int  # Its share of the price beside the others.


class Goods:
    """The seller's SKUs and listed items, made once for many orders."""

    def __init__(self, settings: Settings) -> None:
        self.skus: Mapping[str, SkuSettings] = {sku.sku: sku for sku in settings.skus}
        self.has_shares = any(sku.sources for sku in settings.skus)
        self._listings: dict[tuple[str | None, str, str], ListingSettings] = {}
        for listing in settings.listings:
            # The first of several counts: a later one changes nothing by coming later.
            for name in (("code", listing.code), ("sku_id", listing.sku_id)):
                if name[1]:
                    self._listings.setdefault((listing.store, *name), listing)

    def resolve(self, store: str, line: Line, edit: Edit | None = None) -> tuple[Part, ...] | None:
        """Return what a line is made of: its units multiplied, what was paid for it shared out.

        What a person said counts before all; then what the listed item is (the store's own entry
        before one for every store), then the code itself. None: nobody knows. A listed item is
        resolved even if the settings lack one of its SKUs: that is for a check to find.
        """
        if edit is not None:
            pieces = self.named(edit.value)
            return self._parts(line, pieces) if pieces else None
        listing = self._listing(store, line)
        if listing is not None:
            return self._parts(line, [_piece(part) for part in listing.parts])
        if line.sku and line.sku in self.skus:
            return self._parts(line, [Piece(line.sku, 1, 1)])
        return None

    def named(self, text: str) -> list[Piece]:
        """Return what a person's "CUP-1*2,BOX*1" names.

        Nothing if it names what nobody knows, or more than a line may be made of.
        """
        if text in self.skus:
            return [Piece(text, 1, 1)]
        pieces = [self._piece(one.strip()) for one in text.replace("，", ",").split(",")]
        known = [piece for piece in pieces if piece is not None]
        return known if len(known) == len(pieces) <= PIECES_PER_LINE_MAX else []

    def _piece(self, text: str) -> Piece | None:
        if text in self.skus:
            return Piece(text, 1, 1)
        found = PIECE.fullmatch(text)
        if found is None or found["sku"] not in self.skus:
            return None
        quantity = int(found["quantity"] or 1)
        return Piece(found["sku"], quantity, quantity)

    def _listing(self, store: str, line: Line) -> ListingSettings | None:
        if not self._listings:
            return None
        names = (("code", line.sku), ("sku_id", line.sku_id))
        for of_store in (store, None):
            for kind, name in names:
                found = self._listings.get((of_store, kind, name)) if name else None
                if found is not None:
                    return found
        return None

    def _parts(self, line: Line, pieces: Sequence[Piece]) -> tuple[Part, ...]:
        paid = (
            (line.paid_minor,)
            if len(pieces) == 1
            else shares(line.paid_minor, [piece.weight for piece in pieces])
        )
        return tuple(
            Part.model_construct(
                sku=piece.sku,
                quantity=piece.quantity * line.quantity,
                paid_minor=share,
                tracks_stock=known.tracks_stock if known else False,
                name=known.name if known and piece.sku != line.sku else "",
            )
            for piece, share in zip(pieces, paid, strict=True)
            for known in (self.skus.get(piece.sku),)
        )


def _piece(part: ListingPart) -> Piece:
    return Piece(part.sku, part.quantity, part.weight * part.quantity)
