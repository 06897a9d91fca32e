"""Checks of the goods: known, on sale, whole, and as many as people buy."""

from collections.abc import Iterator

from hedan.domain.checks.catalogue import Catalogue
from hedan.domain.checks.seen import Found, Seen
from hedan.domain.orders import Line

# What was bought lately says what is usual: so far above it, somebody may have mistyped.
TIMES_THE_99TH = 3
TIMES_THE_MOST = 2
NEVER_UNUSUAL = 5  # So few pieces are nobody's mistake, whatever was bought before.


def sku_unknown(seen: Seen) -> Iterator[Found]:
    """Find lines of which nobody knows what they are, with the likeliest SKUs."""
    catalogue = seen.catalogue
    for line in seen.lines:
        if seen.parts_of(line):
            continue
        catalogue = catalogue or Catalogue(seen.goods)
        what = f"code '{line.sku}'" if line.sku else f"no code, product '{line.product_id}'"
        yield Found(f"line {line.line_id}: {what}", proposals=catalogue.likeliest(line))


def combo_broken(seen: Seen) -> Iterator[Found]:
    """Find listed items of which a piece is no SKU of the settings, or may not be sold."""
    for line in seen.lines:
        for part in seen.parts_of(line):
            facts = seen.goods.get(part.sku)
            if facts is None:
                yield Found(f"line {line.line_id}: '{_item(line)}' has unknown '{part.sku}' in it")
            elif not facts.on_sale and seen.only_part(line) is None:
                yield Found(f"line {line.line_id}: '{_item(line)}' has '{part.sku}', not on sale")


def sku_off_sale(seen: Seen) -> Iterator[Found]:
    """Find goods that the seller has taken off sale."""
    for line in seen.lines:
        part = seen.only_part(line)
        facts = seen.goods.get(part.sku) if part else None
        if part and facts and not facts.on_sale:
            yield Found(f"line {line.line_id}: '{part.sku}' is not on sale")


def quantity(seen: Seen) -> Iterator[Found]:
    """Find lines of more pieces than the SKU allows, than is usual for it, or than is usual."""
    for line in seen.lines:
        own = _own_limit(seen, line)
        if own is None:
            yield from _against_history(seen, line)
        elif line.quantity > own:
            yield _too_many(line, own)


def _against_history(seen: Seen, line: Line) -> Iterator[Found]:
    history = seen.facts.skus.get(line.sku)
    if history is None or history.lines < seen.rules.history_lines_min:
        if line.quantity > seen.rules.quantity_max:
            yield _too_many(line, seen.rules.quantity_max)
        return
    usual = max(
        TIMES_THE_99TH * history.quantity_p99,
        TIMES_THE_MOST * history.quantity_max,
        NEVER_UNUSUAL,
    )
    if line.quantity > usual:
        # Without the number, which moves every day: it would be another hold tomorrow.
        what = f"quantity {line.quantity} of '{line.sku}'"
        yield Found(f"line {line.line_id}: {what}, far more than anybody bought lately")


def _too_many(line: Line, limit: int) -> Found:
    what = f"quantity {line.quantity}, at most {limit} of '{line.sku}'"
    return Found(f"line {line.line_id}: {what}")


def _own_limit(seen: Seen, line: Line) -> int | None:
    part = seen.only_part(line)
    facts = seen.goods.get(part.sku) if part else None
    return facts.quantity_max if facts else None


def _item(line: Line) -> str:
    return line.sku or line.sku_id or line.product_id
