"""What leaves us in words: e-mail, short message, and what subscriptions filter by."""

from hedan.notices.alerts import hold_notice, late_tracking_alert, upload_refused
from hedan.notices.bulk_files import bulk_file_notice
from hedan.notices.changes import changes_notice
from hedan.notices.notice import Audience, Notice, NoticeKind, NoticeSeverity
from hedan.notices.numbers import doubts_in_words, number_refused, return_asks
from hedan.notices.scans import scans_asked, scans_missing
from hedan.notices.stop_saying import phones_of
from hedan.notices.stops import stop_notice
from hedan.notices.uploads import correction_refused, more_numbers_kept, number_unseen
from hedan.notices.waves import supplier_silent, workbook_recalled
from hedan.notices.workbooks import workbook_notice

__all__ = [
    "Audience",
    "Notice",
    "NoticeKind",
    "NoticeSeverity",
    "bulk_file_notice",
    "changes_notice",
    "correction_refused",
    "doubts_in_words",
    "hold_notice",
    "late_tracking_alert",
    "more_numbers_kept",
    "number_refused",
    "number_unseen",
    "phones_of",
    "return_asks",
    "scans_asked",
    "scans_missing",
    "stop_notice",
    "supplier_silent",
    "upload_refused",
    "workbook_notice",
    "workbook_recalled",
]
