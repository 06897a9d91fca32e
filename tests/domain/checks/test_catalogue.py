"""The likeliest SKUs for a code that nobody knows."""

from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.checks import Catalogue
from tests.domain.builders import SkuStub, make_line

GOODS = {
    "CUP-RED-01": SkuStub(name="示例保温杯 红"),
    "CUP-BLUE-01": SkuStub(name="示例保温杯 蓝"),
    "TEA-LJ-250": SkuStub(name="示例龙井茶 250克"),
    "LAMP-USB": SkuStub(name="示例台灯 USB"),
    "SOCK-M-5": SkuStub(name="棉袜 M 5双"),
}


def _likeliest(sku: str, name: str = "", spec: str = "") -> list[str]:
    line = make_line(sku=sku, name=name, spec=spec)
    return [one.value for one in Catalogue(GOODS).likeliest(line)]


def test_a_mistyped_code_leads_to_its_sku() -> None:
    for mistyped in ("CUPRED01", "cup_red_01", "CUP-RDE-01", "CUP-RED-1", "ＣＵＰ-RED-01"):
        assert _likeliest(mistyped)[0] == "CUP-RED-01"


def test_without_a_code_the_name_and_its_spec_lead() -> None:
    assert _likeliest("", "示例龙井茶", "250克")[0] == "TEA-LJ-250"


def test_what_has_nothing_in_common_is_not_proposed() -> None:
    assert _likeliest("XQ-9", "行李箱") == []
    assert _likeliest("") == []


def test_three_at_most_and_nothing_that_is_off_sale() -> None:
    many = {f"CUP-{number}": SkuStub() for number in range(9)}
    gone = {"CUP-X": SkuStub(on_sale=False)}
    found = Catalogue(many | gone).likeliest(make_line(sku="CUP-X", name=""))
    assert [one.value for one in found] == ["CUP-0", "CUP-1", "CUP-2"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_code_and_name_can_be_looked_for(sku: str, name: str) -> None:
    assert len(_likeliest(sku, name)) <= 3
