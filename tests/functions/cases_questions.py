"""A platform that asks and waits: a Taobao store beside the others, and how far its order is."""

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import urllib3

from hedan import runtime
from hedan.adapters import clients
from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.stops import Stop
from hedan.platforms.access import Token
from hedan.platforms.outside import Clock, Outside
from hedan.settings import StoreSettings
from hedan.usecases.intake.take_in import Taken, take_in
from hedan.usecases.orders.asked_now import asked_hint
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.make_ready import make_ready
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.reserve_stock import reserve_stock
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.plan_wave import plan_wave
from infra.local.places import ROOT
from tests.functions.cases import case, nothing_changed
from tests.functions.stack import STACK
from tests.functions.stages import SUPPLIER, WAVE, deciding
from tests.functions.world import ASKING_APPS, NOW, World
from tests.platforms.taobao.wire import Answering, Call, Reply, StubPlatform, ok, refused

SAMPLES = ROOT / "tests" / "platforms" / "taobao" / "samples"
URL = "https://taobao.example.invalid"
STORE = StoreSettings(
    id="red-house",
    platform="taobao",
    name="示例红店",
    shop_id="2200123456789",
    api_url=URL,
    calls_per_second=1000,
)
KEY = OrderKey(platform="taobao", store=STORE.id, order_id="4012345678901234567")
KEPT, WANTED = "4012345678901234568", "4012345678901234569"
REFUND = "181784773340360001"
READ_TRADE, READ_REFUND = "taobao.trade.fullinfo.get", "taobao.refund.get"
RENEW = "taobao.top.auth.token.refresh"
HELD = "ADDRESS_CHANGE_ASKED"


class Pool(urllib3.PoolManager):
    """Leads to the scripted Taobao, and for every other address where it always led."""

    def __init__(self, taobao: StubPlatform) -> None:
        super().__init__()
        self._taobao = taobao

    def urlopen(self, method: str, url: str, *rest: Any, **kw: Any) -> Any:
        if not url.startswith(URL):
            return super().urlopen(method, url, *rest, **kw)
        return self._taobao.urlopen(method, url, **kw)


# --- How far the order has come -----------------------------------------------------------------


def opened(world: World, **options: str) -> StubPlatform:
    """The seller has a Taobao store too, and a buyer there wants money back for one of two cups."""
    taobao = StubPlatform()
    taobao.answers(READ_TRADE, trade(refund_status="WAIT_SELLER_AGREE"))
    taobao.answers(READ_REFUND, refund())
    outside = Outside(http=Pool(taobao), clock=Clock(sleep=lambda seconds: None))
    world.monkeypatch.setattr(runtime, "outside", lambda: outside)
    _secrets()
    with world.seeing() as seen:
        settings = seen.settings()
        stores = (*settings.stores, STORE.but(options=options), STORE.but(id="blue-house"))
        seen.settings_table().publish(settings.but(stores=stores))
    return taobao


def _secrets() -> None:
    app = ASKING_APPS[STORE.id].model_dump() | {"platform": "taobao", "shops": {}}
    token = Token(
        access_token="s1", refresh_token="r1", expires_at=datetime(2099, 1, 1, tzinfo=UTC)
    )
    for name, value in (("app", json.dumps(app)), ("token", token.model_dump_json())):
        clients.secrets_manager().create_secret(
            Name=f"{STACK}/stores/{STORE.id}/{name}", SecretString=value
        )


def trade(**of_wanted: object) -> Reply:
    """Return the sample trade on the world's day and with its goods; of_wanted: of one line."""
    data = _sample("trade", "trade_fullinfo_get_response")
    _, wanted = data["trade"]["orders"]["order"]
    wanted |= {"refund_status": "NO_REFUND", **of_wanted}
    return ok(READ_TRADE, data)


def refund(**changes: object) -> Reply:
    """Return the sample refund on the world's day."""
    data = _sample("refund", "refund_get_response")
    data["refund"] |= changes
    return ok(READ_REFUND, data)


def _sample(name: str, root: str) -> Any:
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    for there, here in (
        ("2026-10-01", "2026-09-28"),
        ("2026-10-03", "2026-09-30"),
        ("TEA-A-250G", "CUP-BLUE-01"),
        ("CUP-B-W", "CUP-RED-01"),
    ):
        assert there in text or name == "refund"
        text = text.replace(there, here)
    return copy.deepcopy(json.loads(text)[root])


def ready(world: World) -> StubPlatform:
    """Both lines of the order wait for a wave; of the refund nobody has heard yet."""
    taobao = opened(world)
    taobao.answers(READ_TRADE, trade(), trade(refund_status="WAIT_SELLER_AGREE"))
    with world.seeing() as seen:
        answers = take_in(
            [asked_hint(KEY, NOW)],
            desk=seen.desk(),
            marks=seen.ledger_table(),
            platform_of=seen.platform_of,
            archive=seen.archive(),
            now=NOW,
        )
        assert answers == [Taken.STORED]
        # The buyer wishes for a carrier: a person has to say that any other will do.
        (hold,) = hold_order(KEY, [], deciding=deciding(seen), now=NOW)
        assert hold.finding.code == "WISH_CARRIER"
        release_hold(KEY, hold.hold_id, "owner", desk=seen.desk(), now=NOW)
        assert reserve_stock(KEY, deciding=deciding(seen), now=NOW).outcome == "reserved"
        assert make_ready(KEY, desk=seen.desk(), now=NOW) == 2
    return taobao


def claimed(world: World) -> StubPlatform:
    """Both lines are promised to a supplier."""
    taobao = ready(world)
    with world.seeing() as seen:
        desk, archive, settings = seen.desk(), seen.archive(), seen.settings()
        gather_lines(
            SUPPLIER,
            WAVE,
            desk=desk,
            archive=archive,
            platform_of=seen.platform_of,
            settings=settings,
            report=lambda store, why: None,
        )
        plan_wave(WAVE, archive=archive, settings=settings, now=NOW)
        done = claim_parcels(
            SUPPLIER,
            WAVE,
            desk=desk,
            archive=archive,
            settings=settings,
            known_until=lambda store: NOW,
            now=NOW,
        )
        assert len(done.parcel_ids) == 1
    return taobao


def withdrawn(world: World) -> None:
    """The refund came after the hand-over; the buyer has taken it back, and nobody heard of it."""
    taobao = claimed(world)
    assert _said(world.send("answer_platform", "cancel_after_hand_over"))["code"] == "HANDED_OVER"
    taobao.answers(READ_REFUND, refund(status="CLOSED", modified="2026-09-28 11:00:00"))
    taobao.answers(READ_TRADE, trade())


def shipped(world: World) -> None:
    """Somebody has shipped the line on the platform itself."""
    opened(world).answers(READ_TRADE, trade(status="WAIT_BUYER_CONFIRM_GOODS"))


def knows_nothing(world: World) -> None:
    """The platform shows neither the order nor the refund."""
    _cannot(world, refused(15, "isv.trade-not-exist"), READ_TRADE, READ_REFUND)


def no_refund_yet(world: World) -> None:
    """The platform asks before its own refund can be read."""
    _cannot(world, refused(15, "isv.refund-not-exist"), READ_REFUND)


def busy(world: World) -> None:
    """The platform is too busy to show the refund."""
    _cannot(world, refused(15, "isp.top-remote-service-unavailable"), READ_REFUND)


def _cannot(world: World, answer: Answering, *methods: str) -> None:
    taobao = opened(world)
    for method in methods:
        taobao.answers(method, answer)


def own_answers(world: World) -> None:
    """The console wants other words than ours."""
    opened(world, spi_cancel_stopped='{"resultCode": "CANCEL_OK"}')


def token_nearly_over(world: World) -> None:
    """The store's token has minutes left, and its application may renew it."""
    taobao = opened(world, app_kind="service")

    def renewed(call: Call) -> Reply:
        assert call.params["refresh_token"] == "r1"
        told = {"access_token": "s2", "refresh_token": "r2", "expires_in": 86400}
        return ok(RENEW, {"token_result": json.dumps(told)})

    taobao.answers(RENEW, renewed)
    with world.seeing() as seen:
        soon = datetime.now(UTC) + timedelta(minutes=9)
        seen.secrets().save_token(STORE.id, seen.secrets().token(STORE.id).but(expires_at=soon))


def connected(world: World) -> None:
    """The store is there; whoever asks, asks wrongly."""
    opened(world)


# --- What is then true --------------------------------------------------------------------------


def _said(answer: Any) -> Any:
    """Return what the platform reads."""
    assert answer["statusCode"] == 200
    assert answer["headers"] == {"content-type": "application/json"}
    return json.loads(answer["body"])


def _not_answered(answer: Any, status: int) -> None:
    assert answer == {"statusCode": status, "body": ""}


def _line(world: World, line_id: str = WANTED) -> tuple[LineState, bool]:
    with world.seeing() as seen:
        line = seen.desk().order_file(KEY).line(line_id)
        return line.state, line.may_ship


def _stop(world: World) -> Stop:
    with world.seeing() as seen:
        (stop,) = seen.desk().stops(SUPPLIER)
        found: Stop = stop
        return found


def _open_holds(world: World) -> list[str]:
    with world.seeing() as seen:
        return [hold.finding.code for hold in seen.desk().order_file(KEY).holds.open]


@case("answer_platform", "cancel", prepare=connected)
def promises_to_stop_what_it_has_fenced(world: World, answer: Any) -> None:
    assert _said(answer) == {
        "success": True,
        "flag": "success",
        "code": "0",
        "sub_code": "",
        "message": "已取消发货",
    }
    assert _line(world) == (LineState.NEW, False)
    assert _line(world, KEPT) == (LineState.NEW, True)
    first = world.tables()
    assert world.send("answer_platform", "cancel") == answer
    assert world.tables() == first


@case("answer_platform", "cancel_of_a_ready_order", prepare=ready)
def takes_back_what_waits_for_a_wave(world: World, answer: Any) -> None:
    assert _said(answer)["success"] is True
    assert _line(world) == (LineState.NEW, False)
    assert _line(world, KEPT) == (LineState.READY, True)
    with world.seeing() as seen:
        assert seen.desk().stock(["CUP-RED-01"])["CUP-RED-01"].reserved == 0


@case("answer_platform", "cancel_after_hand_over", prepare=claimed)
def says_that_a_supplier_has_it_and_asks_the_supplier(world: World, answer: Any) -> None:
    said = _said(answer)
    assert (said["success"], said["code"]) == (False, "HANDED_OVER")
    assert _line(world) == (LineState.STOPPING, False)
    assert [line.key.line_id for line in _stop(world).lines] == [WANTED]


@case("answer_platform", "cancel_withdrawn_meanwhile", prepare=withdrawn)
def promises_nothing_when_the_buyer_has_taken_it_back(world: World, answer: Any) -> None:
    assert _said(answer)["code"] == "HANDED_OVER"
    assert _line(world) == (LineState.CLAIMED, True)
    assert _stop(world).withdrawn_at


@case("answer_platform", "cancel_of_a_shipped_order", prepare=shipped)
def sees_what_was_shipped_on_the_platform_itself(world: World, answer: Any) -> None:
    assert _said(answer)["code"] == "SHIPPED"


@case("answer_platform", "cancel_of_an_unknown_order", prepare=knows_nothing)
def knows_no_such_order(world: World, answer: Any) -> None:
    assert _said(answer)["code"] == "ORDER_NOT_FOUND"


@case("answer_platform", "cancel_of_a_refund_not_shown_yet", prepare=no_refund_yet)
@case("answer_platform", "cancel_without_refund", prepare=connected)
@case("answer_platform", "cancel_busy", prepare=busy)
def is_to_be_asked_again_while_nothing_is_fenced_for_sure(world: World, answer: Any) -> None:
    _not_answered(answer, 503)


@case("answer_platform", "cancel_with_its_own_answers", prepare=own_answers)
def answers_in_the_words_of_the_stores_options(world: World, answer: Any) -> None:
    assert _said(answer) == {"resultCode": "CANCEL_OK"}


@case("answer_platform", "token_nearly_over", prepare=token_nearly_over)
def renews_the_token_before_it_reads(world: World, answer: Any) -> None:
    assert _said(answer)["success"] is True
    with world.seeing() as seen:
        assert seen.secrets().token(STORE.id).access_token == "s2"


@case("answer_platform", "address", prepare=ready)
def holds_the_order_for_its_new_address(world: World, answer: Any) -> None:
    assert _said(answer)["success"] is True
    assert _open_holds(world) == [HELD]
    assert _line(world) == _line(world, KEPT) == (LineState.NEW, True)
    with world.seeing() as seen:
        assert seen.desk().order_file(KEY).order.address_change_asked_at == NOW
    first = world.tables()
    assert world.send("answer_platform", "address") == answer
    assert world.tables() == first


@case("answer_platform", "address_after_hand_over", prepare=claimed)
def refuses_an_address_that_comes_too_late(world: World, answer: Any) -> None:
    assert _said(answer)["code"] == "HANDED_OVER"
    nothing_changed(world)


@case("answer_platform", "bad_signature", prepare=connected)
@case("answer_platform", "played_again_later", prepare=connected)
@case("answer_platform", "another_application", prepare=connected)
def refuses_what_its_platform_did_not_ask_now(world: World, answer: Any) -> None:
    assert _said(answer)["sub_code"] == "sign-check-failure"
    nothing_changed(world)


@case("answer_platform", "not_json", prepare=connected)
@case("answer_platform", "no_order", prepare=connected)
@case("answer_platform", "an_id_that_is_none", prepare=connected)
@case("answer_platform", "unknown_method", prepare=connected)
def says_that_it_cannot_read_the_question(world: World, answer: Any) -> None:
    _not_answered(answer, 400)
    nothing_changed(world)


@case("answer_platform", "another_orders_line", prepare=connected)
def promises_nothing_about_a_line_that_the_order_has_not(world: World, answer: Any) -> None:
    _not_answered(answer, 400)


@case("answer_platform", "unknown_store", prepare=connected)
@case("answer_platform", "unknown_platform", prepare=connected)
@case("answer_platform", "store_of_another_platform", prepare=connected)
@case("answer_platform", "store_that_nobody_connected", prepare=connected)
def has_no_such_address(world: World, answer: Any) -> None:
    _not_answered(answer, 404)
    nothing_changed(world)
