"""Why a line goes to its supplier is said in both languages, whatever the reason."""

import pytest

from hedan.domain.routing import Hindrance, Passed, RouteBy, RouteReason
from hedan.texts.routes import TEXTS, route_in_words

REFUSED = Passed(supplier="factory-a", why="region", region="新疆")


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (None, "商品自己的供应商", "the supplier of its SKU"),
        (
            RouteReason(by=RouteBy.SHARE, of="CUP", share=70, shares=100),
            "CUP 的份额 70/100",
            "its share of CUP: 70 of 100",
        ),
        (
            RouteReason(by=RouteBy.FALL_BACK, of="factory-a", passed=(REFUSED,)),
            "代替 factory-a；factory-a 不发 新疆",
            "in place of factory-a; factory-a refuses 新疆",
        ),
    ],
)
def test_a_reason_in_words(reason: RouteReason | None, zh: str, en: str) -> None:
    assert route_in_words("zh", reason) == zh
    assert route_in_words("en", reason) == en


def test_every_reason_has_its_words_and_there_are_no_others() -> None:
    whys: tuple[Hindrance, ...] = ("gone", "region", "silent", "full", "closed", "poor")
    passed = tuple(Passed(supplier="s", why=why) for why in whys)
    for by in RouteBy:
        for language in ("zh", "en"):
            assert route_in_words(language, RouteReason(by=by, passed=passed))
    assert set(TEXTS) == {f"route.{by}" for by in RouteBy} | {f"route.passed.{w}" for w in whys}
