"""The seller without an app key: exports orders on the platform, drops the sheet, uploads numbers.

The sheet is made here as the platform's console would make it: invented orders, real columns.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from openpyxl import Workbook

from infra.local import web
from infra.local.scenes import Day
from infra.local.simulated.trade import Person
from infra.store_link import store_link

HEADINGS = (
    "商品",
    "订单号",
    "订单状态",
    "商家实收金额(元)",
    "商品数量(件)",
    "收货人",
    "手机",
    "省",
    "市",
    "区",
    "街道",
    "收货地址",
    "支付时间",
    "承诺发货时间",
    "商家编码-规格维度",
    "商品规格",
    "商家备注",
    "买家留言",
    "售后状态",
    "订单成交时间",
)
BAD_ORDER = "261122-0000000000000"


def drop_sheet(day: Day, store: str, people: Sequence[Person]) -> list[str]:
    """Upload one sheet on the store's page: good orders, and one with an amount that is no number.

    Return the good orders' ids.
    """
    paid = datetime.now(UTC).astimezone(day.world.zone) - timedelta(hours=3)
    order_ids = [f"{paid:%y%m%d}-{700000000000000 + number}" for number in range(len(people))]
    rows = [_row(order_id, one, paid) for order_id, one in zip(order_ids, people, strict=True)]
    bad = list(_row(BAD_ORDER, people[0], paid))
    bad[HEADINGS.index("商家实收金额(元)")] = "五十九"
    page = web.get(store_link(day.world.settings.store(store), day.world.stack))
    form = next(form for form in page.forms if form.has_file)
    answer = web.upload(form, "orders.xlsx", _book([*rows, bad]))
    if answer.status not in web.SEE_OTHER:
        raise RuntimeError(f"the sheet was answered {answer.status}: {answer.text[:300]}")
    return order_ids


def _row(order_id: str, person: Person, paid: datetime) -> Sequence[str]:
    return (
        "示例保温杯",
        order_id,
        "待发货",
        "59.90",
        "1",
        person.name,
        person.phone,
        person.province,
        person.city,
        person.district,
        "",
        person.detail,
        f"{paid:%Y-%m-%d %H:%M:%S}",
        f"{paid + timedelta(days=2):%Y-%m-%d %H:%M:%S}",
        "CUP-BLUE-01",
        "蓝",
        "",
        "",
        "无售后或售后取消",
        f"{paid:%Y-%m-%d %H:%M:%S}",
    )


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bulk_file(day: Day, store: str) -> bytes:
    """Press the page's button that makes the bulk-shipping file, and download it."""
    page = web.get(store_link(day.world.settings.store(store), day.world.stack))
    form = next(form for form in page.forms if not form.has_file)
    answered = web.submit(form, page, {})
    shown = web.get(answered.location or page.url)
    links = [link for link in shown.links if "/bulk/" in link or "/files/" in link]
    return web.download(links[0])
