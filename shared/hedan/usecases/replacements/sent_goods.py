"""What goods that are sent again are made of, and how a line of them comes to wait for a wave."""

from hedan.deciding.goods import Goods
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parts import Part
from hedan.domain.replaced_lines import ReplacedGoods, stand_in


def parts_of_goods(order: Order, goods: ReplacedGoods, known: Goods) -> tuple[Part, ...] | None:
    """Return what goods are made of, in SKUs of ours; None: nobody knows."""
    bought = next((line for line in order.lines if line.line_id == goods.line_id), None)
    if bought is not None and bought.sku == goods.sku:  # It may be known by its platform's id.
        line = bought.but(quantity=goods.quantity, paid_minor=0)
    else:
        line = stand_in(goods.line_id, goods)
    return known.resolve(order.key.store, line)


def planned(line: LineWork, parts: tuple[Part, ...]) -> LineWork:
    """Return a line of what is sent again, which waits for its supplier's next wave from now on."""
    if line.instead is None:
        raise ValueError(f"{line.key}: the platform's own line")
    ready = line.move(LineState.RESERVED).move(LineState.READY)
    return ready.but(parts=parts, supplier=line.instead.supplier)
