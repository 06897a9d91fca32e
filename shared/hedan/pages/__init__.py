"""What suppliers and owners see in the browser: whole pages as text, without any outside part."""

from hedan.pages.error import PageError, error_page
from hedan.pages.layout import page_headers
from hedan.pages.parts import Flash, Refusal, UploadForm
from hedan.pages.questions import RETURN_FIELD, LiftedEntry, Questions, ReturnEntry
from hedan.pages.stop import ANSWER_FIELD, BACK_FIELD, stop_answered_page, stop_page
from hedan.pages.store import BulkEntry, ImportEntry, StoreFiles, store_page
from hedan.pages.supplier import (
    ResultEntry,
    StopEntry,
    SupplierPage,
    WorkbookEntry,
    WorkbookProgress,
    supplier_page,
)

__all__ = [
    "ANSWER_FIELD",
    "BACK_FIELD",
    "RETURN_FIELD",
    "BulkEntry",
    "Flash",
    "ImportEntry",
    "LiftedEntry",
    "PageError",
    "Questions",
    "Refusal",
    "ResultEntry",
    "ReturnEntry",
    "StopEntry",
    "StoreFiles",
    "SupplierPage",
    "UploadForm",
    "WorkbookEntry",
    "WorkbookProgress",
    "error_page",
    "page_headers",
    "stop_answered_page",
    "stop_page",
    "store_page",
    "supplier_page",
]
