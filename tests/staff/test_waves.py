"""Waves over HTTP: begin one, what it left and why, and a workbook that is taken back."""

from datetime import timedelta

import pytest

from hedan.domain.people import Role
from hedan.usecases.workbooks.note_download import note_download
from tests.staff.calls import Shop
from tests.usecases.stage import SUPPLIER, WAVE
from tests.usecases.wave_stage import NUMBER, WaveStage

WAVES = f"/suppliers/{SUPPLIER}/waves"
RECALL = f"/suppliers/{SUPPLIER}/workbooks/{NUMBER}/recall"


def shop_of(stage: WaveStage) -> Shop:
    """A team that looks at what the stage has done."""
    return Shop(desk=stage.desk, archive=stage.archive, settings=stage.settings, now=stage.now)


def sent() -> WaveStage:
    """Two orders are in a workbook, and the supplier was told."""
    stage = WaveStage()
    stage.orders("1", "2")
    stage.send(WAVE)
    return stage


@pytest.mark.parametrize("role", [Role.OWNER, Role.OPERATOR, Role.WAREHOUSE])
def test_a_wave_begins_by_hand_and_the_same_wish_is_the_same_wave(role: Role) -> None:
    shop = shop_of(WaveStage())
    wish = {"request": "wish-0001"}
    first = shop.call("POST", WAVES, wish, roles=(role,))
    again = shop.call("POST", WAVES, wish, roles=(role,))
    assert (first.status, first.body) == (202, again.body)
    name = first.body["wave"]
    assert shop.started == [f"wave {name}", f"wave {name}"]  # One name: one execution.
    other = shop.call("POST", WAVES, {"request": "wish-0002"}, roles=(role,))
    assert other.body["wave"] != name


def test_the_same_wish_of_another_supplier_is_another_wave() -> None:
    shop = shop_of(WaveStage())
    wish = {"request": "wish-0001"}
    names = {
        shop.call("POST", f"/suppliers/{supplier}/waves", wish).body["wave"]
        for supplier in (SUPPLIER, "factory-b")
    }
    assert len(names) == 2


def test_who_only_reads_begins_nothing() -> None:
    shop = shop_of(WaveStage())
    told = shop.call("POST", WAVES, {"request": "wish-0001"}, roles=(Role.READ_ONLY,))
    assert (told.status, shop.started) == (403, [])


@pytest.mark.parametrize("body", [{}, {"request": "short"}, {"request": "wish-0001", "lane": "x"}])
def test_a_wish_without_a_name_or_of_no_lane_is_refused(body: dict[str, str]) -> None:
    assert shop_of(WaveStage()).call("POST", WAVES, body).status == 422


def test_a_supplier_that_nobody_knows() -> None:
    told = shop_of(WaveStage()).call("GET", "/suppliers/factory-x/waves")
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_SUPPLIER")


def test_waves_with_their_workbooks_newest_first() -> None:
    stage = sent()
    stage.orders("3")
    stage.send("wave-2")
    note_download(SUPPLIER, NUMBER, desk=stage.desk, now=stage.now)
    told = shop_of(stage).call("GET", WAVES, roles=(Role.WAREHOUSE,))
    assert [(one["wave"], one["state"], one["parcels"]) for one in told.body["waves"]] == [
        ("wave-2", "told", 1),
        (WAVE, "downloaded", 2),
    ]


def test_one_wave_says_what_it_left_and_why_in_the_callers_language() -> None:
    stage = WaveStage(daily_parcels_max=1)
    stage.orders("1", hours_left=20)
    stage.orders("2", hours_left=40)
    stage.send(WAVE)
    told = shop_of(stage).call("GET", f"{WAVES}/{WAVE}")
    (left,) = told.body["left"]
    assert left["lines"] == ["doudian:cup-shop:2/21"]
    assert left["reason"].startswith("DAILY_CAP: ")
    assert left["message"].startswith("The supplier takes no more")
    assert told.body["wave"]["state"] == "told"
    chinese = shop_of(stage).call("GET", f"{WAVES}/{WAVE}", headers={"accept-language": "zh"})
    assert chinese.body["left"][0]["message"].startswith("供应商今天")


def test_one_wave_asks_about_orders_that_seem_to_belong_together() -> None:
    stage = WaveStage()
    stage.settings = stage.settings.but(
        merge=stage.settings.merge.but(other_buyer="ask", clear_text="ask")
    )
    stage.orders("1", "2")  # Two buyers, one address.
    plan = stage.plan_lane(WAVE)
    told = shop_of(stage).call("GET", f"{WAVES}/{WAVE}")
    assert [one["reason"] for one in told.body["questions"]] == [
        one.reason for one in plan.questions
    ]
    assert told.body["questions"] != []


def test_a_wave_that_found_nothing_to_send() -> None:
    stage = WaveStage()
    stage.plan_lane(WAVE)
    told = shop_of(stage).call("GET", f"{WAVES}/{WAVE}")
    assert told.body["wave"]["state"] == "nothing_to_send"


def test_a_wave_that_never_was_and_one_of_another_supplier() -> None:
    stage = sent()
    stage.orders("3")
    stage.plan_lane("wave-2")  # Gathered and planned, and not claimed.
    shop = shop_of(stage)
    for path in (f"{WAVES}/wave-9", "/suppliers/factory-b/waves/wave-1"):
        told = shop.call("GET", path)
        assert (told.status, told.body["code"]) == (404, "NO_SUCH_WAVE")
    assert shop.call("GET", "/suppliers/factory-b/waves/wave-2").status == 404
    assert shop.call("GET", f"{WAVES}/wave-2").body["wave"]["state"] == "planned"


def test_a_workbook_is_taken_back_once() -> None:
    stage = sent()
    shop = shop_of(stage)
    first = shop.call("POST", RECALL, {"reason": "the wrong wave"})
    assert (first.status, first.body["state"]) == (200, "recalled")
    shop.now += timedelta(minutes=5)
    assert shop.call("POST", RECALL, {}).body == first.body
    assert stage.events().count("workbook_recalled") == 1


def test_pn12_what_the_supplier_has_is_not_taken_back_and_the_answer_says_what_to_do() -> None:
    stage = sent()
    note_download(SUPPLIER, NUMBER, desk=stage.desk, now=stage.now)
    told = shop_of(stage).call("POST", RECALL, {})
    assert (told.status, told.body["code"]) == (409, "NOT_RECALLABLE")
    assert "downloaded" in told.body["message"]


def test_a_workbook_that_never_was() -> None:
    told = shop_of(WaveStage()).call("POST", RECALL, {})
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_WORKBOOK")


def test_the_warehouse_takes_nothing_back() -> None:
    assert shop_of(sent()).call("POST", RECALL, {}, roles=(Role.WAREHOUSE,)).status == 403
