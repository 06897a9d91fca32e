"""The notice of a month's proof report: the counts, the hops, and every violation."""

from typing import Final

from hedan.domain.proofs import ProofReport
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
from hedan.texts import Language, say
from hedan.texts.proof_words import (
    counts_in_words,
    ends_in_words,
    hops_in_words,
    result_in_words,
    violation_in_words,
)
from hedan.texts.words import clean, moment

NAME_CHARACTERS_MAX: Final = 60
VIOLATIONS_SHOWN: Final = 20
_SEVERITIES: Final = {
    "kept": NoticeSeverity.INFO,
    "partly": NoticeSeverity.ATTENTION,
    "broken": NoticeSeverity.CRITICAL,
}


def proof_notice(report: ProofReport, language: Language) -> Notice:
    """Return what the owner is told. With a violation it is critical."""
    title = _title(report, language)
    counts = {"month": report.month, "refunds": len(report.refunds)}
    broken = len(report.violations)
    shown = report.violations[:VIOLATIONS_SHOWN]
    sms_key = "sms.proof.broken" if broken else "sms.proof"
    return Notice(
        title=title,
        subject=_subject(report),
        email_body=body_of(
            [title],
            [say(language, "proof.made", at=moment(report.made_at, report.zone))],
            [result_in_words(report, language), *counts_in_words(report, language)],
            [violation_in_words(one, report.zone, language) for one in shown],
            ends_in_words(report, language),
            hops_in_words(report, language),
            [say(language, "proof.notice.where", store=report.store)],
        ),
        sms=first_that_fits([say(language, sms_key, count=broken, **counts)]),
        attributes=attributes(
            NoticeKind.PROOF_REPORT,
            _SEVERITIES[report.result],
            Audience.OWNER,
            store=report.store,
        ),
    )


def _title(report: ProofReport, language: Language) -> str:
    key = "proof.notice.title.broken" if report.violations else "proof.notice.title"
    return say(
        language,
        key,
        store=clean(report.store_name, NAME_CHARACTERS_MAX),
        month=report.month,
        refunds=len(report.refunds),
        count=len(report.violations),
    )


def _subject(report: ProofReport) -> str:
    what = (
        f"{len(report.violations)} VIOLATIONS"
        if report.violations
        else f"{len(report.refunds)} refunds - 0 violations"
    )
    return subject_of(
        (
            f"REFUND PROOF {report.month} - {report.store} - {what}",
            f"REFUND PROOF {report.month} - {what}",
        )
    )
