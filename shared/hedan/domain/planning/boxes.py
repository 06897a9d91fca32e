"""Fills boxes with the orders of a company, the one paid first in front."""

from collections.abc import Iterator
from dataclasses import dataclass

from hedan.domain.planning.company import Company
from hedan.domain.planning.loads import Caps, Load
from hedan.domain.planning.rules import PlanRules
from hedan.domain.planning.shares import Piece, Share, share_of
from hedan.domain.ready import ReadyLine


@dataclass(slots=True)
class Box:
    """Shares of orders that travel together; a full one can gain nothing by waiting."""

    shares: list[Share]
    is_full: bool
    load: Load

    @property
    def loose(self) -> list[ReadyLine]:
        """The lines in one parcel."""
        return [line for share in self.shares for line in share.loose]

    @property
    def pieces(self) -> list[Piece]:
        """The parcels beside it."""
        return [piece for share in self.shares for piece in share.pieces]


def boxes_of(company: Company, rules: PlanRules) -> Iterator[Box]:
    """Fill one box after the other, first paid first, as far as the limits allow.

    Kinds of goods that travel apart have boxes of their own.
    """
    caps = Caps.of(company.first, rules)
    open_boxes: dict[str, Box] = {}
    for lot in company.lots:
        share = share_of(lot, rules, caps)
        if not share.loose:
            yield Box([share], is_full=True, load=Load())  # Nothing in it could share a parcel.
            continue
        load = Load(share.loose)
        box = open_boxes.get(share.kind)
        if box is not None:
            too_many = len(box.shares) == rules.merge.orders_max
            if not too_many and box.load.has_room(load, caps):
                box.shares.append(share)
                box.load.take(load)
                continue
            box.is_full = True
            yield box
        open_boxes[share.kind] = Box([share], is_full=False, load=load)
    for box in open_boxes.values():
        box.is_full = len(box.shares) == rules.merge.orders_max
        yield box
