"""What suppliers see in the browser: whole pages as text, without any outside part."""

from hedan.pages.error import PageError, error_page
from hedan.pages.layout import page_headers
from hedan.pages.stop import ANSWER_FIELD, stop_answered_page, stop_page
from hedan.pages.supplier import (
    Flash,
    Refusal,
    ResultEntry,
    StopEntry,
    UploadForm,
    WorkbookEntry,
    WorkbookProgress,
    supplier_page,
)

__all__ = [
    "ANSWER_FIELD",
    "Flash",
    "PageError",
    "Refusal",
    "ResultEntry",
    "StopEntry",
    "UploadForm",
    "WorkbookEntry",
    "WorkbookProgress",
    "error_page",
    "page_headers",
    "stop_answered_page",
    "stop_page",
    "supplier_page",
]
