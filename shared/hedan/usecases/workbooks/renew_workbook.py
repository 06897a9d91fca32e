"""Renew: a workbook is downloaded with its Stop sheet as it is now, whatever its age.

Only the sheets beside the Ship sheet are replaced, and only if they say something else. The new
file lies beside the old one before anything points to it; who cannot note it hands out the file
as it was.
"""

import hashlib
from datetime import datetime

from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.errors import TryAgain
from hedan.ports import Archive, Change, Desk
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.workbooks.gather_news import News, gather_news
from hedan.usecases.workbooks.manifest import XLSX

FINGERPRINT_IN_KEY = 12


def renew_workbook(
    supplier: str, number: str, *, desk: Desk, archive: Archive, settings: Settings, now: datetime
) -> WorkbookFile | None:
    """Return the workbook, renewed if there is news; None: there is no such file.

    When others are writing to it again and again, it is returned as it is.
    """
    news = gather_news(settings.supplier(supplier), desk=desk, now=now)
    made: dict[str, bytes] = {}

    def attempt() -> WorkbookFile | None:
        file = desk.workbook(supplier, number)
        if file is None or file.state is not WorkbookState.WRITTEN or file.news == news.fingerprint:
            return file
        if not made:
            made["file"] = _made(file, news, desk, archive, settings, now)
        renewed = _stored(file, news, made["file"], archive, now)
        desk.commit(Change(puts=(renewed,)))
        return renewed.but(version=renewed.version + 1)

    try:
        return until_settled(attempt)
    except TryAgain:
        return desk.workbook(supplier, number)


def _made(
    file: WorkbookFile, news: News, desk: Desk, archive: Archive, settings: Settings, now: datetime
) -> bytes:
    # Most downloads find no news; only this one pays for openpyxl.
    from hedan.usecases.workbooks.supplier_news import sheets_of  # noqa: PLC0415 (openpyxl)
    from hedan.workbooks.renewed import renewed  # noqa: PLC0415 (used with it)

    sheets = sheets_of(news, desk=desk, archive=archive, settings=settings, now=now)
    return renewed(
        archive.get(file.file_key),
        sheets,
        number=file.number,
        language=settings.supplier(file.supplier).language,
        open_at=sheets[0].title if news.has_open_stops else None,
    )


def _stored(
    file: WorkbookFile, news: News, content: bytes, archive: Archive, now: datetime
) -> WorkbookFile:
    """Keep the new file and return the workbook that points to it."""
    digest = hashlib.sha256(content).hexdigest()
    key = f"{file.file_key.removesuffix('.xlsx')}-{digest[:FINGERPRINT_IN_KEY]}.xlsx"
    archive.put(key, content, XLSX)
    return file.but(news=news.fingerprint, renewed_at=now, renewed_key=key, renewed_sha256=digest)
