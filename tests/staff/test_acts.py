"""A person has the platform told something over HTTP: once, and with a reason when it cannot be."""

import pytest

from hedan.domain.people import Role
from hedan.texts import TEXTS
from tests.staff.desk import desk_shop, done, refused, work


def test_an_answer_is_asked_for_once() -> None:
    shop = desk_shop()
    case, again = (done(work(shop, "acts", {"act": "agree"})) for _ in range(2))
    assert again == case
    (step,) = case.acts
    assert (step.act, step.asked_by, step.is_open) == ("agree", "li/sub-of-li", True)
    assert "contrary" in refused(work(shop, "acts", {"act": "refuse"}))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"act": "not_stopped"}, "NOT_TAKEN"),
        ({"act": "stopped"}, "NOT_TRUE"),
        ({"act": "intercept"}, "NO_SUCH_PARCEL"),
        ({"act": "intercept", "parcel": "P404"}, "NO_SUCH_PARCEL"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_reason(body: dict[str, str], why: str) -> None:
    said = refused(work(desk_shop(), "acts", body))
    assert TEXTS[f"case.refused.{why}"].en.partition("{")[0] in said


def test_only_who_may_answer_asks() -> None:
    shop = desk_shop()
    shop.put_in_force(shop.settings)
    told = work(shop, "acts", {"act": "agree"}, roles=(Role.WAREHOUSE,))
    assert told.status == 403
    missing = shop.call("POST", "/orders/doudian:cup-shop:1/cases/404/acts", {"act": "agree"})
    refused(missing, 404, "NO_SUCH_CASE")
