"""Tell supplier: a workbook lies ready, and this link leads to it for as long as it should."""

from datetime import datetime

from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.notices import workbook_notice, workbook_recalled
from hedan.ports import Archive, Change, Desk, Notices
from hedan.settings import Settings
from hedan.usecases.again import until_settled
from hedan.usecases.workbooks.manifest import load_manifest


def tell_supplier(
    supplier: str,
    number: str,
    *,
    desk: Desk,
    archive: Archive,
    notices: Notices,
    settings: Settings,
    page_url: str,
    now: datetime,
) -> bool:
    """Tell, then note that it was told: a crash between the two tells twice, never not at all."""
    file = desk.workbook(supplier, number)
    if file is None:
        raise KeyError(f"workbook {number} of {supplier}")
    if file.told_at is not None or file.state is WorkbookState.RECALLED:
        return False
    parcels = desk.parcels({row.parcel_id for row in load_manifest(archive, file).rows})
    deadlines = [parcel.deadline for parcel in parcels.values() if parcel.deadline]
    notices.publish(
        workbook_notice(
            settings.supplier(supplier),
            number=number,
            row_count=file.row_count,
            parcel_count=file.parcel_count,
            deadline=min(deadlines, default=None),
            link=page_url,
            predecessor=file.predecessor,
            stores=tuple(sorted({key.store for one in parcels.values() for key in one.orders})),
        )
    )
    if until_settled(lambda: _note(supplier, number, desk, now)) is WorkbookState.RECALLED:
        # Somebody took it back while this one was telling of it.
        notices.publish(
            workbook_recalled(
                settings.supplier(supplier),
                number=number,
                parcel_count=file.parcel_count,
                link=page_url,
            )
        )
    return True


def _note(supplier: str, number: str, desk: Desk, now: datetime) -> WorkbookState | None:
    file: WorkbookFile | None = desk.workbook(supplier, number)
    if file is None or file.told_at is not None:
        return None
    desk.commit(Change(puts=(file.but(told_at=now),)))
    return file.state
