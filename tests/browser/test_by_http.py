"""A supplier's day over plain HTTP, without a script: what the browser shows is proved here too."""

import io

import pytest
from openpyxl import load_workbook

from hedan.adapters.file_archive import UPLOAD_BYTES_MAX
from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from hedan.domain.stops import StopAnswer
from hedan.pages import ANSWER_FIELD
from hedan.texts import Language, say
from infra.local import web
from tests.browser.scene import (
    GOOD,
    HELD,
    MOVED,
    SHIPS,
    bad_cells,
    filled,
    page_url,
    parcel_of,
    stop_of,
)
from tests.browser.site import Site
from tests.functions.stages import SUPPLIER, WORKBOOK
from tests.functions.world import ORDER
from tests.pages.reading import Page

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.filterwarnings("ignore:No application metrics to publish:UserWarning"),
]


def opened(site: Site) -> web.Page:
    """Return the supplier's page."""
    page = web.get(page_url(site.url))
    assert page.status == 200, page.text
    return page


def pressed(page: web.Page, ending: str, **sent: str) -> web.Page:
    """Press the button of the form that posts there and sends this; return what follows."""
    (form,) = (
        form
        for form in page.forms
        if form.action.endswith(ending) and sent.items() <= form.fields.items()
    )
    led = web.submit(form, page, {})
    assert led.status == 303, led.text
    return web.get(led.location)


def answered(page: web.Page, stop_id: str, said: StopAnswer) -> web.Page:
    """Press one of a stop's buttons."""
    (action,) = {form.action for form in page.forms if f"_{stop_id}." in form.action}
    return pressed(page, action, **{ANSWER_FIELD: said.value})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_stop_is_answered_on_the_page_with_each_button(site: Site, language: Language) -> None:
    held, moved = stop_of(site.world, HELD), stop_of(site.world, MOVED)
    page = answered(opened(site), held.stop_id, StopAnswer.LABEL_PRINTED)
    assert say(language, "page.flash.label_printed") in Page(page.text).text
    assert stop_of(site.world, HELD).label_printed_at
    page = answered(page, held.stop_id, StopAnswer.STOPPED)
    assert say(language, "page.flash.stopped") in Page(page.text).text
    page = answered(page, moved.stop_id, StopAnswer.GONE)
    assert say(language, "page.flash.gone") in Page(page.text).text
    assert say(language, "page.stops.none") in Page(page.text).text
    with site.world.seeing() as seen:
        states = {
            order: {work.state for work in seen.desk().order_file(order).lines.values()}
            for order in (HELD, MOVED)
        }
    # Neither is refunded: what stayed is planned anew, what left travels in its parcel.
    assert states == {HELD: {LineState.NEW}, MOVED: {LineState.CLAIMED}}


def test_a_lifted_stop_is_seen(site: Site, language: Language) -> None:
    page = opened(site)
    assert say(language, "page.questions.lifted") in Page(page.text).text
    stop = stop_of(site.world, ORDER)
    page = pressed(page, f"/withdrawals/{stop.stop_id}")
    assert say(language, "page.flash.seen") in Page(page.text).text
    assert say(language, "page.questions.lifted") not in Page(page.text).text
    assert stop_of(site.world, ORDER).withdrawal_seen_at


def test_goods_that_come_back_are_received(site: Site, language: Language) -> None:
    page = pressed(opened(site), "/returns/BCOMESBACK001", state="received")
    assert say(language, "page.flash.received") in Page(page.text).text
    with site.world.seeing() as seen:
        back = seen.desk().supplier_return(SUPPLIER, "BCOMESBACK001")
    assert (back.state.value, back.settled_by) == ("received", "page 203.0.113.17")


def test_a_doubted_number_is_told(site: Site, language: Language) -> None:
    text = Page(opened(site).text).text
    assert "SF1999999999999" in text
    assert say(language, "sheet.doubt.USED_BEFORE") in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_goes_out_comes_back_and_is_answered_by_cell(
    site: Site, language: Language
) -> None:
    page = opened(site)
    (link,) = (link for link in page.links if link.endswith(f"/workbooks/{WORKBOOK}"))
    content = filled(web.download(link), language)
    (form,) = (form for form in page.forms if form.has_file)
    led = web.upload(form, f"{WORKBOOK}.xlsx", content)
    assert led.status == 303
    page = web.get(led.location)
    text = Page(page.text).text
    assert say(language, "page.flash.uploaded") in text
    assert say(language, "page.results.accepted", count=2) in text
    assert say(language, "page.results.refused", count=2) in text
    assert len(bad_cells(content)) == 2
    for cell in bad_cells(content):
        assert cell in text
    (result,) = (link for link in page.links if "/results/" in link)
    marked = load_workbook(io.BytesIO(web.download(result)))
    assert marked.worksheets
    with site.world.seeing() as seen:
        parcel_id = parcel_of(site.world, SHIPS)
        parcel = seen.desk().parcels([parcel_id])[parcel_id]
    assert parcel.tracking is not None
    assert (parcel.state, parcel.tracking.number) == (ParcelState.NUMBERED, GOOD)


def test_a_file_that_is_no_workbook_is_refused_whole(site: Site, language: Language) -> None:
    (form,) = (form for form in opened(site).forms if form.has_file)
    led = web.upload(form, "photo.jpg", b"\xff\xd8 no workbook")
    text = Page(web.get(led.location).text).text
    assert say(language, "page.results.whole") in text


def test_a_file_beyond_the_limit_is_not_stored(site: Site) -> None:
    (form,) = (form for form in opened(site).forms if form.has_file)
    assert web.upload(form, "big.xlsx", bytes(UPLOAD_BYTES_MAX + 1)).status == 403
    assert site.world.files("uploads/") == []
