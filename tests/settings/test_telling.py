"""What settings of contacts, robots and cases may not say, told where it stands."""

import json
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.findings import Post
from hedan.settings import AutoAnswer, Contact, ReturnPolicy, RobotSettings, Settings
from hedan.settings.problems import problems
from hedan.settings_files import SettingsRefused, read_settings_file
from hedan.settings_files.yaml_file import to_yaml
from tests.settings.samples import RICH


def told(**changes: Any) -> set[tuple[str, str]]:
    found = problems(RICH.but(**changes))
    return {(".".join(map(str, one.path)), one.code) for one in found}


def test_names_in_filters_lead_somewhere() -> None:
    contact = Contact(
        name="a", post=Post.OWNER, stores=("no-shop",), suppliers=("fab-z",), warehouses=("north",)
    )
    robot = RobotSettings(id="r", kind="wecom", stores=("cup-house", "cups"), suppliers=("fab",))
    assert told(contacts=(contact,), robots=(robot,)) == {
        ("contacts.0.stores.0", "NO_SUCH"),
        ("contacts.0.suppliers.0", "NO_SUCH"),
        ("contacts.0.warehouses.0", "NO_SUCH"),
        ("robots.0.stores.1", "NO_SUCH"),
        ("robots.0.suppliers.0", "NO_SUCH"),
    }


def test_names_in_policies_and_answers_lead_somewhere() -> None:
    policy = ReturnPolicy(id="p", skus=("NONE",), reasons=("lost",), zh="退", en="Back")
    answer = AutoAnswer(
        id="a",
        kinds=(AfterSaleKind.CANCEL,),
        answer="agree",
        up_to_minor=1,
        stores=("no-shop",),
    )
    assert told(return_policies=(policy,), auto_answers=(answer,)) == {
        ("return_policies.0.skus.0", "NO_SUCH"),
        ("return_policies.0.reasons.0", "NO_SUCH"),
        ("auto_answers.0.stores.0", "NO_SUCH"),
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"contacts": (Contact(name="d", post=Post.WAREHOUSE, email="d@example.com"),)},
        {"robots": (RobotSettings(id="d", kind="feishu", audience="supplier"),)},
    ],
)
def test_nobody_hears_every_supplier_s_notices_by_leaving_a_filter_out(
    changes: dict[str, Any],
) -> None:
    ((path, code),) = told(**changes)
    assert (path.rpartition(".")[2], code) == ("suppliers", "WHOSE_NOTICES")
    only = RICH.but(suppliers=RICH.suppliers[:1], **changes)
    assert "WHOSE_NOTICES" not in {one.code for one in problems(only)}


@pytest.mark.parametrize("phone", ["13800000000", "+0138", "+86 138 0000 0000", "++861380000"])
def test_a_phone_that_no_sms_reaches_is_told(phone: str) -> None:
    contact = Contact(name="w", post=Post.OWNER, phone=phone, email="w.example.com")
    assert told(contacts=(contact,)) == {
        ("contacts.0.phone", "BAD_PHONE"),
        ("contacts.0.email", "BAD_EMAIL"),
    }


def test_a_refund_of_goods_that_stayed_is_never_refused_by_a_rule() -> None:
    text = to_yaml(RICH).replace("when: left", "when: stopped")
    with pytest.raises(SettingsRefused) as refused:
        read_settings_file(text.encode(), "settings.yaml")
    (mistake,) = refused.value.mistakes
    assert "auto_answers" in mistake.place


def test_a_contact_s_language_of_older_releases_is_read_and_dropped() -> None:
    stored = json.loads(RICH.model_dump_json())
    stored["contacts"][1]["language"] = "en"  # As a version in the table has it.
    assert Settings.model_validate_json(json.dumps(stored)) == RICH
    text = to_yaml(RICH)
    written = text.replace("  - name: 仓库\n", "  - name: 仓库\n    language: en\n")
    assert written != text
    assert read_settings_file(written.encode(), "settings.yaml") == RICH
