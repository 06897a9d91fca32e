"""The way back for a store without an API: numbers that wait, files, its owner's page."""

import hashlib
from datetime import timedelta
from typing import Any

from hedan.domain.bulk_files import BulkFile
from hedan.domain.imported_files import ImportedFile, ImportState
from hedan.domain.pull_ledger import Listing
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from hedan.usecases.uploads.write_bulk_file import write_bulk_file
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_pages import assert_page, assert_redirects
from tests.functions.cases_waves import ALL_DONE, PARCEL
from tests.functions.stages import stopping
from tests.functions.world import NOW, ORDER, World

STORE = "cup-house"
NUMBER = "SF1234567890123"
FILE = "cup-house-000001"
IMPORT = "ea6f313f4c8d921c"  # As an address names it.
PAGE = "https://api.example.invalid/o/cup-house."


# --- How far numbers have come ------------------------------------------------------------------


def without_api(world: World) -> None:
    """The seller has no API for the store any more: its numbers go back by file."""
    _publish(world, api_url="")
    sheet_taken(world)


def sheet_taken(world: World) -> None:
    """A sheet came an hour ago: up to then refunds are known."""
    sheet = ImportedFile(
        store=STORE,
        file_key=f"exports/{STORE}/orders.xlsx",
        file_name="orders.xlsx",
        sha256="0" * 64,
        uploaded_at=NOW - timedelta(hours=1),
        state=ImportState.TAKEN,
    )
    with world.seeing() as seen:
        seen.import_records().keep(sheet)


def refunds_unknown(world: World) -> None:
    """The store was asked for its refunds an hour ago, which is longer than its limit."""
    with world.seeing() as seen:
        known = seen.ledger_table().ledger(STORE, Listing.AFTER_SALES)
        seen.ledger_table().save(known.but(asked_until=NOW - timedelta(hours=1)), [])


def _publish(world: World, *, api_url: str) -> None:
    with world.seeing() as seen:
        settings = seen.settings()
        stores = tuple(
            store.but(api_url=api_url) if store.id == STORE else store for store in settings.stores
        )
        seen.settings_table().publish(settings.but(stores=stores))


def numbers_wait(world: World) -> None:
    """A parcel's number was told to the outbox."""
    without_api(world)
    with world.seeing() as seen:
        outcome = upload_tracking(
            PARCEL,
            desk=seen.desk(),
            platform_of=seen.platform_of,
            settings=seen.settings(),
            known_until=lambda store: seen.now(),
            now=seen.now,
        )
        assert outcome is Uploaded.SHIPPED


def file_written(world: World) -> None:
    """A file lies in the bucket, and nobody was told of it."""
    numbers_wait(world)
    with world.seeing() as seen:
        (file,) = write_bulk_file(
            seen.settings().store(STORE),
            outbox=seen.shipping_outbox(),
            desk=seen.desk(),
            archive=seen.archive(),
            now=NOW,
        )
        assert file.number == FILE


def refunded_meanwhile(world: World) -> None:
    """The buyer wants the money back while the number waits."""
    numbers_wait(world)
    _publish(world, api_url=world.platform.url)  # Only to hear of it as the sample tells it.
    stopping(world)
    without_api(world)


def imported(world: World) -> None:
    """Sheets have come in: one with a refused row, one that nobody could read."""
    without_api(world)
    taken = ImportedFile(
        store=STORE,
        file_key=f"exports/{STORE}/20260928T033000000000/file",
        file_name="file",
        sha256="0a" * 32,
        uploaded_at=NOW - timedelta(minutes=30),
        state=ImportState.TAKEN,
        orders=11,
        refused=1,
        result_key=f"imports/{STORE}/0a0a0a0a.result.xlsx",
    )
    with world.seeing() as seen:
        seen.import_records().keep(taken)
    assert hashlib.sha256(taken.import_id.encode()).hexdigest()[:16] == IMPORT


def files(world: World) -> list[BulkFile]:
    """Return the files that are written down."""
    with world.seeing() as seen:
        known: list[BulkFile] = seen.shipping_outbox().files(STORE, 10)
        return known


# --- claim_parcels, where refunds are known up to now, and where not ------------------------------


@case("claim_parcels", "store_of_sheets", stage="planned", prepare=without_api)
def claims_for_a_store_whose_sheet_is_new(world: World, answer: Any) -> None:
    assert answer == {"parcels": 1, "fell_out": 0}


@case("claim_parcels", "refunds_not_known_up_to_now", stage="planned", prepare=refunds_unknown)
def claims_nothing_of_a_stale_store(world: World, answer: Any) -> None:
    assert answer == {"parcels": 0, "fell_out": 2}
    with world.seeing() as seen:
        assert seen.desk().parcels([PARCEL]) == {}


@case("upload_tracking", "refunds_not_known_up_to_now", stage="numbered", prepare=refunds_unknown)
def waits_with_the_number_of_a_stale_store(world: World, answer: Any) -> None:
    assert len(answer["batchItemFailures"]) == 1
    assert world.platform.asked("order.logisticsAdd") == []


# --- upload_tracking ----------------------------------------------------------------------------


@case("upload_tracking", "parcel_of_a_store_without_an_api", stage="numbered", prepare=without_api)
def puts_the_number_aside_for_the_next_file(world: World, answer: Any) -> None:
    assert answer == ALL_DONE
    assert world.platform.asked("order.logisticsAdd") == []
    with world.seeing() as seen:
        (row,) = seen.shipping_outbox().rows(STORE, 1)
        (parcel,) = seen.desk().parcels([PARCEL]).values()
    assert (row.order, row.tracking.number, row.carrier) == (ORDER, NUMBER, "顺丰速运")
    assert row.whole_order
    assert parcel.state == "shipped"


# --- write_bulk_file ----------------------------------------------------------------------------


@case("write_bulk_file", "numbers_wait", stage="numbered", prepare=numbers_wait)
def writes_the_file_and_tells_the_owner(world: World, answer: Any) -> None:
    assert answer == {"files": 1, "told": 1}
    (file,) = files(world)
    assert world.files("bulk/") == [file.file_key]
    assert (file.number, file.order_count, file.told_at) == (FILE, 1, NOW)
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["audience"]["Value"] == "owner"
    assert PAGE in notice["Message"]


@case("write_bulk_file", "nothing_waits", stage="numbered", prepare=without_api)
def writes_and_says_nothing(world: World, answer: Any) -> None:
    assert answer == {"files": 0, "told": 0}
    assert world.files("bulk/") == []
    nothing_changed(world)


@case("write_bulk_file", "refunded_meanwhile", stage="numbered", prepare=refunded_meanwhile)
def leaves_out_what_is_being_refunded_and_says_so(world: World, answer: Any) -> None:
    assert answer == {"files": 1, "told": 1}
    (file,) = files(world)
    assert (file.file_key, file.left_out) == ("", (ORDER.order_id,))
    assert world.files("bulk/") == []
    (notice,) = world.mail()
    assert ORDER.order_id in notice["Message"]


@case("write_bulk_file", "file_that_nobody_was_told_of", stage="numbered", prepare=file_written)
def tells_of_a_file_whose_writer_died(world: World, answer: Any) -> None:
    assert answer == {"files": 0, "told": 1}
    assert len(world.mail()) == 1
    assert files(world)[0].told_at == NOW


# --- show_store_page ----------------------------------------------------------------------------


@case("show_store_page", "page", stage="numbered", prepare=file_written)
@case("show_store_page", "page_after_upload", stage="numbered", prepare=file_written)
def shows_the_files_to_take_to_the_platform(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert f"/bulk/{FILE}" in body
    assert 'type="file"' in body
    assert f"exports/{STORE}/20260928T040000000000/file" in body
    nothing_changed(world)
    assert not {call.operation for call in world.calls} & {"PutItem", "TransactWriteItems"}


@case("show_store_page", "page_with_imports", stage="empty", prepare=imported)
def shows_what_became_of_the_sheets(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert "收下 11 个订单" in body
    assert f"/imports/{IMPORT}" in body
    nothing_changed(world)


@case("show_store_page", "page_of_a_store_with_an_api", stage="empty")
def shows_no_shipping_files_where_an_api_tells(world: World, answer: Any) -> None:
    body = assert_page(answer, 200)
    assert 'type="file"' in body
    assert "批量发货" not in body


@case("show_store_page", "forged", stage="empty")
@case("show_store_page", "link_of_a_supplier", stage="empty")
@case("show_store_page", "make_file_forged", stage="numbered", prepare=numbers_wait)
def does_nothing_for_a_forger(world: World, answer: Any) -> None:
    assert_page(answer, 403)
    assert [call.service for call in world.calls] == ["secretsmanager"]
    nothing_changed(world)


@case("show_store_page", "expired", stage="empty")
@case("show_store_page", "old_generation", stage="empty")
def says_that_the_link_is_over(world: World, answer: Any) -> None:
    assert_page(answer, 410)


@case("show_store_page", "store_gone_from_the_settings", stage="empty")
@case("show_store_page", "make_file_of_a_store_with_an_api", stage="empty")
def knows_no_such_store(world: World, answer: Any) -> None:
    assert_page(answer, 404)
    nothing_changed(world)


@case("show_store_page", "download_bulk_file", stage="numbered", prepare=file_written)
def leads_to_the_file(world: World, answer: Any) -> None:
    assert_redirects(answer, world.files("bulk/cup-house/")[0], f"{FILE}.xlsx")


@case("show_store_page", "download_import_result", stage="empty", prepare=imported)
def leads_to_what_was_refused(world: World, answer: Any) -> None:
    key = f"imports/{STORE}/0a0a0a0a.result.xlsx"
    assert_redirects(answer, key, "result-20260928-033000.xlsx")


@case("show_store_page", "another_stores_file", stage="numbered", prepare=file_written)
@case("show_store_page", "unknown_kind", stage="numbered", prepare=file_written)
def shows_no_file_that_is_not_the_stores(world: World, answer: Any) -> None:
    assert_page(answer, 404)
    assert "s3" not in {call.service for call in world.calls}


@case("show_store_page", "make_file", stage="numbered", prepare=numbers_wait)
def makes_the_file_and_returns_to_the_page(world: World, answer: Any) -> None:
    assert answer["statusCode"] == 303
    assert answer["headers"]["location"].startswith(PAGE)
    assert answer["headers"]["location"].endswith("?made=1")
    assert [file.told_at for file in files(world)] == [NOW]  # Whoever pressed sees it.
    assert world.files("bulk/") == [files(world)[0].file_key]
    assert world.mail() == []


@case("show_store_page", "make_file_of_nothing", stage="numbered", prepare=without_api)
def says_that_nothing_waited(world: World, answer: Any) -> None:
    assert answer["statusCode"] == 303
    assert answer["headers"]["location"].endswith("?nothing=1")
    nothing_changed(world)
