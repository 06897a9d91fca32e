"""Settings over HTTP: handed in, shown, tried, published by one or two, taken back."""

import json
from datetime import timedelta

import pytest

from hedan.domain.dry_run import Counts, DryRun, DryRunReport, RunState
from hedan.domain.people import Role
from hedan.domain.rule_health import Ailment, RuleFinding, Why
from hedan.domain.rules import HoldIt, Rule
from hedan.settings import PublishRules, Settings
from hedan.settings_files import read_settings_file
from hedan.settings_files.book_writing import settings_workbook
from hedan.settings_files.yaml_file import to_yaml
from hedan.staff.settings_routes import WORKBOOK, YAML
from hedan.usecases.dry_runs.dry_run_files import save_health, save_report
from hedan.usecases.publishing.draft_settings import note_dry_run
from tests.domain.builders import NOW
from tests.simulation.world import SETTINGS
from tests.staff.calls import WANG, Answer, Shop

DRAFTS = "/settings/drafts"
RULE = Rule(
    id="dear", author="li", when="order.total > 100000", then=(HoldIt(reason="dear: look at it"),)
)


def open_shop(publish: PublishRules | None = None) -> Shop:
    """Return a shop whose settings are in force as version 1."""
    shop = Shop()
    shop.settings = shop.put_in_force(SETTINGS.but(publish=publish or PublishRules()))
    return shop


def hand_in(shop: Shop, settings: Settings, **given: object) -> Answer:
    return shop.call("POST", DRAFTS, settings.model_dump(mode="json"), **given)


def renamed(shop: Shop, name: str = "杯子店") -> Settings:
    """Return settings that change nothing about orders."""
    first, *rest = shop.settings.stores
    return shop.settings.but(stores=(first.but(name=name), *rest))


def tried(shop: Shop, draft_id: str) -> str:
    """Run a dry run of a draft to its end and return its id."""
    run_id: str = shop.call("POST", f"{DRAFTS}/{draft_id}/dry-run", {}).body["id"]
    note_dry_run(draft_id, run_id, shop.dry_runs.kept[run_id].content, keep=shop.keeper)
    done = shop.dry_runs.kept[run_id].but(state=RunState.DONE)
    shop.dry_runs.keep(done)
    save_report(shop.archive, DryRunReport(run=done, files=1, counts=Counts(), digest=""))
    return run_id


# --- handing in -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "yaml", "xlsx"])
def test_a_draft_is_taken_in_every_form(kind: str) -> None:
    shop = open_shop()
    wanted = renamed(shop)
    match kind:
        case "json":
            told = hand_in(shop, wanted)
        case "yaml":
            told = shop.call("POST", DRAFTS, to_yaml(wanted), headers={"content-type": YAML})
        case _:
            raw = settings_workbook(wanted)
            told = shop.call("POST", DRAFTS, raw=raw, headers={"content-type": WORKBOOK})
    assert (told.status, told.body["base"], told.body["made_by"]) == (201, 1, "li/sub-of-li")
    whole = shop.call("GET", f"{DRAFTS}/{told.body['id']}").body
    assert Settings.model_validate(whole["settings"]) == wanted.but(version=0)
    assert whole["draft"] == told.body
    assert shop.keeper.in_force() == shop.settings


def test_wrong_settings_are_refused_with_every_place() -> None:
    shop = open_shop()
    raw = shop.settings.model_dump(mode="json")
    raw["suppliers"][0]["time_zone"] = "Asia/Shangai"
    raw["colour"] = "red"
    told = shop.call("POST", DRAFTS, raw)
    assert (told.status, told.body["code"]) == (422, "SETTINGS_INVALID")
    assert {"suppliers[0].time_zone", "colour"} <= {one["place"] for one in told.body["more"]}
    assert len(shop.keeper.drafts) == 1  # The one that is in force.


def test_a_wrong_cell_is_refused_by_its_address() -> None:
    shop = open_shop()
    yaml = to_yaml(shop.settings).replace("stores:", "shops:", 1)
    told = shop.call("POST", DRAFTS, yaml, headers={"content-type": YAML})
    assert (told.status, told.body["code"]) == (422, "SETTINGS_INVALID")
    assert any(one["place"].startswith("settings.yaml:") for one in told.body["more"])


def test_a_wrong_condition_is_refused_by_its_rule_in_the_callers_language() -> None:
    shop = open_shop()
    wrong = shop.settings.but(rules=(RULE.but(when="order.paid > 5"),))
    told = hand_in(shop, wrong, headers={"accept-language": "zh"})
    assert (told.status, told.body["place"]) == (422, "rules[0].when")
    assert "条件有错" in told.body["more"][0]["message"]


def test_what_is_no_settings_at_all() -> None:
    shop = open_shop()
    assert shop.call("POST", DRAFTS, "{").status == 422
    told = shop.call("POST", DRAFTS, "hello", headers={"content-type": "text/plain"})
    assert (told.status, told.body["code"]) == (415, "UNSUPPORTED")
    large = shop.call("POST", DRAFTS, raw=b"x" * 4_000_001, headers={"content-type": WORKBOOK})
    assert (large.status, large.body["code"]) == (413, "TOO_LARGE")


# --- showing ----------------------------------------------------------------------------------


def test_the_settings_come_back_as_they_are() -> None:
    shop = open_shop()
    assert Settings.model_validate(shop.call("GET", "/settings").body) == shop.settings
    assert shop.call("GET", "/settings/versions/1").body == shop.call("GET", "/settings").body
    gone = shop.call("GET", "/settings/versions/7")
    assert (gone.status, gone.body["code"]) == (404, "NO_SUCH_VERSION")
    assert shop.call("GET", f"{DRAFTS}/D0").body["code"] == "NO_SUCH_DRAFT"


@pytest.mark.parametrize(("path", "ending"), [("yaml", "yaml"), ("workbook", "xlsx")])
def test_the_file_to_edit_holds_the_settings(path: str, ending: str) -> None:
    shop = open_shop()
    told = shop.call("GET", f"/settings/{path}")
    assert told.status == 200
    assert f"settings-1.{ending}" in told.headers["content-disposition"]
    assert read_settings_file(told.body, f"settings.{ending}") == shop.settings.but(version=0)


def test_the_preview_says_what_would_change() -> None:
    shop = open_shop()
    draft = hand_in(shop, renamed(shop).but(rules=(RULE,))).body["id"]
    told = shop.call("GET", f"{DRAFTS}/{draft}/preview").body
    assert told["wants_dry_run"]
    assert {one["subject"] for one in told["changes"]} == {"stores", "rules"}
    assert any("杯子店" in line for line in told["lines"])


# --- publishing -------------------------------------------------------------------------------


def test_publishing_puts_a_draft_in_force_once() -> None:
    shop = open_shop()
    wanted = renamed(shop)
    draft = hand_in(shop, wanted).body["id"]
    told = shop.call("POST", f"{DRAFTS}/{draft}/publish", {})
    assert (told.status, told.body) == (200, {"version": 2, "approval": None})
    assert shop.keeper.in_force() == wanted.but(version=2)
    assert shop.call("POST", f"{DRAFTS}/{draft}/publish", {}).body == told.body
    versions = shop.call("GET", "/settings/versions").body["versions"]
    assert (versions[0]["version"], versions[0]["made_by"]) == (2, "li/sub-of-li")


def test_a_draft_upon_an_older_version_is_made_anew() -> None:
    shop = open_shop()
    one, two = (hand_in(shop, renamed(shop, name)).body["id"] for name in ("一", "二"))
    assert shop.call("POST", f"{DRAFTS}/{one}/publish", {}).status == 200
    told = shop.call("POST", f"{DRAFTS}/{two}/publish", {})
    assert (told.status, told.body["code"]) == (409, "OVERTAKEN")


def test_rules_are_tried_on_past_orders_before_they_count() -> None:
    shop = open_shop()
    draft = hand_in(shop, shop.settings.but(rules=(RULE,))).body["id"]
    path = f"{DRAFTS}/{draft}/publish"
    told = shop.call("POST", path, {})
    assert (told.status, told.body["code"]) == (409, "NOT_PUBLISHABLE")
    run = shop.call("POST", f"{DRAFTS}/{draft}/dry-run", {"days": 3})
    assert (run.status, run.body["state"]) == (202, "running")
    assert shop.started == [f"dry_run {run.body['id']}"]
    assert shop.call("POST", path, {}).status == 409  # Not before it is done.
    done = tried(shop, draft)
    assert shop.call("GET", f"/dry-runs/{done}").body["report"]["files"] == 1
    assert shop.call("POST", path, {}).body["version"] == 2
    assert shop.call("GET", "/dry-runs/D0-0").body["code"] == "NO_SUCH_DRY_RUN"


def test_a_dry_run_compares_with_what_is_in_force_this_moment() -> None:
    shop = open_shop()
    shop.put_in_force(renamed(shop))  # Warm functions remember version 1.
    draft = hand_in(shop, shop.settings.but(rules=(RULE,))).body["id"]
    run = shop.call("POST", f"{DRAFTS}/{draft}/dry-run", {}).body
    assert (shop.settings.version, run["base_version"]) == (1, 2)


def test_the_rules_in_force_are_as_their_newest_dry_run_found_them() -> None:
    shop = open_shop()
    shop.settings = shop.settings.but(rules=(RULE,))
    untried = shop.call("GET", "/rules/health").body
    assert (untried["version"], untried["run"], untried["findings"]) == (1, None, [])
    assert "no dry run" in untried["lines"][0]
    run = DryRun(
        id="D1-0", draft="D1", content="c", base_version=1, days=7, started_at=NOW, orders=400
    )
    ill = RuleFinding(kind=Ailment.NEVER_FIRES, why=Why.TRUE_OF_NONE, rule_id="dear", orders=400)
    report = DryRunReport(run=run, files=1, counts=Counts(), digest="", health=(ill,))
    save_health(shop.archive, (RULE,), report)
    told = shop.call("GET", "/rules/health", headers={"accept-language": "zh"}).body
    assert (told["run"]["id"], told["findings"][0]["why"]) == ("D1-0", "true_of_none")
    assert told["lines"] == ["规则 dear：从不生效。看了 400 个订单，没有一个符合"]


def test_an_older_version_comes_back_as_a_new_one() -> None:
    shop = open_shop()
    draft = hand_in(shop, renamed(shop)).body["id"]
    shop.call("POST", f"{DRAFTS}/{draft}/publish", {})
    told = shop.call("POST", "/settings/versions/1/roll-back", {"reason": "wrong name"})
    assert told.body == {"version": 3, "approval": None}
    assert shop.keeper.in_force() == shop.settings.but(version=3)
    gone = shop.call("POST", "/settings/versions/9/roll-back", {})
    assert (gone.status, gone.body["code"]) == (404, "NO_SUCH_VERSION")


# --- four eyes --------------------------------------------------------------------------------


def careful() -> Shop:
    return open_shop(PublishRules(four_eyes_publish=True))


def test_ones_own_draft_is_published_by_two() -> None:
    shop = careful()
    draft = hand_in(shop, renamed(shop)).body["id"]
    told = shop.call("POST", f"{DRAFTS}/{draft}/publish", {"reason": "new name"}).body
    assert told["version"] == 0
    assert shop.keeper.in_force() == shop.settings
    path = f"/approvals/{told['approval']['approval_id']}/approve"
    assert shop.call("POST", path).body["code"] == "APPROVAL_OWN"
    done = shop.call("POST", path, name=WANG, roles=(Role.OPERATOR,))
    assert (done.status, done.body["state"]) == (200, "done")
    (newest, *_) = shop.call("GET", "/settings/versions").body["versions"]
    assert (newest["made_by"], newest["approved_by"]) == ("li/sub-of-li", "wang/sub-of-wang")
    assert newest["note"] == "new name"
    assert shop.call("POST", path, name=WANG).body == done.body
    assert shop.call("POST", f"{DRAFTS}/{draft}/publish", {}).body["version"] == 2


def test_a_colleagues_draft_has_been_seen_by_two() -> None:
    shop = careful()
    draft = hand_in(shop, renamed(shop), name=WANG, roles=(Role.OPERATOR,)).body["id"]
    told = shop.call("POST", f"{DRAFTS}/{draft}/publish", {"reason": "as we said"})
    assert told.body == {"version": 2, "approval": None}
    (newest, *_) = shop.call("GET", "/settings/versions").body["versions"]
    assert (newest["made_by"], newest["approved_by"]) == ("wang/sub-of-wang", "li/sub-of-li")
    assert newest["note"] == "as we said"


def test_the_drafts_own_note_stays() -> None:
    shop = open_shop()
    draft = hand_in(shop, renamed(shop), query={"note": "the draft says why"}).body["id"]
    assert shop.call("POST", f"{DRAFTS}/{draft}/publish", {"reason": "else"}).body["version"] == 2
    (newest, *_) = shop.call("GET", "/settings/versions").body["versions"]
    assert newest["note"] == "the draft says why"


def test_a_draft_cannot_lift_the_four_eyes_for_itself() -> None:
    shop = careful()
    draft = hand_in(shop, shop.settings.but(publish=PublishRules())).body["id"]
    told = shop.call("POST", f"{DRAFTS}/{draft}/publish", {}).body
    assert told["approval"]["state"] == "asked"
    assert shop.keeper.in_force() == shop.settings


def test_what_was_overtaken_is_void() -> None:
    shop = careful()
    mine = hand_in(shop, renamed(shop, "一")).body["id"]
    asked = shop.call("POST", f"{DRAFTS}/{mine}/publish", {}).body["approval"]["approval_id"]
    theirs = hand_in(shop, renamed(shop, "二"), name=WANG).body["id"]
    assert shop.call("POST", f"{DRAFTS}/{theirs}/publish", {}).body["version"] == 2
    told = shop.call("POST", f"/approvals/{asked}/approve", name=WANG)
    assert (told.status, told.body["code"]) == (409, "APPROVAL_VOID")
    assert shop.call("GET", f"/approvals/{asked}").body["state"] == "void"


def test_rolling_back_needs_two_as_well() -> None:
    shop = careful()
    theirs = hand_in(shop, renamed(shop), name=WANG).body["id"]
    shop.call("POST", f"{DRAFTS}/{theirs}/publish", {})
    told = shop.call("POST", "/settings/versions/1/roll-back", {"reason": "wrong"}).body
    path = f"/approvals/{told['approval']['approval_id']}/approve"
    shop.now += timedelta(minutes=5)
    assert shop.call("POST", path, name=WANG).body["state"] == "done"
    assert shop.keeper.in_force() == shop.settings.but(version=3)
    shop.now += timedelta(minutes=5)
    assert shop.call("POST", path, name="zhao").body["state"] == "done"
    assert len(shop.keeper.versions()) == 3


def test_bodies_are_read_as_they_came() -> None:
    shop = open_shop()
    raw = json.dumps(renamed(shop).model_dump(mode="json")).encode()
    assert shop.call("POST", DRAFTS, raw=raw).status == 201
