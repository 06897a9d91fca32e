"""The proof reports of a store as they lie: which months there are, and how a browser gets them."""

import re
from collections.abc import Iterator
from typing import Protocol

from hedan.domain.base import Frozen
from hedan.domain.proofs import ProofReport
from hedan.ports import Archive

_MONTH = re.compile(r"(20\d\d-\d\d)\.json")


class Shelf(Archive, Protocol):
    """An archive whose files can be listed, and taken by a browser."""

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of all files that begin so, sorted."""
        ...

    def download_url(self, key: str, file_name: str) -> str:
        """Return a link that downloads a file under a name that a person understands."""
        ...


class ProofRunner(Protocol):
    """What makes a month's report."""

    def prove(self, store: str, month: str) -> None:
        """Begin to make it, at once and without waiting; beginning twice is harmless."""
        ...


class ProofLinks(Frozen):
    """Where the report of a month is downloaded, for the next minutes."""

    month: str
    page: str
    workbook: str


def proof_key(store: str, month: str) -> str:
    """Where a report lies, without its ending."""
    return f"proofs/{store}/{month}"


def is_proven(store: str, month: str, *, archive: Archive) -> bool:
    """Tell whether the report of a month was made: what says so is written last."""
    try:
        archive.get(f"{proof_key(store, month)}.json")
    except KeyError:
        return False
    return True


def proof_links(store: str, shelf: Shelf) -> Iterator[ProofLinks]:
    """Yield the months of a store that were reported, newest first."""
    place = proof_key(store, "")
    names = (key.removeprefix(place) for key in reversed(shelf.keys(place)))
    for found in filter(None, map(_MONTH.fullmatch, names)):
        yield links_of(store, found[1], shelf)


def links_of(store: str, month: str, shelf: Shelf) -> ProofLinks:
    """Return where a month's report is downloaded."""
    place = proof_key(store, month)
    return ProofLinks(
        month=month,
        page=shelf.download_url(f"{place}.html", f"refund-proof-{store}-{month}.html"),
        workbook=shelf.download_url(f"{place}.xlsx", f"refund-proof-{store}-{month}.xlsx"),
    )


def report_of(store: str, month: str, shelf: Shelf) -> ProofReport:
    """Read a report. Raises KeyError for a month that was not reported."""
    return ProofReport.model_validate_json(shelf.get(f"{proof_key(store, month)}.json"))
