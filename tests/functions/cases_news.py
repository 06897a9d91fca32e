"""What a supplier has to know beside its parcels: in a file that is downloaded, and once more."""

import io
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook

from hedan.domain.stops import Stop
from hedan.ports import Change
from hedan.workbooks.other_columns import SheetKind
from hedan.workbooks.other_sheet import FIRST_ROW
from hedan.workbooks.other_texts import other_sheet
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_pages import assert_redirects
from tests.functions.stages import SUPPLIER, WORKBOOK
from tests.functions.world import NOW, World


def stop_of(world: World) -> Stop:
    """Return the sample stop as it is stored."""
    with world.seeing() as seen:
        (stop,) = seen.desk().stops(SUPPLIER)
        found: Stop = stop
        return found


@case("show_supplier_page", "download_with_news", stage="stop told")
def leads_to_a_file_with_the_stops_of_now(world: World, answer: Any) -> None:
    with world.seeing() as seen:
        file = seen.desk().workbook(SUPPLIER, WORKBOOK)
        content = seen.archive().get(file.newest_key)
    assert file.newest_key != file.file_key
    assert file.renewed_at == NOW
    assert_redirects(answer, file.newest_key, f"{WORKBOOK}.xlsx")
    sheet = load_workbook(io.BytesIO(content))[other_sheet(SheetKind.STOP, "zh")]
    assert stop_of(world).parcel_id in [cell.value for cell in sheet[FIRST_ROW]]


def lifted_an_hour_ago(world: World) -> None:
    """A stop was lifted, and its supplier has not said that it knows."""
    with world.seeing() as seen:
        stop = stop_of(world).but(withdrawn_at=NOW - timedelta(hours=1))
        seen.desk().commit(Change(puts=(stop,)))


@case("watch_suppliers", "changes_unanswered", stage="withdrawn", prepare=lifted_an_hour_ago)
def reminds_who_owes_an_answer(world: World, answer: Any) -> None:
    assert answer["reminded"] == [f"{SUPPLIER} reminder"]
    assert stop_of(world).withdrawal_reminded_at == NOW
    (mail,) = (one for one in world.mail() if "CHANGES TO CONFIRM" in str(one))
    assert stop_of(world).parcel_id in str(mail)


def reminded_just_now(world: World) -> None:
    """The supplier was reminded a moment ago."""
    with world.seeing() as seen:
        stop = stop_of(world).but(withdrawn_at=NOW - timedelta(hours=1), withdrawal_reminded_at=NOW)
        seen.desk().commit(Change(puts=(stop,)))


@case("watch_suppliers", "changes_told_already", stage="withdrawn", prepare=reminded_just_now)
def says_nothing_twice(world: World, answer: Any) -> None:
    assert answer["reminded"] == []
    nothing_changed(world)
