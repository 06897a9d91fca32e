"""A supplier of the local run: reads the mail, downloads, fills in, uploads, answers stops."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hedan.domain.returns import ReturnState
from hedan.domain.stops import StopAnswer
from hedan.pages import ANSWER_FIELD, BACK_FIELD, RETURN_FIELD
from infra.local import web
from infra.local.doudian import tracking_number
from infra.local.mailbox import Mail, Mailbox
from infra.local.supplier_books import SupplierBooks
from infra.local.supplier_sheets import PICK, Row, rows_of, written

LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Sheet:
    """A downloaded workbook as a person sees it."""

    number: str
    content: bytes
    rows: list[Row]  # By heading.

    @property
    def picks(self) -> list[Row]:
        """The rows of its pick list, by heading."""
        return rows_of(self.content, PICK)


class Supplier:
    """Knows nothing but the mails, the page and Excel."""

    def __init__(self, supplier_id: str, mailbox: Mailbox, carrier: tuple[str, str]) -> None:
        self.supplier_id = supplier_id
        self.books = SupplierBooks()
        self._mailbox = mailbox
        self._carrier_code, self._carrier_name = carrier
        self._labels = 0

    def mails(self, kind: str) -> list[Mail]:
        """Return the mails of one kind, oldest first."""
        return [mail for mail in self._mailbox.mails() if mail.attributes["kind"] == kind]

    def page(self) -> web.Page:
        """Open the page that the newest workbook mail leads to."""
        return web.get(link_of(self.mails("workbook")[-1]))

    def offered(self) -> dict[str, str]:
        """Return the links to the workbooks on the page by number, newest first."""
        links = [link for link in self.page().links if "/workbooks/" in link]
        return {link.rsplit("/", 1)[-1]: link for link in links}

    def workbooks(self) -> list[Sheet]:
        """Download every workbook on the page, newest first."""
        return [_sheet(number, web.download(link)) for number, link in self.offered().items()]

    def workbook(self, number: str) -> Sheet:
        """Download one workbook, as it is now."""
        return _sheet(number, web.download(self.offered()[number]))

    def hand_back(self, sheet: Sheet, wants: Callable[[Row], bool]) -> bytes:
        """Fill in one label per parcel for the rows that are wanted, and upload the same file."""
        filled = self.fill(sheet, wants)
        self.hand_in(sheet.number, filled)
        return filled

    def hand_in(self, number: str, filled: bytes) -> None:
        """Upload a workbook by the form on the page; what has a number in it has left."""
        form = next(form for form in self.page().forms if form.has_file)
        answer = web.upload(form, f"{number}.xlsx", filled)
        if answer.status not in web.SEE_OTHER:
            raise RuntimeError(f"the upload was answered {answer.status}: {answer.text[:300]}")
        self.books.leaves(row for row in rows_of(filled) if row["运单号"])

    def fill(self, sheet: Sheet, wants: Callable[[Row], bool]) -> bytes:
        """Return the workbook as Excel would save it, with carrier and number filled in."""
        labels: dict[str, str] = {}

        def says(row: Row) -> Mapping[str, str]:
            if not wants(row):
                return {}
            if row["包裹号"] not in labels:
                labels[row["包裹号"]] = self.label()
            return self.bears(labels[row["包裹号"]])

        return written(sheet.content, says)

    def bears(self, number: str) -> dict[str, str]:
        """Return what stands in a row that travels under a number."""
        return {"快递公司": self._carrier_name, "运单号": number}

    def label(self) -> str:
        """Return the number of a label that was never used."""
        self._labels += 1
        serial = self._labels + sum(map(ord, self.supplier_id)) * 1000
        if self._carrier_code == "cainiao":
            return f"LP{serial:014d}"
        return tracking_number(self._carrier_code, serial)

    def answer(self, mail: Mail, answer: StopAnswer) -> web.Page:
        """Open the link of a stop mail and press one of its buttons."""
        page = web.get(link_of(mail))
        form = next(form for form in page.forms if form.fields.get(ANSWER_FIELD) == answer.value)
        return web.submit(form, page, {})

    # --- On its page ----------------------------------------------------------------------------

    def press(self, stop_id: str, answer: StopAnswer) -> None:
        """Answer a stop where it stands on the page. Raises RuntimeError when it does not."""
        wanted = {ANSWER_FIELD: answer.value}
        self._press(stop_id, lambda form: BACK_FIELD in form.fields, wanted)

    def sees(self, stop_id: str) -> None:
        """Say on the page that a withdrawn stop was read. Raises as press does."""
        self._press(f"/withdrawals/{stop_id}", lambda _: True, {})

    def has_again(self, return_id: str) -> None:
        """Say on the page that goods came back. Raises as press does."""
        wanted = {RETURN_FIELD: ReturnState.RECEIVED.value}
        self._press(f"/returns/{return_id}", lambda _: True, wanted)

    def _press(
        self, what: str, fits: Callable[[web.Form], bool], wanted: Mapping[str, str]
    ) -> None:
        page = self.page()
        found = [
            form
            for form in page.forms
            if what in form.action and fits(form) and wanted.items() <= form.fields.items()
        ]
        if len(found) != 1:
            raise RuntimeError(f"the page has {len(found)} buttons for {what}, not one")
        answer = web.submit(found[0], page, {})
        if answer.status not in web.SEE_OTHER:
            raise RuntimeError(f"{what} was answered {answer.status}: {answer.text[:300]}")


def link_of(mail: Mail) -> str:
    """Return the address that a mail leads to. Raises RuntimeError when there is none."""
    found = LINK.search(mail.body)
    if found is None:
        raise RuntimeError(f"no link in the mail '{mail.subject}'")
    return found[0]


def _sheet(number: str, content: bytes) -> Sheet:
    return Sheet(number, content, rows_of(content))
