"""What a method is given, and how its parameters are read."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.aliexpress.book import Book
from infra.local.aliexpress.errors import invalid, missing
from infra.local.aliexpress.model import Order, Shop

PAGE_SIZE_MAX = 50


@dataclass(frozen=True)
class Call:
    """One admitted call: whose shop, which parameters, and what may happen before a page."""

    book: Book
    shop: Shop
    params: Mapping[str, str]
    before_page: Callable[[int], None]
    accuse: Callable[[str], None]

    def json(self, name: str) -> dict[str, Any]:
        """A parameter that is a JSON object. Raises Refused."""
        value = self._parsed(name)
        if not isinstance(value, dict):
            raise invalid(f"{name} is no object")
        return value

    def json_list(self, name: str) -> list[dict[str, Any]]:
        """A parameter that is a JSON array of objects. Raises Refused."""
        value = self._parsed(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise invalid(f"{name} is no list of objects")
        return value

    def _parsed(self, name: str) -> Any:
        try:
            return json.loads(self.text(name))
        except ValueError as problem:
            raise invalid(f"{name} is no JSON") from problem

    def text(self, name: str) -> str:
        """A parameter that is a text. Raises Refused."""
        value = self.params.get(name)
        if not value:
            raise missing(name)
        return value

    def order(self, order_id: object) -> Order | None:
        """An order of this shop; another shop's is as good as none."""
        order = self.book.orders.get(str(order_id))
        return order if order and order.shop_id == self.shop.shop_id else None


type Method = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True)
class PageWanted:
    """A page, counted from 1."""

    number: int
    size: int

    @classmethod
    def of(cls, query: dict[str, Any]) -> "PageWanted":
        """Read `current_page` and `page_size`. Raises Refused beyond the platform's limits."""
        number, size = query.get("current_page", 1), query.get("page_size", 20)
        if not isinstance(number, int) or not isinstance(size, int):
            raise invalid("current_page and page_size are numbers")
        if number < 1 or not 1 <= size <= PAGE_SIZE_MAX:
            raise invalid(f"page_size is 1 to {PAGE_SIZE_MAX}, current_page from 1")
        return cls(number, size)

    def cut[T](self, rows: Sequence[T]) -> list[T]:
        """The rows of this page; none past the end."""
        return list(rows[(self.number - 1) * self.size : self.number * self.size])

    def pages(self, count: int) -> int:
        """How many pages so many rows make."""
        return -(-count // self.size)
