"""A supplier's day, so far that its page has something in every section."""

import io
from datetime import timedelta

from openpyxl import load_workbook

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, ParcelState, Tracking
from hedan.domain.returns import ReturnCause, ReturnedGoods, SupplierReturn
from hedan.domain.stops import Stop, StopCause
from hedan.domain.workbook_columns import Field
from hedan.links import make_link_token
from hedan.ports import Change
from hedan.texts import Language
from hedan.usecases.waves.claim_parcels import claim_parcels
from hedan.usecases.waves.gather_lines import gather_lines
from hedan.usecases.waves.plan_wave import plan_wave
from hedan.usecases.waves.take_out import take_out
from hedan.workbooks.texts import HEADINGS, SHIP_SHEET
from tests.functions.stages import (
    SUPPLIER,
    WAVE,
    another_order,
    bring,
    stop_told,
    stopping,
    told,
    withdrawn,
    written,
)
from tests.functions.world import LINK_KEY, NOW, ORDER, World

HELD, MOVED, SHIPS = (
    ORDER.but(order_id=f"6920000000000000{tail}") for tail in ("456", "789", "999")
)
GOOD, BAD = "SF1234567890123", "SF12"
CARRIER = "顺丰速运"


def set_up(world: World, language: Language) -> None:
    """Bring four orders of one buyer to their supplier; two are asked back, one was for a while."""
    _speak(world, language)
    bring(world, "ready")
    for order in (HELD, MOVED, SHIPS):
        another_order(world, order.order_id)
    _claimed(world)
    written(world)
    told(world)
    stopping(world)
    stop_told(world)
    withdrawn(world)
    with world.seeing() as seen:
        for order, cause in ((HELD, StopCause.HELD), (MOVED, StopCause.ADDRESS)):
            keys = [work.key for work in seen.desk().order_file(order).lines.values()]
            take_out(parcel_of(world, order), keys, cause, desk=seen.desk(), now=NOW)
        parcel_id = parcel_of(world, SHIPS)
        parcel = seen.desk().parcels([parcel_id])[parcel_id]
        seen.desk().commit(Change(puts=(_doubted(parcel), _coming_back(parcel))))


def page_url(site_url: str, supplier: str = SUPPLIER) -> str:
    """Return the address of a supplier's page."""
    token = make_link_token(LINK_KEY, "supplier", supplier, NOW + timedelta(days=1))
    return f"{site_url}/s/{token}"


def parcel_of(world: World, order: OrderKey) -> str:
    """Return the parcel in which an order's lines travel."""
    with world.seeing() as seen:
        works = seen.desk().order_file(order).lines.values()
        (parcel_id,) = {work.parcel_id for work in works}
        return str(parcel_id)


def stop_of(world: World, order: OrderKey) -> Stop:
    """Return the stop of an order."""
    with world.seeing() as seen:
        (stop,) = (one for one in seen.desk().stops(SUPPLIER) if one.order == order)
        found: Stop = stop
        return found


def filled(content: bytes, language: Language) -> bytes:
    """Return the workbook as Excel would save it: one parcel with a number, one with nonsense."""
    book = load_workbook(io.BytesIO(content))
    sheet = next(one for one in book.worksheets if one.title == SHIP_SHEET[language])
    order, carrier, number = (
        HEADINGS[field][language] for field in (Field.ORDER, Field.CARRIER, Field.NUMBER)
    )
    cells = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    columns = next(row for row in cells if number in row)
    numbers = {SHIPS.order_id: GOOD, ORDER.order_id: BAD}
    for row, values in enumerate(cells, start=1):
        if given := numbers.get(values[columns.index(order)]):
            sheet.cell(row, columns.index(carrier) + 1).value = CARRIER
            sheet.cell(row, columns.index(number) + 1).value = given
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bad_cells(content: bytes) -> list[str]:
    """Return the addresses of the cells that must be refused."""
    sheets = load_workbook(io.BytesIO(content)).worksheets
    cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return [str(cell.coordinate) for cell in cells if cell.value == BAD]


def _speak(world: World, language: Language) -> None:
    with world.seeing() as seen:
        table = seen.settings_table()
        current = table.in_force()
        suppliers = tuple(one.but(language=language) for one in current.suppliers)
        table.publish(current.but(suppliers=suppliers, language=language))


def _claimed(world: World) -> None:
    with world.seeing() as seen:
        gather_lines(
            SUPPLIER,
            WAVE,
            desk=seen.desk(),
            archive=seen.archive(),
            platform_of=seen.platform_of,
            settings=seen.settings(),
            report=lambda store, refused: None,
        )
        plan_wave(WAVE, archive=seen.archive(), settings=seen.settings(), now=NOW)
        claim = claim_parcels(
            SUPPLIER,
            WAVE,
            desk=seen.desk(),
            archive=seen.archive(),
            settings=seen.settings(),
            known_until=lambda store: NOW,
            now=NOW,
        )
        assert claim.parcel_ids


def _doubted(parcel: Parcel) -> Parcel:
    """Return another parcel, whose number somebody has to look at."""
    return parcel.but(
        parcel_id="PDOUBTED00001",
        state=ParcelState.HELD,
        tracking=Tracking(carrier="shunfeng", number="SF1999999999999"),
        doubts=(NumberDoubt(code=Doubt.USED_BEFORE, evidence="P1"),),
        version=0,
    )


def _coming_back(parcel: Parcel) -> SupplierReturn:
    goods = parcel.lines[0]
    return SupplierReturn(
        return_id="BCOMESBACK001",
        cause=ReturnCause.AFTER_SALE,
        supplier=SUPPLIER,
        store=parcel.store,
        order=goods.key.order,
        parcel_id=parcel.parcel_id,
        workbook=parcel.workbook,
        goods=(ReturnedGoods(key=goods.key, sku=goods.sku, name=goods.name, quantity=1),),
        expected_since=NOW,
        tracking=Tracking(carrier="shunfeng", number="SF1888888888888"),
    )
