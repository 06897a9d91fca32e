"""Waves before their cut-off, and workbooks that are taken back before anybody has them."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hedan.domain.bulk_deeds import Selection
from hedan.domain.line_work import LineState
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Change
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.waves.recall_wave import recall_workbook
from hedan.usecases.workbooks.note_download import note_download
from tests.functions.cases import case, nothing_but_the_visit, nothing_changed
from tests.functions.cases_bulk import DAYS, asked
from tests.functions.cases_orders import reserved_cups, states
from tests.functions.cases_pages import assert_page, assert_redirects
from tests.functions.cases_settings import held_for
from tests.functions.cases_staff import told
from tests.functions.cases_waves import wave_file
from tests.functions.stages import SUPPLIER, WAVE, WORKBOOK, parcel_ids, stopping
from tests.functions.world import NOW, World


def with_supplier(world: World, **changes: object) -> None:
    """Publish the settings with another factory-a."""
    with world.seeing() as seen:
        table = seen.settings_table()
        known = table.settings()
        suppliers = tuple(
            one.but(**changes) if one.id == SUPPLIER else one for one in known.suppliers
        )
        table.publish(known.but(suppliers=suppliers))


def workbook(world: World) -> WorkbookFile:
    """Return the first workbook as it is stored."""
    with world.seeing() as seen:
        found: WorkbookFile = seen.desk().workbook(SUPPLIER, WORKBOOK)
        return found


# --- the wave workflow --------------------------------------------------------------------------


def day_off(world: World) -> None:
    """Nobody works there today."""
    with_supplier(world, holidays=(NOW.date(),))


@case("gather_lines", "closed_today", stage="ready", prepare=day_off)
def gathers_nothing_on_a_day_off(world: World, answer: Any) -> None:
    assert answer == {"lines": 0, "closed": True}
    assert world.files("waves/") == []


@case("gather_lines", "closed_today_by_hand", stage="ready", prepare=day_off)
def gathers_all_the_same_when_a_person_says_so(world: World, answer: Any) -> None:
    assert answer == {"lines": 2, "closed": False}


def day_is_full(world: World) -> None:
    """The supplier has had all the parcels that it takes in a day."""
    with_supplier(world, daily_parcels_max=1)
    with world.seeing() as seen:
        counters = seen.desk().supplier_desk(SUPPLIER)
        full = counters.but(counted_on=NOW.date(), counted=1)
        seen.desk().commit(Change(puts=(full,)))


@case("plan_parcels", "no_more_today", stage="gathered", prepare=day_is_full)
def leaves_for_tomorrow_what_is_too_much_for_today(world: World, answer: Any) -> None:
    assert answer == {"parcels": 0, "waiting_lines": 2}
    (left,) = wave_file(world, "plan")["left"]
    assert left["reason"].startswith("DAILY_CAP: ")


def in_a_hurry(world: World) -> None:
    """Lines whose deadlines are two hours away go at once; the sample's are two days away."""
    with_supplier(world, urgent_hours=2)


@case("plan_parcels", "urgent_only", stage="gathered", prepare=in_a_hurry)
def leaves_for_the_cut_off_what_is_not_urgent(world: World, answer: Any) -> None:
    assert answer == {"parcels": 0, "waiting_lines": 2}
    (left,) = wave_file(world, "plan")["left"]
    assert left["reason"].startswith("NOT_URGENT: ")


@case("claim_parcels", "no_more_today", stage="planned", prepare=day_is_full)
def claims_no_more_than_a_day_takes(world: World, answer: Any) -> None:
    assert answer == {"parcels": 0, "fell_out": 2}
    assert all("DAILY_CAP" in why for why in wave_file(world, "claimed")["dropped"])
    assert parcel_ids(world) == []


# --- what begins a wave -------------------------------------------------------------------------


def takes_one_at_once(world: World) -> None:
    """One order is enough for a wave."""
    with_supplier(world, wave_at_parcels=1)


@case("follow_events", "lines_awaited", stage="ready", prepare=takes_one_at_once)
def begins_a_wave_for_enough_orders(world: World, answer: Any) -> None:
    begun = {"supplier": SUPPLIER, "lane": "all", "trigger": "full"}
    assert world.executions("WaveWorkflow") == [begun]


@case("follow_events", "supplier_silent", stage="told")
def tells_the_owner_of_a_silent_supplier(world: World, answer: Any) -> None:
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "supplier_silent"
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert WORKBOOK in notice["Message"]
    assert "factory-b" in notice["Message"]


def nobody_watched(world: World) -> None:
    """No supplier has a setting that makes anything due between its cut-offs."""
    nothing = {"wave_at_parcels": None, "urgent_hours": None, "silent_minutes": None}
    with world.seeing() as seen:
        table = seen.settings_table()
        known = table.settings()
        table.publish(known.but(suppliers=tuple(one.but(**nothing) for one in known.suppliers)))


@case("watch_suppliers", "nothing_due", stage="told", prepare=nobody_watched)
def finds_nothing_due(world: World, answer: Any) -> None:
    assert answer == {"waves": [], "silent": [], "reminded": [], "cases": []}
    # The settings, and what is open with each supplier.
    assert {call.operation for call in world.calls} == {"GetItem", "Query"}
    nothing_changed(world)


def late_enough(world: World) -> None:
    """The deadline is within the hours of this supplier."""
    with_supplier(world, urgent_hours=72)


@case("watch_suppliers", "line_nearly_late", stage="ready", prepare=late_enough)
def begins_a_wave_for_a_line_that_is_nearly_late(world: World, answer: Any) -> None:
    (name,) = answer["waves"]
    assert name.startswith("factory-a-urgent-0-")
    begun = {"supplier": SUPPLIER, "lane": "urgent", "trigger": "urgent"}
    assert world.executions("WaveWorkflow") == [begun]


def silent_for_an_hour(world: World) -> None:
    """The supplier was told an hour ago, has an hour, and somebody falls back for it."""
    with_supplier(world, silent_minutes=60, fall_back="factory-b")
    with world.seeing() as seen:
        file = seen.desk().workbook(SUPPLIER, WORKBOOK)
        told_at = NOW - timedelta(minutes=60)
        seen.desk().commit(Change(puts=(file.but(told_at=told_at),)))


@case("watch_suppliers", "supplier_looks_at_nothing", stage="told", prepare=silent_for_an_hour)
def recalls_what_nobody_looks_at(world: World, answer: Any) -> None:
    assert answer == {"waves": [], "silent": [WORKBOOK], "reminded": [], "cases": []}
    assert workbook(world).state is WorkbookState.RECALLED
    with world.seeing() as seen:
        assert seen.desk().supplier_desk(SUPPLIER).silent_since == NOW


def held_with_a_fall_back(world: World) -> None:
    """An order waits whose supplier may be silent; somebody falls back for it."""
    with_supplier(world, silent_minutes=60, fall_back="factory-b")
    held_for("STOCK_SHORT")(world)


@case("recheck_held", "supplier_may_be_silent", stage="stored", prepare=held_with_a_fall_back)
def looks_whether_the_supplier_is_there(world: World, answer: Any) -> None:
    assert answer == {"started": 1}
    asked = [call.params["Key"]["sk"] for call in world.calls if call.operation == "GetItem"]
    assert {"S": "DESK"} in asked
    nothing_changed(world)


def waits_for_a_full_supplier(world: World) -> None:
    """An order waits for a wave of who takes no more today; somebody falls back for it."""
    with_supplier(world, daily_parcels_max=1, fall_back="factory-b")
    with world.seeing() as seen:
        counters = seen.desk().supplier_desk(SUPPLIER)
        today = NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()
        seen.desk().commit(Change(puts=(counters.but(counted_on=today, counted=1),)))


@case(
    "recheck_held", "supplier_takes_no_more_today", stage="ready", prepare=waits_for_a_full_supplier
)
def looks_at_what_is_left_over(world: World, answer: Any) -> None:
    assert answer == {"started": 0}  # It has time until tomorrow.
    assert any(call.params.get("IndexName") == "ready" for call in world.calls)
    nothing_changed(world)


def asked_with_a_fall_back(world: World) -> None:
    """A condition is asked of orders whose supplier may be silent."""
    with_supplier(world, silent_minutes=60, fall_back="factory-b")
    asked(world, Selection(among=DAYS, when="order.units > 0"))


@case("bulk_act", "preview_with_a_fall_back", stage="stored", prepare=asked_with_a_fall_back)
def asks_of_orders_whose_supplier_may_be_silent(world: World, answer: Any) -> None:
    assert (answer["state"], answer["counts"]) == ("previewed", {"to_do": 1})


# --- the supplier's download, and recalls -------------------------------------------------------


def recalled(world: World) -> None:
    """Somebody took the workbook back; its lines have not followed yet."""
    with world.seeing() as seen:
        recall_workbook(SUPPLIER, WORKBOOK, "li/1", "wrong wave", desk=seen.desk(), now=NOW)


@case("show_supplier_page", "download_recalled_workbook", stage="told", prepare=recalled)
def says_that_a_recalled_workbook_is_void(world: World, answer: Any) -> None:
    body = assert_page(answer, 410)
    assert "作废" in body
    assert "s3" not in {call.service for call in world.calls}
    nothing_but_the_visit(world)


def downloaded(world: World) -> None:
    """The supplier has it."""
    with world.seeing() as seen:
        note_download(SUPPLIER, WORKBOOK, desk=seen.desk(), now=NOW - timedelta(minutes=5))


@case("show_supplier_page", "download_again", stage="told", prepare=downloaded)
def leads_to_it_again_and_notes_only_the_first_time(world: World, answer: Any) -> None:
    assert_redirects(answer, world.files("workbooks/factory-a/")[1], f"{WORKBOOK}.xlsx")
    nothing_but_the_visit(world)


def recalled_with_a_refund(world: World) -> None:
    """A refund closed the fences before the workbook was taken back."""
    stopping(world)
    recalled(world)


@case("take_back_wave", "recalled_by_a_person", stage="told", prepare=recalled)
def frees_the_lines_and_tells_the_supplier(world: World, answer: Any) -> None:
    assert states(world) == [LineState.NEW, LineState.NEW]
    assert reserved_cups(world) == 0
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "workbook_recalled"
    assert notice["MessageAttributes"]["supplier"]["Value"] == SUPPLIER


@case("take_back_wave", "recalled_with_fenced_lines", stage="told", prepare=recalled_with_a_refund)
def answers_the_stops_of_lines_that_nobody_ever_had(world: World, answer: Any) -> None:
    assert states(world) == [LineState.STOPPED, LineState.STOPPED]
    with world.seeing() as seen:
        assert all(stop.is_settled for stop in seen.desk().stops(SUPPLIER))


def taken_back(world: World) -> None:
    """The event was followed before, and its answer was lost."""
    recalled(world)
    world.send("take_back_wave", "recalled_by_a_person_again")


@case("take_back_wave", "recalled_by_a_person_again", stage="told", prepare=taken_back)
def frees_and_tells_nothing_twice(world: World, answer: Any) -> None:
    nothing_changed(world)


# --- the team -----------------------------------------------------------------------------------


@case("staff_api", "begin_wave", stage="ready")
def begins_a_wave_by_hand(world: World, answer: Any) -> None:
    assert told(answer, 202)["wave"].startswith("factory-a-by-hand-")
    (begun,) = world.executions("WaveWorkflow")
    assert begun == {
        "supplier": SUPPLIER,
        "lane": "urgent",
        "trigger": "by_hand",
        "by": "li/sub-of-li",
    }


@case("staff_api", "waves", stage="told")
def lists_the_waves(world: World, answer: Any) -> None:
    (wave,) = told(answer)["waves"]
    assert (wave["wave"], wave["state"], wave["parcels"]) == (WAVE, "told", 1)
    nothing_changed(world)


def left_for_the_cut_off(world: World) -> None:
    """A second wave plans again, and claims nothing yet."""
    with world.seeing() as seen:
        plan_wave(WAVE, archive=seen.archive(), settings=seen.settings(), now=NOW)


@case("staff_api", "one_wave", stage="told", prepare=left_for_the_cut_off)
def shows_one_wave(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["wave"]["workbook"], body["wave"]["rows"]) == (WORKBOOK, 2)
    assert (body["left"], body["questions"]) == ([], [])
    nothing_changed(world)


@case("staff_api", "recall_workbook", stage="told")
def takes_a_workbook_back(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["state"], body["recalled_by"]) == ("recalled", "li/sub-of-li")
    assert workbook(world).state is WorkbookState.RECALLED


@case("staff_api", "recall_downloaded_workbook", stage="told", prepare=downloaded)
def takes_nothing_back_that_the_supplier_has(world: World, answer: Any) -> None:
    body = told(answer, 409)
    assert body["code"] == "NOT_RECALLABLE"
    assert "downloaded" in body["message"]
    nothing_changed(world)
