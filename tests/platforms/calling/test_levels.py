"""Stock level by level: a refusal is about one of them, an ended access about none."""

import pytest

from hedan.errors import AccessEnded, PlatformRejected
from hedan.platforms.calling.levels import set_each
from hedan.platforms.platform import StockLevel

LEVELS = [StockLevel(product_id="1", platform_sku="", sku=sku, quantity=1) for sku in "ABC"]


def test_one_refused_level_does_not_hold_up_the_others() -> None:
    told: list[str] = []

    def set_level(level: StockLevel) -> None:
        told.append(level.sku)
        if level.sku == "B":
            raise PlatformRejected("1", "2", "in a campaign")

    ((refused, why),) = set_each(LEVELS, set_level)
    assert (refused.sku, "in a campaign" in why, told) == ("B", True, ["A", "B", "C"])


def test_an_ended_access_is_no_refusal_of_a_level() -> None:
    def set_level(level: StockLevel) -> None:
        raise AccessEnded("1", "2", "authorise again")

    with pytest.raises(AccessEnded):
        set_each(LEVELS, set_level)
