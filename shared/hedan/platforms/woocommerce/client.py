"""Calls a WooCommerce shop: one key pair, and the handful of calls that several parts need."""

import base64
from collections.abc import Sequence
from urllib.parse import quote

from hedan.errors import Malformed
from hedan.platforms.access import AppSecret
from hedan.platforms.calling.rest import Answer, Call, RestApi
from hedan.platforms.outside import Outside
from hedan.platforms.woocommerce.answers import refusal
from hedan.platforms.woocommerce.payloads import Note, WooOrder, WooRefund
from hedan.settings import StoreSettings

ROOT = "/wp-json/wc/v3"
# As many as the shop shows at once; no order has a hundred vendors or refunds.
ROWS_MAX = 100


def safe(order_id: str) -> str:
    """Return an id as a part of a path."""
    return quote(order_id, safe="")


class WooApi:
    """The API of one shop. Its key does not end by itself, and only the seller makes one."""

    def __init__(self, store: StoreSettings, app: AppSecret, outside: Outside) -> None:
        self._rest = RestApi(store, outside, refusal)
        pair = base64.b64encode(f"{app.app_key}:{app.app_secret}".encode()).decode()
        self._access = {"authorization": f"Basic {pair}"}

    def call(self, call: Call) -> Answer:
        """Make a call. Raises PlatformBusy, AccessEnded, OrderGone, PlatformRejected."""
        return self._rest.call(call, self._access)

    def order(self, order_id: str) -> tuple[WooOrder, str]:
        """Return an order, and its text as it came."""
        answer = self.call(Call("GET order", "GET", f"{ROOT}/orders/{safe(order_id)}"))
        return WooOrder.read(answer.data, "order"), answer.text

    def children(self, order_id: str) -> tuple[WooOrder, ...]:
        """Return the orders that were made of an order."""
        query = {"parent": order_id, "status": "any", "per_page": str(ROWS_MAX)}
        answer = self.call(Call("GET children", "GET", f"{ROOT}/orders", query=query))
        found = [WooOrder.read(row, "child order") for row in rows(answer, "GET children")]
        # A shop that does not know the parameter would show every order of it.
        return tuple(child for child in found if child.parent_id == order_id)

    def refunds(self, order_id: str) -> tuple[WooRefund, ...]:
        """Return the refunds of an order."""
        path = f"{ROOT}/orders/{safe(order_id)}/refunds"
        answer = self.call(Call("GET refunds", "GET", path, query={"per_page": str(ROWS_MAX)}))
        return tuple(WooRefund.read(row, "refund") for row in rows(answer, "GET refunds"))

    def notes(self, order_id: str) -> list[Note]:
        """Return the notes of an order, oldest first."""
        path = f"{ROOT}/orders/{safe(order_id)}/notes"
        answer = self.call(Call("GET notes", "GET", path))
        notes = [Note.read(row, "note") for row in rows(answer, "GET notes")]
        return sorted(notes, key=lambda note: note.id)

    def add_note(self, order_id: str, text: str, *, for_customer: bool) -> None:
        """Write a note. Sent once only: the shop takes the same note as often as it comes."""
        path = f"{ROOT}/orders/{safe(order_id)}/notes"
        body = {"note": text, "customer_note": for_customer}
        self.call(Call("POST note", "POST", path, body=body, repeatable=False))


def rows(answer: Answer, name: str) -> Sequence[object]:
    """Return the answer of a listing. Raises Malformed when it is none."""
    if not isinstance(answer.data, list):
        raise Malformed(f"{name}: not a list")
    return answer.data
