"""The after-sales desk behind its gateway: queue, card, what people do, what is nearly over."""

from datetime import timedelta
from typing import Any

from hedan.domain.events import Event, EventKind
from hedan.ports import Change
from hedan.usecases.cases.photos import upload_key
from hedan.usecases.cases.work_case import fresh
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_staff import told
from tests.functions.stages import AFTER_SALE
from tests.functions.world import NOW, ORDER, World

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@case("staff_api", "cases", stage="stopping")
def lists_what_waits(world: World, answer: Any) -> None:
    (row,) = told(answer)["cases"]
    assert (row["case"], row["kind"]["code"]) == (AFTER_SALE, "refund_unshipped")
    assert [one["code"] for one in row["waits"]] == ["stop", "answer"]
    # The index, then what the platforms told, our work, orders and lines: each a hundred at once.
    reads = [call.operation for call in world.calls if call.operation != "GetItem"]
    assert reads == ["Query", *["BatchGetItem"] * 4]
    nothing_changed(world)


@case("staff_api", "one_case", stage="stopping")
def shows_a_case(world: World, answer: Any) -> None:
    body = told(answer)
    assert body["order"]["order"] == str(ORDER)
    assert len(body["lines"]) == 2
    assert [one["needs_a_call"] for one in body["stops"]] == [False]
    assert body["next"][0]["code"] == "phone"
    nothing_changed(world)


@case("staff_api", "case_note", stage="stopping")
def keeps_a_note(world: World, answer: Any) -> None:
    (note,) = told(answer)["notes"]
    assert (note["text"], note["by"]) == ("买家说杯子裂了", "li/sub-of-li")
    writes = [call.operation for call in world.calls if "Write" in call.operation]
    assert writes == ["TransactWriteItems"]


@case("staff_api", "case_photo", stage="stopping")
def gives_a_place_for_a_picture(world: World, answer: Any) -> None:
    form = told(answer)
    assert form["fields"]["key"].endswith(form["photo"])
    nothing_changed(world)


def picture_is_there(world: World) -> None:
    """A browser has put a picture in its place."""
    with world.seeing() as seen:
        found = seen.desk().after_sales([(ORDER, AFTER_SALE)])[ORDER, AFTER_SALE]
        seen.archive().put(upload_key(fresh(found), "PHOTO"), PNG, "image/png")


@case("staff_api", "keep_photo", stage="stopping", prepare=picture_is_there)
def keeps_a_picture(world: World, answer: Any) -> None:
    (photo,) = told(answer)["photos"]
    with world.seeing() as seen:
        assert seen.archive().get(photo["file_key"]) == PNG


@case("staff_api", "complain", stage="stopping")
def opens_a_dispute(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["kind"], body["title"], body["version"]) == ("dispute", "没有收到", 1)
    with world.seeing() as seen:
        rows = seen.case_book().open_cases(10)
    assert [one.case_id for one in rows if not one.is_after_sale] == [body["case_id"]]


@case("staff_api", "refund_rates", stage="stopping")
def tells_rates(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["orders"], body["offers"]["made"]) == (1, 0)
    assert sum(row["asked"] for row in body["rows"]) > 0
    nothing_changed(world)


def nearly_over(world: World) -> None:
    """The platform waits two more hours for our answer."""
    with world.seeing() as seen:
        file = seen.desk().order_file(ORDER)
        known = file.after_sales[AFTER_SALE]
        due = known.but(answer_by=NOW + timedelta(hours=2))
        event = Event(kind=EventKind.FENCE_CLOSED, at=NOW, facts={"order": str(ORDER)})
        seen.desk().commit(Change(puts=(due,), events=((due, event),), was=(known,)))


@case("watch_suppliers", "case_nearly_over", stage="stopping", prepare=nearly_over)
def tells_the_owner_of_a_case_that_is_nearly_over(world: World, answer: Any) -> None:
    assert answer["cases"] == [f"due {ORDER} {AFTER_SALE}"]
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "case_due"
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert ORDER.order_id in notice["Message"]
    with world.seeing() as seen:
        case = seen.case_book().cases([(ORDER, AFTER_SALE)])[ORDER, AFTER_SALE]
    assert case.due_told_at == NOW
