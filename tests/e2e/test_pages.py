"""A supplier's page over HTTP: its own files, its own stops, the same file twice, nothing more."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hedan.domain.workbook_files import ReturnedFile
from infra.local import web
from infra.local.supplier import LINK, Supplier
from infra.local.waiting import wait_for
from tests.e2e.lived import Lived, kept

pytestmark = pytest.mark.emulator

MINE, THEIRS = "factory-a", "factory-b"
READ_SECONDS_MAX = 60.0
SOFFICE = shutil.which("soffice")
SOFFICE_SECONDS_MAX = 120


def numbers(lived: Lived, supplier: str) -> list[str]:
    """Return the numbers of a supplier's workbooks, newest first."""
    return [file.number for file in lived.world.desk.workbooks(supplier, 10)]


def token(link: str) -> str:
    """Return what opens a page: the last part of its address."""
    return link.rsplit("/", 1)[-1]


def test_the_page_offers_its_own_workbooks_and_none_of_the_others(lived: Lived) -> None:
    for mine, theirs in ((MINE, THEIRS), (THEIRS, MINE)):
        page = lived.world.suppliers[mine].page()
        assert page.status == 200
        offered = {link.rsplit("/", 1)[-1] for link in page.links if "/workbooks/" in link}
        assert offered == set(numbers(lived, mine))
        assert not any(number in page.text for number in numbers(lived, theirs))
        parcels = {row["包裹号"] for sheet in lived.day.workbooks[theirs] for row in sheet.rows}
        assert not any(parcel in page.text for parcel in parcels)


def test_a_download_is_the_file_that_was_written_or_renewed_last(lived: Lived) -> None:
    for supplier in lived.world.suppliers.values():
        for sheet in supplier.workbooks():
            file = lived.world.desk.workbook(supplier.supplier_id, sheet.number)
            assert file is not None
            assert hashlib.sha256(sheet.content).hexdigest() == (file.renewed_sha256 or file.sha256)


@pytest.mark.parametrize("kind", ["workbooks", "results"])
def test_ones_link_does_not_open_the_others_files(lived: Lived, kind: str) -> None:
    theirs = lived.world.suppliers[THEIRS].page()
    (link, *_) = [link for link in theirs.links if f"/{kind}/" in link]
    assert web.get(link).status in web.SEE_OTHER  # With its own token it does.
    foreign = link.replace(token(theirs.url), token(lived.world.suppliers[MINE].page().url))
    assert foreign != link
    answer = web.get(foreign)
    assert (answer.status, answer.location) == (404, "")


def test_a_link_is_good_for_what_it_was_made_for(lived: Lived) -> None:
    page = lived.world.suppliers[MINE].page()
    mail = lived.world.suppliers[MINE].mails("stop_notice")[-1]
    found = LINK.search(mail.body)
    assert found is not None
    stop = found[0]
    assert web.get(stop).status == 200
    assert web.get(stop.replace(token(stop), token(page.url))).status == 403
    assert web.get(page.url.replace(token(page.url), token(stop))).status == 403


def test_a_changed_link_opens_nothing(lived: Lived) -> None:
    url = lived.world.suppliers[MINE].page().url
    for changed in (url.replace(MINE, THEIRS), url[:-1] + ("0" if url[-1] != "0" else "1")):
        assert changed != url
        answer = web.get(changed)
        assert answer.status == 403
        assert not any(number in answer.text for number in numbers(lived, THEIRS))


def test_the_result_says_row_by_row_what_became_of_the_file(lived: Lived) -> None:
    for supplier_id, supplier in lived.world.suppliers.items():
        results = [link for link in supplier.page().links if "/results/" in link]
        returned = lived.world.desk.returned_files(supplier_id, 10)
        assert len(results) == len(returned) > 0
        for link in results:
            assert web.download(link).startswith(b"PK")


def test_the_same_workbook_uploaded_again_changes_nothing(lived: Lived) -> None:
    supplier = lived.world.suppliers[MINE]
    first, content = uploaded_first(lived, supplier)
    before = kept(lived.day)
    again = hand_in(lived, supplier, content)
    assert (again.workbook, again.accepted, again.refused) == (
        first.workbook,
        first.accepted,
        first.refused,
    )
    assert kept(lived.day) == before


@pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice (soffice) is not installed: apt-get install libreoffice-calc",
)
def test_the_same_workbook_saved_by_libreoffice_changes_nothing_either(
    lived: Lived, tmp_path: Path
) -> None:
    supplier = lived.world.suppliers[THEIRS]
    first, content = uploaded_first(lived, supplier)
    before = kept(lived.day)
    again = hand_in(lived, supplier, saved_by_libreoffice(content, tmp_path))
    assert (again.workbook, again.accepted, again.refused) == (
        first.workbook,
        first.accepted,
        first.refused,
    )
    assert kept(lived.day) == before


def test_a_file_that_is_no_workbook_is_refused_on_the_page(lived: Lived) -> None:
    supplier = lived.world.suppliers[MINE]
    before = kept(lived.day)
    returned = hand_in(lived, supplier, b"not a workbook at all")
    assert (returned.workbook, returned.accepted, returned.refused) == ("", 0, 1)
    assert kept(lived.day) == before
    (refusal,) = returned.refusals
    assert re.sub(r"^\W+", "", refusal) in supplier.page().text


def test_the_others_workbook_is_refused(lived: Lived) -> None:
    supplier = lived.world.suppliers[MINE]
    before = kept(lived.day)
    _, theirs = uploaded_first(lived, lived.world.suppliers[THEIRS])
    returned = hand_in(lived, supplier, theirs)
    assert (returned.accepted, returned.refused) == (0, 1)
    assert kept(lived.day) == before


def uploaded_first(lived: Lived, supplier: Supplier) -> tuple[ReturnedFile, bytes]:
    """Return what a supplier handed back first during the day, and the file itself."""
    returned = lived.world.desk.returned_files(supplier.supplier_id, 100)
    first = min(returned, key=lambda one: one.received_at)
    assert first.accepted > 0
    kept_file = lived.world.client("s3").get_object(
        Bucket=lived.world.stack["FileBucket"], Key=first.file_key
    )
    content: bytes = kept_file["Body"].read()
    return first, content


def hand_in(lived: Lived, supplier: Supplier, content: bytes) -> ReturnedFile:
    """Upload by the form on the page, wait until it has been read, return what became of it."""
    form = next(form for form in supplier.page().forms if form.has_file)
    assert web.upload(form, "again.xlsx", content).status in web.SEE_OTHER
    key = form.fields["key"]

    def look() -> list[ReturnedFile]:
        returned = lived.world.desk.returned_files(supplier.supplier_id, 100)
        return [one for one in returned if one.file_key == key]

    (returned,) = wait_for(f"{key} is read", look, seconds=READ_SECONDS_MAX)
    return returned


def saved_by_libreoffice(content: bytes, folder: Path) -> bytes:
    """Return a workbook after LibreOffice opened it and saved it as the same kind of file."""
    assert SOFFICE is not None
    (folder / "in.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            *(SOFFICE, profile, "--headless", "--norestore", "--convert-to", "xlsx"),
            *("--outdir", str(folder / "out"), str(folder / "in.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=SOFFICE_SECONDS_MAX,
    )
    return (folder / "out" / "in.xlsx").read_bytes()
