"""Whole pages with everything on them, for every test that looks at pages in general."""

from datetime import timedelta
from typing import Literal

from hedan.domain.parcels import Doubt, NumberChange, NumberDoubt, Parcel, Tracking
from hedan.domain.returns import ReturnCause, ReturnedGoods, SupplierReturn
from hedan.domain.stops import StopAnswer
from hedan.pages import (
    BulkEntry,
    Flash,
    ImportEntry,
    LiftedEntry,
    PageError,
    Questions,
    Refusal,
    ResultEntry,
    ReturnEntry,
    StopEntry,
    StoreFiles,
    SupplierPage,
    UploadForm,
    WorkbookEntry,
    WorkbookProgress,
    error_page,
    stop_answered_page,
    stop_page,
    store_page,
    supplier_page,
)
from tests.domain.builders import RECEIVER
from tests.notices.builders import NOW, STOP, make_settings

STOP_URL = "/k/factory-a.SQ84952M3DP3E.abc"
FILE_URL = "https://files.example/factory-a-000012.xlsx?X-Amz-Signature=1&X-Amz-Expires=900"
MAKE_URL = "/o/cups.abc/file"
RESULT_URL = "https://files.example/result.xlsx?X-Amz-Signature=2"
PAGE_URL = "/s/factory-a.abc"
SEEN_URL = f"{PAGE_URL}/withdrawals/SQ84952M3DP3E"
RETURN_URL = f"{PAGE_URL}/returns/BQ84952M3DP3E"
TOKEN = "factory-a.abc"
UPLOAD = UploadForm(
    url="https://files.example/",
    fields={"key": "returned/factory-a/1.xlsx", "policy": "eyJ+/=", "x-amz-signature": "0a"},
)
QUIET_UPLOAD = UPLOAD.but(
    quiet_fields={"key": "returned/factory-a/1.xlsx", "policy": "eyQ+/="},
    done_url=f"{PAGE_URL}?uploaded=1",
)


def full_supplier_page(language: Literal["zh", "en"] = "zh", name: str = "陶瓷厂") -> str:
    """Return a supplier's page with something in every section, all of it called name."""
    workbooks = [
        WorkbookEntry(
            number=name,
            made_at=NOW + timedelta(days=days),
            row_count=14,
            parcel_count=12,
            url=FILE_URL,
            predecessor=name,
            state=state,
        )
        for days, state in enumerate(WorkbookProgress)
    ]
    results = [
        ResultEntry(
            file_name=name,
            at=NOW,
            accepted=11,
            refused=2,
            url=RESULT_URL,
            refusals=(Refusal(cell="K7", message=name), Refusal(cell="", message=name)),
        ),
        ResultEntry(file_name=name, at=NOW, whole_file=True),
    ]
    stop = STOP.but(workbook=name, lines=(STOP.lines[0].but(name=name, spec=name),))
    page = SupplierPage(
        workbooks=tuple(workbooks),
        stops=(
            StopEntry(stop=stop, rows=(7, 8), url=STOP_URL),
            StopEntry(stop=stop.but(label_printed_at=NOW), rows=(), url=STOP_URL),
        ),
        questions=full_questions(name),
        results=tuple(results),
        upload=QUIET_UPLOAD.but(fields={**UPLOAD.fields, "x-amz-meta-name": name}),
        token=TOKEN,
    )
    supplier = make_settings(language, supplier_name=name).supplier("factory-a")
    return supplier_page(supplier, page, Flash.UPLOADED)


def full_questions(name: str = "陶瓷厂") -> Questions:
    """Return one question of each kind, everything in it called name."""
    lifted = STOP.but(
        workbook=name,
        lines=(STOP.lines[0].but(name=name, spec=name),),
        withdrawn_at=NOW,
    )
    return Questions(
        lifted=(LiftedEntry(stop=lifted, rows=(9,), url=SEEN_URL),),
        parcels=(doubted_parcel(name),),
        returns=(ReturnEntry(back=expected_return(name), url=RETURN_URL),),
    )


def doubted_parcel(name: str = "陶瓷厂") -> Parcel:
    """Return a parcel with every doubt about its number."""
    old, new = (Tracking(carrier="zto", number=f"{name}{digit}") for digit in "12")
    change = NumberChange(old=old, new=new, asked_at=NOW, asked_by="workbook")
    return Parcel(
        parcel_id=STOP.parcel_id,
        store=STOP.store,
        supplier=STOP.supplier,
        wave_id="wave",
        workbook=name,
        lines=(),
        receiver=RECEIVER,
        remarks=(),
        deadline=None,
        reasons=(),
        tracking=old,
        doubts=tuple(NumberDoubt(code=code, evidence="") for code in Doubt),
        number_changes=(change,),
    )


def expected_return(name: str = "陶瓷厂") -> SupplierReturn:
    """Return goods that come back."""
    goods = ReturnedGoods(key=STOP.lines[0].key, sku="CUP", name=name, quantity=2)
    return SupplierReturn(
        return_id="BQ84952M3DP3E",
        cause=ReturnCause.TOO_LATE,
        supplier=STOP.supplier,
        store=STOP.store,
        order=STOP.order,
        parcel_id=STOP.parcel_id,
        workbook=STOP.workbook,
        goods=(goods,),
        expected_since=NOW,
        tracking=Tracking(carrier="zto", number=name),
    )


def full_store_page(language: Literal["zh", "en"] = "zh", name: str = "陶瓷厂") -> str:
    """Return a store's page with something in every section, all of it called name."""
    entry = BulkEntry(number=name, made_at=NOW, row_count=14, order_count=12, url=FILE_URL)
    bulk = StoreFiles(
        entries=(entry, entry.but(url="", row_count=0, left_out=(name,))),
        waiting=3,
        make_url=MAKE_URL,
        every_minutes=30,
    )
    refusals = (Refusal(cell="C17", message=name), Refusal(cell="", message=name))
    taken = ImportEntry(file_name=name, at=NOW, state="taken", orders=11)
    imports = [
        taken.but(refused=2, refusals=refusals, url=RESULT_URL),
        taken.but(state="repeated"),
        taken.but(state="refused", reason=name),
    ]
    settings = make_settings(language, store_name=name)
    return store_page(
        settings.store("cups"),
        bulk,
        imports,
        UPLOAD.but(fields={**UPLOAD.fields, "x-amz-meta-name": name}),
        language=language,
        flash=Flash.MADE,
    )


def open_stop_page(
    language: Literal["zh", "en"] = "zh", name: str = "陶瓷厂", *, is_printed: bool = False
) -> str:
    """Return the page of an open stop that has been escalated."""
    stop = STOP.but(
        workbook=name,
        lines=(STOP.lines[0].but(name=name, spec=name),),
        escalated_at=NOW,
        label_printed_at=NOW if is_printed else None,
    )
    return stop_page(
        stop,
        supplier=make_settings(language).supplier("factory-a"),
        store_name=name,
        rows=(7, 8),
        action_url=STOP_URL,
    )


def answered_page(language: Literal["zh", "en"] = "zh", name: str = "陶瓷厂") -> str:
    """Return the page of a stop that was answered before and is answered otherwise now."""
    stop = STOP.but(
        lines=(STOP.lines[0].but(name=name, spec=name),),
        answer=StopAnswer.GONE,
        answered_at=NOW,
    )
    return stop_answered_page(
        stop,
        supplier=make_settings(language).supplier("factory-a"),
        store_name=name,
        rows=(7, 8),
        pressed=StopAnswer.STOPPED,
    )


def every_page(language: Literal["zh", "en"] = "zh", name: str = "陶瓷厂") -> dict[str, str]:
    """Return each kind of page, with name wherever foreign text may stand."""
    return {
        "supplier": full_supplier_page(language, name),
        "store": full_store_page(language, name),
        "stop": open_stop_page(language, name),
        "printed": open_stop_page(language, name, is_printed=True),
        "answered": answered_page(language, name),
        "error": error_page(PageError.EXPIRED, name, contact=name),
    }
