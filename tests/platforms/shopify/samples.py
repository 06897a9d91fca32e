"""An order as Shopify's REST Admin API shows it, with invented people; fresh for every test."""

from typing import Any

from hedan.settings import StoreSettings


def line(line_id: int, **changes: object) -> dict[str, Any]:
    """Return one line item."""
    return {
        "id": line_id,
        "sku": "TEA-A-250G",
        "title": "Longjing",
        "variant_title": "250g",
        "product_id": 88,
        "variant_id": 91,
        "quantity": 2,
        "current_quantity": 2,
        "price": "39.50",
        "discount_allocations": [{"amount": "5.50"}],
        "tax_lines": [{"price": "1.25"}],
        "fulfillment_status": None,
        "requires_shipping": True,
        **changes,
    }


def order(**changes: object) -> dict[str, Any]:
    """Return one order."""
    return {
        "id": 820982911946154508,
        "created_at": "2026-10-01T10:01:50+08:00",
        "updated_at": "2026-10-01T10:02:11+08:00",
        "processed_at": "2026-10-01T10:02:10+08:00",
        "cancelled_at": None,
        "currency": "EUR",
        "financial_status": "paid",
        "fulfillment_status": None,
        "taxes_included": False,
        "total_price": "134.00",
        "total_shipping_price_set": {"shop_money": {"amount": "5.00", "currency_code": "EUR"}},
        "note": "gift, please",
        "customer": {"id": 981},
        "shipping_address": {
            "name": "Ann Lee",
            "phone": "+33 1",
            "address1": "1 Rue X",
            "address2": None,
            "city": "Lyon",
            "province": None,
            "zip": "69001",
            "country_code": "FR",
        },
        "line_items": [line(11), line(12, quantity=1, discount_allocations=[], tax_lines=[])],
        "fulfillments": [],
        "refunds": [],
        **changes,
    }


def refund(**changes: object) -> dict[str, Any]:
    """Return one refund of it: a unit of line 11."""
    return {
        "id": 77,
        "created_at": "2026-10-01T11:00:00+08:00",
        "note": "changed my mind",
        "refund_line_items": [{"line_item_id": 11, "quantity": 1}],
        "transactions": [
            {"kind": "refund", "status": "success", "amount": "37.40"},
            {"kind": "refund", "status": "failure", "amount": "9.00"},
        ],
        **changes,
    }


def settings(**options: str) -> StoreSettings:
    """Return the store."""
    return StoreSettings(
        id="tea",
        platform="shopify",
        name="Tea",
        shop_id="tea.myshopify.com",
        api_url="https://tea.myshopify.com",
        calls_per_second=1000,
        options=options,
    )
