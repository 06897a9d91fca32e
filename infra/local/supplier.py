"""A supplier of the local run: reads the mail, downloads, fills in, uploads, answers stops."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.stops import StopAnswer
from hedan.pages import ANSWER_FIELD
from infra.local import web
from infra.local.doudian import tracking_number
from infra.local.mailbox import Mail, Mailbox

LINK = re.compile(r"https?://\S+")
HEADING_ROWS_SEARCHED = 20
PICK_SHEET = "拣货"


@dataclass(frozen=True)
class Sheet:
    """A downloaded workbook as a person sees it."""

    number: str
    content: bytes
    rows: list[dict[str, str]]  # By heading.

    @property
    def picks(self) -> list[dict[str, str]]:
        """The rows of its pick list, by heading."""
        page = load_workbook(io.BytesIO(self.content))[PICK_SHEET]
        headings = _headings(page, "货位")
        start = next(row[0].row for row in page.iter_rows() if row[0].value == "货位")
        return [
            {name: str(row[column - 1].value or "") for name, column in headings.items()}
            for row in page.iter_rows(min_row=start + 1)
        ]


class Supplier:
    """Knows nothing but the mails, the page and Excel."""

    def __init__(self, supplier_id: str, mailbox: Mailbox, carrier: tuple[str, str]) -> None:
        self.supplier_id = supplier_id
        self._mailbox = mailbox
        self._carrier_code, self._carrier_name = carrier
        self._labels = 0

    def mails(self, kind: str) -> list[Mail]:
        """Return the mails of one kind, oldest first."""
        return [mail for mail in self._mailbox.mails() if mail.attributes["kind"] == kind]

    def page(self) -> web.Page:
        """Open the page that the newest workbook mail leads to."""
        return web.get(_link(self.mails("workbook")[-1]))

    def offered(self) -> dict[str, str]:
        """Return the links to the workbooks on the page by number, newest first."""
        links = [link for link in self.page().links if "/workbooks/" in link]
        return {link.rsplit("/", 1)[-1]: link for link in links}

    def workbooks(self) -> list[Sheet]:
        """Download every workbook on the page, newest first."""
        return [_sheet(number, web.download(link)) for number, link in self.offered().items()]

    def hand_back(self, sheet: Sheet, wants: Callable[[dict[str, str]], bool]) -> bytes:
        """Fill in one label per parcel for the rows that are wanted, and upload the same file."""
        filled = self.fill(sheet, wants)
        form = next(form for form in self.page().forms if form.has_file)
        answer = web.upload(form, f"{sheet.number}.xlsx", filled)
        if answer.status not in web.SEE_OTHER:
            raise RuntimeError(f"the upload was answered {answer.status}: {answer.text[:300]}")
        return filled

    def fill(self, sheet: Sheet, wants: Callable[[dict[str, str]], bool]) -> bytes:
        """Return the workbook as Excel would save it, with carrier and number filled in."""
        book = load_workbook(io.BytesIO(sheet.content))
        page = book.worksheets[0]
        headings = _headings(page)
        labels: dict[str, str] = {}
        for row, cells in _rows(page, headings):
            if not wants(cells):
                continue
            number = labels.setdefault(cells["包裹号"], self._next_label())
            page.cell(row, headings["快递公司"]).value = self._carrier_name
            page.cell(row, headings["运单号"]).value = number
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def answer(self, mail: Mail, answer: StopAnswer) -> web.Page:
        """Open the link of a stop mail and press one of its buttons."""
        page = web.get(_link(mail))
        form = next(form for form in page.forms if form.fields.get(ANSWER_FIELD) == answer.value)
        return web.submit(form, page, {})

    def _next_label(self) -> str:
        self._labels += 1
        serial = self._labels + sum(map(ord, self.supplier_id)) * 1000
        if self._carrier_code == "cainiao":
            return f"LP{serial:014d}"
        return tracking_number(self._carrier_code, serial)


def _link(mail: Mail) -> str:
    found = LINK.search(mail.body)
    if found is None:
        raise RuntimeError(f"no link in the mail '{mail.subject}'")
    return found[0]


def _sheet(number: str, content: bytes) -> Sheet:
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return Sheet(number, content, [cells for _, cells in _rows(page, _headings(page))])


def _headings(page: Worksheet, telling: str = "运单号") -> dict[str, int]:
    for row in page.iter_rows(min_row=1, max_row=HEADING_ROWS_SEARCHED):
        found = {str(cell.value): cell.column for cell in row if cell.value and cell.column}
        if telling in found:
            return found
    raise RuntimeError("the workbook has no headings")


def _rows(page: Worksheet, headings: dict[str, int]) -> list[tuple[int, dict[str, str]]]:
    rows = []
    for row in page.iter_rows(min_row=2):
        cells = {name: str(row[column - 1].value or "") for name, column in headings.items()}
        if cells["包裹号"].startswith("P") and row[0].row:
            rows.append((row[0].row, cells))
    return rows
