"""What leaves us in words: e-mail, short message, and what subscriptions filter by."""

from hedan.notices.alerts import hold_notice, late_tracking_alert, upload_refused
from hedan.notices.bulk_files import bulk_file_notice
from hedan.notices.notice import Audience, Notice, NoticeKind, NoticeSeverity
from hedan.notices.stops import stop_notice
from hedan.notices.waves import supplier_silent, workbook_recalled
from hedan.notices.workbooks import workbook_notice

__all__ = [
    "Audience",
    "Notice",
    "NoticeKind",
    "NoticeSeverity",
    "bulk_file_notice",
    "hold_notice",
    "late_tracking_alert",
    "stop_notice",
    "supplier_silent",
    "upload_refused",
    "workbook_notice",
    "workbook_recalled",
]
