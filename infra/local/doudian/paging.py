"""Pages as both lists count them: from 0, at most 100 each, 50,000 records deep."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.local.doudian.errors import bad_parameter
from infra.local.doudian.params import Params

PAGE_SIZE_MAX = 100
DEPTH_MAX = 50_000
TOO_DEEP = 20013


@dataclass(frozen=True)
class Page:
    """Which slice of the records a caller wants."""

    number: int
    size: int

    @classmethod
    def of(cls, params: Params) -> "Page":
        """Read `page` and `size`. Raises Refused outside the platform's limits."""
        page = cls(params.number("page"), params.number("size"))
        if page.number < 0 or not 1 <= page.size <= PAGE_SIZE_MAX:
            raise bad_parameter(f"page starts at 0, size is 1 to {PAGE_SIZE_MAX}")
        if (page.number + 1) * page.size > DEPTH_MAX:
            raise bad_parameter("page × size is over 50000", number=TOO_DEEP)
        return page

    def cut[T](self, records: Sequence[T]) -> list[T]:
        """The records of this page; none past the end."""
        return list(records[self.number * self.size : (self.number + 1) * self.size])
