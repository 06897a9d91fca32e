"""Tags and place in the order of work."""

from datetime import timedelta

import pytest

from hedan.domain.classes import ClassRules, classify
from hedan.domain.orders import OrderStatus
from tests.domain.builders import NOW, RECEIVER, hours, make_line, make_order, minutes

RULES = ClassRules()


def tags(**changes: object) -> tuple[str, ...]:
    return classify(make_order(**changes), RULES, NOW).tags


def test_an_ordinary_order_is_goods_for_its_region() -> None:
    assert tags() == ("goods", "region:浙江省")


def test_virtual_goods_are_a_class_of_their_own() -> None:
    assert tags(lines=(make_line(is_virtual=True),)) == ("region:浙江省", "virtual")
    mixed = (make_line("1", is_virtual=True), make_line("2"))
    assert tags(lines=mixed) == ("goods", "region:浙江省", "virtual")


def test_only_gifts_left() -> None:
    gift = make_line("2", is_gift=True)
    assert "gift_only" in tags(lines=(gift,))
    assert "gift_only" not in tags(lines=(gift, make_line("1")))
    shipped = make_line("1", status=OrderStatus.SHIPPED)
    assert "gift_only" in tags(lines=(gift, shipped))


@pytest.mark.parametrize(
    ("left", "urgent"), [(hours(12), True), (hours(12) + minutes(1), False), (-hours(1), True)]
)
def test_urgent_by_the_time_that_is_left(left: timedelta, urgent: bool) -> None:
    line = make_line(deadline=NOW + left)
    assert ("urgent" in tags(lines=(line,), deadline=NOW + left)) is urgent


@pytest.mark.parametrize(("paid", "high"), [(49_999, False), (50_000, True)])
def test_high_value_by_what_was_paid(paid: int, high: bool) -> None:
    assert ("high_value" in tags(paid_minor=paid)) is high


def test_words_and_flags_and_regions() -> None:
    assert "remark" in tags(buyer_remark="谢谢")
    assert "remark" in tags(seller_memo="x")
    assert "remark" not in tags(buyer_remark="  ")
    assert "flag:5" in tags(flag=5)
    assert not [tag for tag in tags(receiver=RECEIVER.but(province="")) if "region" in tag]


def test_tags_are_sorted_and_unique() -> None:
    given = tags(flag=1, buyer_remark="x", paid_minor=99_999, deadline=NOW)
    assert list(given) == sorted(set(given))


def test_the_earliest_deadline_of_what_is_left_comes_first() -> None:
    order = make_order(
        make_line("1", deadline=NOW + hours(1), status=OrderStatus.SHIPPED),
        make_line("2", deadline=NOW + hours(5)),
        make_line("3", deadline=NOW + hours(9)),
        deadline=None,
    )
    assert classify(order, RULES, NOW).priority == NOW + hours(5)
    assert classify(order.but(deadline=NOW + hours(3)), RULES, NOW).priority == NOW + hours(3)


def test_an_order_whose_deadline_nobody_knows_comes_before_the_others() -> None:
    order = make_order(make_line(deadline=None), deadline=None)
    classes = classify(order, RULES, NOW)
    assert classes.priority == order.paid_at
    assert "no_deadline" in classes.tags
    assert "urgent" not in classes.tags
    assert classify(order.but(paid_at=None), RULES, NOW).priority == order.created_at


def test_a_finished_order_has_classes_too() -> None:
    order = make_order(make_line(status=OrderStatus.DONE), status=OrderStatus.DONE)
    assert classify(order, RULES, NOW).tags == ("goods", "region:浙江省")


def test_each_line_is_work_and_each_further_sku_in_it() -> None:
    rules = ClassRules(minutes_per_line=10, minutes_per_part=5)
    assert rules.work_left(lines=2, parts=2) == minutes(20)
    assert rules.work_left(lines=1, parts=3) == minutes(20)
    assert rules.work_left(lines=2, parts=0) == minutes(20)  # Nobody knows yet what they are.
