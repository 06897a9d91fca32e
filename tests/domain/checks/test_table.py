"""Every finding has an order that raises it, a near miss, a next step and both languages."""

import pytest

from hedan.domain.checks import CHECKS, NEVER_WAIVED, Seen
from hedan.domain.checks.fixes import FIXES
from hedan.domain.findings import Ends, Post, Severity
from hedan.texts import TEXTS, findings, findings_of_work
from tests.domain.checks.builders import codes, found
from tests.domain.checks.examples import ALSO, EXAMPLES

CODES = [check.code for check in CHECKS]


def test_every_finding_has_its_examples() -> None:
    assert list(EXAMPLES) == CODES


@pytest.mark.parametrize("code", CODES)
def test_its_order_raises_it_and_nothing_else(code: str) -> None:
    assert codes(EXAMPLES[code].raises) == [code]


@pytest.mark.parametrize("code", CODES)
def test_a_near_miss_passes(code: str) -> None:
    assert codes(EXAMPLES[code].misses) == []


@pytest.mark.parametrize(("code", "seen", "raised"), ALSO)
def test_other_ways(code: str, seen: Seen, raised: bool) -> None:
    assert bool(found(seen, code)) is raised


@pytest.mark.parametrize("code", CODES)
def test_the_finding_says_what_its_row_says(code: str) -> None:
    (row,) = (check for check in CHECKS if check.code == code)
    (finding,) = found(EXAMPLES[code].raises, code)
    assert (finding.severity, finding.post) == (row.severity, row.post)
    assert (finding.due_minutes, finding.fix) == (row.due_minutes, row.fix)
    assert finding.evidence
    if finding.ends is Ends.TIME:
        assert finding.until is not None


def test_every_row_has_its_own_fix_and_texts_in_both_languages() -> None:
    assert len(CODES) == len(set(CODES))
    assert set(FIXES) == set(CODES)
    said = {key.split(".")[1] for key in findings.TEXTS}
    assert said == set(CODES)
    for code in CODES:
        assert TEXTS[f"finding.{code}.fix"].en == FIXES[code]


def test_what_rules_and_stock_find_is_named_apart() -> None:
    assert not set(findings.TEXTS) & set(findings_of_work.TEXTS)


def test_only_what_somebody_has_read_needs_a_person_to_say_so() -> None:
    persons = {check.code for check in CHECKS if check.ends is Ends.PERSON}
    assert persons == {"REPLACES_HANDED_OVER", "DO_NOT_SHIP", "INVOICE", "REMARK"}


def test_nobody_is_called_for_what_ends_by_itself() -> None:
    nobodys = {check.code for check in CHECKS if check.post is Post.NOBODY}
    assert nobodys == {"RISK_REVIEW", "PRESALE_NOT_DUE", "BALANCE_DUE"}
    assert all(check.due_minutes is None for check in CHECKS if check.code in nobodys)


def test_no_rule_lets_pass_what_must_not_be_shipped() -> None:
    stops = {check.code for check in CHECKS if check.severity is Severity.STOP}
    # Where a supplier delivers and when a presale is due, the seller may know better.
    assert stops - NEVER_WAIVED == {"PRESALE_NOT_DUE", "REGION_REFUSED"}
    assert set(CODES) >= NEVER_WAIVED
