"""What suppliers and owners see in the browser: whole pages as text, without any outside part."""

from hedan.pages.error import PageError, error_page
from hedan.pages.layout import page_headers
from hedan.pages.parts import Flash, Refusal, UploadForm
from hedan.pages.stop import ANSWER_FIELD, stop_answered_page, stop_page
from hedan.pages.store import BulkEntry, ImportEntry, StoreFiles, store_page
from hedan.pages.supplier import (
    ResultEntry,
    StopEntry,
    WorkbookEntry,
    WorkbookProgress,
    supplier_page,
)

__all__ = [
    "ANSWER_FIELD",
    "BulkEntry",
    "Flash",
    "ImportEntry",
    "PageError",
    "Refusal",
    "ResultEntry",
    "StopEntry",
    "StoreFiles",
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
