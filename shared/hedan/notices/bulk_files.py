"""The notice that a bulk-shipping file waits to be uploaded in a platform's back office."""

from typing import Final

from hedan.domain.bulk_files import BulkFile
from hedan.notices.notice import (
    Audience,
    Notice,
    NoticeKind,
    NoticeSeverity,
    attributes,
    body_of,
    subject_of,
)
from hedan.notices.sms import first_that_fits
from hedan.settings import StoreSettings
from hedan.texts import Language, say
from hedan.texts.words import clean

NAME_CHARACTERS_MAX: Final = 60
LEFT_OUT_SHOWN: Final = 20

_SMS: Final = ("sms.bulk.linked", "sms.bulk", "sms.bulk.short")
_SMS_NOTHING: Final = ("sms.bulk.nothing",)


def bulk_file_notice(
    store: StoreSettings, file: BulkFile, *, link: str, language: Language = "zh"
) -> Notice:
    """Return what the owner is told: where the file is and what to do with it.

    link is the signed address of the store's page. Numbers that were left out are named.
    """
    name = clean(store.name, NAME_CHARACTERS_MAX)
    title_key = "bulk.title" if file.file_key else "bulk.title.nothing"
    title = say(language, title_key, store=name, orders=file.order_count)
    return Notice(
        title=title,
        subject=_subject(store, file),
        email_body=body_of(
            [title],
            _steps(file, link, language),
            _left_out(file, language),
            [
                say(language, "bulk.counts", number=file.number, rows=file.row_count)
                if file.file_key
                else "",
                say(language, "bulk.link_days", days=store.link_days),
            ],
            [say(language, "bulk.silence")] if file.file_key else [],
        ),
        sms=first_that_fits(
            say(language, key, orders=file.order_count, link=link)
            for key in (_SMS if file.file_key else _SMS_NOTHING)
        ),
        attributes=attributes(
            NoticeKind.BULK_FILE,
            NoticeSeverity.ATTENTION,
            Audience.OWNER,
            store=store.id,
        ),
    )


def _steps(file: BulkFile, link: str, language: Language) -> list[str]:
    if not file.file_key:
        return []
    return [
        say(language, "bulk.do.download"),
        f"   {link}",
        say(language, "bulk.do.upload"),
        say(language, "bulk.do.look"),
    ]


def _left_out(file: BulkFile, language: Language) -> list[str]:
    if not file.left_out:
        return []
    shown = [f"   - {clean(order)}" for order in file.left_out[:LEFT_OUT_SHOWN]]
    if len(file.left_out) > LEFT_OUT_SHOWN:
        more = len(file.left_out) - LEFT_OUT_SHOWN
        shown.append(say(language, "bulk.left_out.more", count=more))
    return [say(language, "bulk.left_out"), *shown]


def _subject(store: StoreSettings, file: BulkFile) -> str:
    orders = f"{file.order_count} order{'' if file.order_count == 1 else 's'}"
    return subject_of(
        (
            f"BULK SHIPPING FILE {file.number} - {orders} - upload it to {store.platform}",
            f"BULK SHIPPING FILE - {orders} - {store.id}",
            "BULK SHIPPING FILE",
        )
    )
