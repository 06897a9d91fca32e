"""A case at its desk: a refund of goods that a supplier has, and calls about it."""

from hedan.domain.cases import Case, OfferKind
from hedan.settings import CaseReason, OfferRule, ReturnPolicy
from hedan.usecases.cases.photos import PHOTO_BYTES_MAX
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.staff.calls import Answer, Shop
from tests.usecases.stage import Stage

ORDER = str(order_key("1"))
CASE = f"/orders/{ORDER}/cases/77"
REQUEST = "6f1e2d3c-0001"
FIVE = OfferRule(
    id="five-off",
    kind=OfferKind.PRICE_CUT,
    most_minor=500,
    most_percent=10,
    zh="减五元",
    en="five off",
)
WEEK = ReturnPolicy(id="week", window_days=7, zh="七天无理由", en="seven days, no reason asked")
DESK = SETTINGS.but(
    offers=(FIVE, FIVE.but(id="tea", stores=("tea-shop",))),
    case_reasons=(CaseReason(code="broken", zh="破损", en="broken"),),
    return_policies=(WEEK,),
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def desk_shop() -> Shop:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP", "MUG", order_id="1", paid_minor=11_980)
    stage.make_ready("1")
    stage.wave()
    stage.refund("11")
    return Shop(desk=stage.desk, settings=DESK, now=stage.now)


def work(shop: Shop, path: str, body: object, **given: object) -> Answer:
    return shop.call("POST", f"{CASE}/{path}", body, **given)


def done(told: Answer) -> Case:
    assert told.status == 200, told.body
    return Case.model_validate(told.body)


def refused(told: Answer, status: int = 409, code: str = "CASE_REFUSED") -> str:
    assert (told.status, told.body["code"]) == (status, code)
    return str(told.body["message"])


def rows(told: Answer) -> list[str]:
    return [one["case"] for one in told.body["cases"]]


def upload(shop: Shop, body: bytes, request: str = REQUEST) -> str:
    told = work(shop, "photos", {"request": request})
    assert told.body["fields"]["most"] == str(PHOTO_BYTES_MAX)
    shop.photos.files[told.body["fields"]["key"]] = body
    return str(told.body["photo"])


def complain(shop: Shop, kind: str = "dispute") -> Case:
    body = {"kind": kind, "title": "never came", "request": REQUEST}
    return done(shop.call("POST", f"/orders/{ORDER}/complaints", body))
