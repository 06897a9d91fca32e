"""Which after-sale forbids shipping: the table, written out by hand."""

from functools import cache

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus

# x forbids shipping, . allows it. Requested, refunded, refused and withdrawn are signals of their
# own (EB30). What a buyer wants beside his goods ships anyway: money back for a lower price, a part
# sent again, a repair. What nobody knows forbids (EB36).
TELLINGS = """
                   requested agreed succeeded refused closed unknown
refund_unshipped   x         x      x         .       .      x
refund_only        x         x      x         .       .      x
return             x         x      x         .       .      x
exchange           x         x      x         .       .      x
resend             .         .      .         .       .      .
repair             .         .      .         .       .      .
price_protection   .         .      .         .       .      .
cancel             x         x      x         .       .      x
unknown            x         x      x         .       .      x
"""

type Telling = tuple[AfterSaleKind, AfterSaleStatus]


@cache
def forbids() -> dict[Telling, bool]:
    """Read the table."""
    head, *rows = (row.split() for row in TELLINGS.strip().splitlines())
    return {
        (AfterSaleKind(row[0]), AfterSaleStatus(status)): mark == "x"
        for row in rows
        for status, mark in zip(head, row[1:], strict=True)
    }
