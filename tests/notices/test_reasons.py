"""What a supplier reads of the plan's reasons: enough to pack, nothing of anybody else."""

from hedan.domain.merging import MergeRules
from hedan.domain.plan import plan_parcels
from hedan.domain.planning.rules import PlanRules
from hedan.texts import reasons_in_words
from tests.domain.builders import NOW, make_ready, minutes


def _reasons(*lines: object, **rules: int) -> list[str]:
    plan = plan_parcels(lines, PlanRules(MergeRules(**rules)), NOW + minutes(600), "wave")  # type: ignore[arg-type]
    return [reasons_in_words("zh", parcel.reasons) for parcel in plan.parcels]


def test_a_merged_parcel_says_how_many_orders() -> None:
    lines = [make_ready(order_id=number, line_id=number, merge_group="1") for number in ("1", "2")]
    assert _reasons(*lines) == ["合并发货：2 个订单装一件"]


def test_fixed_packing_is_said_on_both_parcels() -> None:
    lines = [make_ready(line_id="1"), make_ready(line_id="2", fixed_packing=True)]
    assert set(_reasons(*lines)) == {"另有固定包装的商品单独一件", "固定包装：单独一件"}


def test_other_suppliers_are_never_named() -> None:
    (said,) = _reasons(make_ready(other_suppliers=("secret-factory",)))
    assert said == "订单的其它商品由别处发货"


def test_what_only_concerns_the_seller_is_not_said() -> None:
    assert reasons_in_words("en", ["ALONE: no other order", "HURRY: less than 6 h"]) == ""
