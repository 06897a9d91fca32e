"""What may be promised of a case's goods, to a platform that acts on it at once."""

from hedan.domain.after_sales import AfterSale
from hedan.ports import OrderFile
from hedan.usecases.cases.standing import Goods, goods_of
from hedan.usecases.orders.asked_now import has_left


def promised_goods(file: OrderFile, after_sale: AfterSale) -> Goods | None:
    """Return what became of them; None where nobody may say it.

    HERE is a promise: on it the buyer gets the money. It is given only when a closed fence stands
    at every line, for from then on nothing can be shipped behind our back.
    """
    order = file.order
    known = {line.line_id for line in order.lines} if order else set()
    wanted = after_sale.line_ids
    if order is None or not wanted or not known.issuperset(wanted):
        return None
    if any(has_left(file, order, line_id) for line_id in wanted):
        return Goods.LEFT
    works = [file.line(line_id) for line_id in wanted]
    goods = goods_of(works)
    return None if goods is Goods.HERE and any(work.may_ship for work in works) else goods
