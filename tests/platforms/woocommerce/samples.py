"""A Dokan child order as a shop really sends it, with invented people; fresh for every test."""

from typing import Any

from hedan.settings import StoreSettings


def line(line_id: int, **changes: object) -> dict[str, Any]:
    """Return one line item."""
    return {
        "id": line_id,
        "name": "示例龙井 250g",
        "product_id": 88,
        "variation_id": 91,
        "quantity": 2,
        "subtotal": "79.00",
        "subtotal_tax": "0.00",
        "total": "73.50",
        "total_tax": "0.00",
        "sku": "TEA-A-250G",
        "price": 36.75,
        "meta_data": [
            {"id": 1, "key": "pa_size", "value": "250g", "display_key": "Size"},
            {"id": 9001, "key": "_dokan_parent_order_item_id", "value": "301"},
            {"id": 9002, "key": "_blob", "value": {"any": ["shape"]}},
        ],
        **changes,
    }


def order(**changes: object) -> dict[str, Any]:
    """Return one order."""
    return {
        "id": 2041,
        "parent_id": 2040,
        "number": "2041",
        "created_via": "dokan",
        "status": "processing",
        "currency": "CNY",
        "date_created": "2026-10-01T10:01:50",
        "date_created_gmt": "2026-10-01T02:01:50",
        "date_modified_gmt": "2026-10-01T02:02:11",
        "date_paid_gmt": "2026-10-01T02:02:10",
        "discount_total": "9.50",
        "shipping_total": "5.00",
        "shipping_tax": "0.50",
        "total": "134.00",
        "customer_id": 981,
        "customer_note": "请发顺丰",
        "billing": {"first_name": "张", "last_name": "三", "phone": "13900001234"},
        "shipping": {
            "first_name": "张",
            "last_name": "三",
            "address_1": "文新街道一路1号",
            "city": "杭州市",
            "state": "CN11",
            "country": "CN",
            "postcode": "310000",
        },
        "line_items": [
            line(311),
            line(312, product_id=89, variation_id=0, quantity=1, total="55.00", sku="CUP-B-W"),
        ],
        "shipping_lines": [],
        "refunds": [],
        "meta_data": [{"id": 7001, "key": "_dokan_vendor_id", "value": "42"}],
        **changes,
    }


def refund(refund_id: int = 77, **changes: object) -> dict[str, Any]:
    """Return one refund of it: a unit of line 311."""
    return {
        "id": refund_id,
        "date_created_gmt": "2026-10-01T03:00:00",
        "amount": "36.75",
        "reason": "不想要了",
        "line_items": [
            {
                "id": 400,
                "product_id": 88,
                "variation_id": 91,
                "quantity": -1,
                "total": "-36.75",
                "meta_data": [{"key": "_refunded_item_id", "value": "311"}],
            }
        ],
        **changes,
    }


def settings(**options: str) -> StoreSettings:
    """Return the store of vendor 42."""
    return StoreSettings(
        id="tea",
        platform="woocommerce",
        name="示例茶店",
        shop_id="42",
        api_url="https://shop.example",
        calls_per_second=1000,
        options=options,
    )
