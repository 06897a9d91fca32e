"""What suppliers see and say on their page: files, stops, what comes back."""

from datetime import timedelta
from typing import Any

from hedan.domain.returns import ReturnCause, ReturnedGoods, ReturnState, SupplierReturn
from hedan.domain.stops import StopAnswer
from hedan.links import make_link_token
from hedan.ports import Change
from hedan.usecases.supplier_page.visits import seconds_to_wait
from tests.functions.cases import case, nothing_but_the_visit, nothing_changed
from tests.functions.stages import SUPPLIER, WORKBOOK, parcel_ids
from tests.functions.world import LINK_KEY, NOW, World

STOP = "SJAQTQ9QZT548"
HTML = "text/html; charset=utf-8"


def assert_page(answer: Any, status: int) -> str:
    """Check that somebody's browser gets a page that is not kept and loads nothing from outside."""
    assert answer["statusCode"] == status
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    assert headers["content-type"] == HTML
    assert "no-store" in headers["cache-control"]
    assert "default-src 'none'" in headers["content-security-policy"]
    body: str = answer["body"]
    assert "</html>" in body
    return body


def stop_of(world: World) -> Any:
    """Return the stop of the sample order."""
    with world.seeing() as seen:
        return seen.desk().stop(SUPPLIER, STOP)


# --- show_supplier_page -------------------------------------------------------------------------


@case("show_supplier_page", "page", stage="told")
def shows_the_suppliers_files(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert WORKBOOK in body
    assert 'type="file"' in body
    nothing_but_the_visit(world)


def visited_without_end(world: World) -> None:
    """Both links have been used as often as may be in this minute."""
    with world.seeing() as seen:
        until = NOW + timedelta(hours=24)
        for link in (
            make_link_token(LINK_KEY, "supplier", SUPPLIER, until),
            make_link_token(LINK_KEY, "stop", f"{SUPPLIER}_{STOP}", until),
        ):
            while not seconds_to_wait(link, visits=seen.visit_counts(), now=NOW):
                pass


@case("show_supplier_page", "too_many", stage="told", prepare=visited_without_end)
@case("answer_stop", "too_many", stage="stop told", prepare=visited_without_end)
def lets_nobody_use_a_link_without_end(world: World, answer: Any) -> None:
    assert WORKBOOK not in assert_page(answer, 429)
    assert answer["headers"]["Retry-After"] == "60"
    tables = {call.params["TableName"] for call in world.calls if "TableName" in call.params}
    assert tables == {world.stack.refs["SettingsTable"]}  # Nothing of the orders was read.
    nothing_changed(world)


@case("show_supplier_page", "withdrawal_seen", stage="withdrawn")
def keeps_that_a_withdrawal_was_seen(world: World, answer: Any) -> None:
    assert_leads_back(answer, "seen")
    stop = stop_of(world)
    assert (stop.withdrawal_seen_at, stop.withdrawal_seen_by) == (NOW, "page 203.0.113.17")


@case("show_supplier_page", "withdrawal_of_a_standing_stop", stage="stop told")
def sees_no_withdrawal_where_none_is(world: World, answer: Any) -> None:
    assert_leads_back(answer, "kept")
    nothing_but_the_visit(world)


@case("show_supplier_page", "withdrawal_unknown", stage="withdrawn")
@case("show_supplier_page", "answer_of_unknown_kind", stage="withdrawn")
def takes_no_answer_to_what_nobody_asked(world: World, answer: Any) -> None:
    assert_page(answer, 404)
    nothing_but_the_visit(world)


def comes_back(world: World) -> None:
    """A buyer sends goods back, and their supplier expects them."""
    with world.seeing() as seen:
        (parcel_id,) = parcel_ids(world)
        parcel = seen.desk().parcels([parcel_id])[parcel_id]
        goods = parcel.lines[0]
        back = SupplierReturn(
            return_id="BCOMESBACK001",
            cause=ReturnCause.AFTER_SALE,
            supplier=SUPPLIER,
            store=parcel.store,
            order=goods.key.order,
            parcel_id=parcel_id,
            workbook=WORKBOOK,
            goods=(ReturnedGoods(key=goods.key, sku=goods.sku, name=goods.name, quantity=1),),
            expected_since=NOW,
        )
        seen.desk().commit(Change(puts=(back,)))


def return_of(world: World) -> SupplierReturn:
    """Return those goods."""
    with world.seeing() as seen:
        found: SupplierReturn = seen.desk().supplier_return(SUPPLIER, "BCOMESBACK001")
        return found


@case("show_supplier_page", "return_received", stage="told", prepare=comes_back)
def keeps_that_goods_came_back(world: World, answer: Any) -> None:
    assert_leads_back(answer, "received")
    back = return_of(world)
    assert (back.state, back.settled_by) == (ReturnState.RECEIVED, "page 203.0.113.17")


@case("show_supplier_page", "return_void_by_its_supplier", stage="told", prepare=comes_back)
@case("show_supplier_page", "return_unknown", stage="told", prepare=comes_back)
def takes_no_other_word_of_what_comes_back(world: World, answer: Any) -> None:
    assert_page(answer, 404)
    assert return_of(world).state is ReturnState.EXPECTED
    nothing_but_the_visit(world)


def assert_leads_back(answer: Any, said: str) -> None:
    """Check that the browser asks for the supplier's page anew, and nobody keeps the way."""
    assert answer["statusCode"] == 303
    assert answer["headers"]["cache-control"] == "no-store"
    location = answer["headers"]["location"]
    assert location.startswith(f"https://api.example.invalid/s/{SUPPLIER}.")
    assert location.endswith(f"?{said}=1")


@case("show_supplier_page", "page_after_upload", stage="stopping")
def shows_open_stops_above_everything(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert f"/a/{SUPPLIER}_{STOP}." in body
    for said in StopAnswer:
        assert f'value="{said.value}"' in body
    nothing_but_the_visit(world)


@case("show_supplier_page", "forged", stage="told")
@case("show_supplier_page", "link_of_a_stop", stage="stop told")
def shows_nothing_to_a_forger(world: World, answer: Any) -> None:
    assert WORKBOOK not in assert_page(answer, 403)
    assert [call.service for call in world.calls] == ["secretsmanager"]


@case("show_supplier_page", "expired", stage="told")
@case("show_supplier_page", "old_generation", stage="told")
def says_that_the_link_is_over(world: World, answer: Any) -> None:
    assert WORKBOOK not in assert_page(answer, 410)


@case("show_supplier_page", "supplier_gone_from_the_settings", stage="told")
def knows_no_such_supplier(world: World, answer: Any) -> None:
    assert_page(answer, 404)


@case("show_supplier_page", "download_workbook", stage="told")
def leads_to_the_workbook(world: World, answer: Any) -> None:
    assert_redirects(answer, world.files("workbooks/factory-a/")[1], f"{WORKBOOK}.xlsx")
    with world.seeing() as seen:
        assert seen.desk().workbook(SUPPLIER, WORKBOOK).downloaded_at == NOW


@case("show_supplier_page", "download_result", stage="numbered")
def leads_to_the_result(world: World, answer: Any) -> None:
    assert_redirects(answer, world.files("results/factory-a/")[0], f"result-{WORKBOOK}.xlsx")


def assert_redirects(answer: Any, key: str, name: str) -> None:
    """Check that the browser is led to a fresh link, under a name that a person understands."""
    assert answer["statusCode"] == 302
    assert answer["headers"]["cache-control"] == "no-store"
    location = answer["headers"]["location"]
    assert f"/{key}?" in location
    assert name in location
    assert "X-Amz-Signature=" in location
    assert "X-Amz-Expires=300" in location


@case("show_supplier_page", "another_suppliers_workbook", stage="told")
@case("show_supplier_page", "another_suppliers_result", stage="numbered")
@case("show_supplier_page", "unknown_kind", stage="told")
def shows_no_file_that_is_not_theirs(world: World, answer: Any) -> None:
    assert_page(answer, 404)
    assert "s3" not in {call.service for call in world.calls}
