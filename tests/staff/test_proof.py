"""Evidence and proof over the API: asked for, listed, shown in the caller's language."""

import pytest

from hedan.domain.cases import Bundle, CaseKind, fresh_case
from hedan.domain.events import EventKind
from hedan.domain.people import Role
from hedan.ports import Change
from tests.domain.builders import NOW, order_key
from tests.fakes.memory_desk import MemoryDesk
from tests.staff.calls import Shop
from tests.usecases.proof_stage import in_workbook, prove
from tests.usecases.stage import Stage

EVIDENCE = f"/orders/{order_key()}/cases/K1/evidence"


def shop_with_a_case() -> Shop:
    """Somebody complains; one bundle was made of it."""
    shop = Shop()
    bundle = Bundle(file_key="evidence/cup-shop/1/K1/ab.zip", sha256="ab", at=NOW, by="li")
    case = fresh_case(order_key(), "K1", CaseKind.COMPLAINT, NOW).but(bundles=(bundle,))
    shop.desk.commit(Change(puts=(case,)))
    return shop


def shop_with_a_report() -> Shop:
    """The month of a refund was reported."""
    stage: Stage = in_workbook()
    stage.refund("11")
    prove(stage)
    shop = Shop(desk=stage.desk)
    shop.photos.files |= stage.archive.files
    return shop


def test_asking_for_evidence_keeps_the_wish_and_shows_what_is_there() -> None:
    shop = shop_with_a_case()
    told = shop.call("POST", EVIDENCE)
    assert told.status == 202
    assert [one["url"] for one in told.body["bundles"]] == [
        "https://files.example.invalid/evidence/cup-shop/1/K1/ab.zip"
    ]
    assert isinstance(shop.desk, MemoryDesk)
    event = shop.desk.events[-1].event
    assert event.kind is EventKind.BUNDLE_ASKED
    assert event.facts == {"order": str(order_key()), "case": "K1", "by": "li/sub-of-li"}
    assert shop.call("GET", EVIDENCE).body == told.body


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_a_case_that_nobody_knows_there_is_no_evidence(method: str) -> None:
    told = Shop().call(method, EVIDENCE)
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_CASE")


def test_a_report_is_shown_in_the_callers_language() -> None:
    shop = shop_with_a_report()
    chinese = shop.call("GET", "/proof/cup-shop/2026-10", headers={"accept-language": "zh"})
    assert "承诺守住了" in chinese.body["words"][0]
    shown = shop.call("GET", "/proof/cup-shop/2026-10", roles=(Role.READ_ONLY,)).body
    assert (shown["result"], shown["refunds"], shown["lines"]) == ("kept", 1, 1)
    assert shown["instructions"] == {"claim": 1, "row": 1}
    assert shown["ends"] == {"open": 1}
    assert shown["links"]["workbook"].endswith("proofs/cup-shop/2026-10.xlsx")
    listed = shop.call("GET", "/proof/cup-shop").body
    assert [one["month"] for one in listed["reports"]] == ["2026-10"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/proof/cup-shop/2026-09", "NO_SUCH_PROOF"),
        ("/proof/nobody/2026-10", "NO_SUCH_STORE"),
        ("/proof/nobody", "NO_SUCH_STORE"),
    ],
)
def test_a_month_that_nobody_reported_is_not_found(path: str, code: str) -> None:
    told = shop_with_a_report().call("GET", path)
    assert (told.status, told.body["code"]) == (404, code)


def test_a_month_that_has_not_begun_is_not_reported() -> None:
    shop = Shop()
    assert shop.call("POST", "/proof/cup-shop/2026-11").status == 404
    assert shop.call("POST", "/proof/cup-shop/2026-10").status == 202
    assert shop.started == ["proof cup-shop 2026-10"]
