"""The README's tables say what template and code say; both languages say the same."""

import json
import re
from typing import Any

import pytest

from hedan.domain.events import EventKind
from infra.local import day
from infra.local.places import ROOT
from infra.local.proof import ALL_CLAIMS
from tests.docs.markdown import Document, Table, code, spans
from tests.infra.template import STATE_MACHINE, directory, functions, resources, target

README = Document.read("README.md")
CHINESE = Document.read("README.zh-CN.md")
NOTHING = "–"
OWN_SCHEDULE = "ScheduleV2"  # Of the template, not made when settings are published.
TYPES = {"EXPRESS": "Express", "STANDARD": "Standard"}


def table(title: str) -> Table:
    (found,) = README.section(title).tables
    return found


def machines() -> dict[str, dict[str, Any]]:
    """Return each state machine's definition, by logical id."""
    return {
        name: json.loads((ROOT / "infra" / properties["DefinitionUri"]).read_text())
        for name, properties in resources(STATE_MACHINE).items()
    }


# --- functions ----------------------------------------------------------------------------------


def test_functions_are_those_of_the_template() -> None:
    documented = [code(row[0]) for row in table("Functions")]
    assert sorted(documented) == sorted(directory(name) for name in functions())


def starters(logical_id: str) -> set[str]:
    """Return what starts a function: routes, queues, topics, tables, machines, other functions."""
    found = set(routes(logical_id))
    for event in functions()[logical_id].get("Events", {}).values():
        if event["Type"] != OWN_SCHEDULE:
            (kind,) = {"Queue", "Stream", "Topic"} & set(event["Properties"])
            found.add(target(event["Properties"][kind]))
    for name, properties in resources(STATE_MACHINE).items():
        if logical_id in properties["DefinitionSubstitutions"]:
            found.add(name)
    return found | {directory(name) for name in functions() if logical_id in invoked_by(name)}


def invoked_by(logical_id: str) -> set[str]:
    """Return which functions another one may invoke by its own policy."""
    policies = functions()[logical_id].get("Policies", [])
    statements = [one for policy in policies for one in policy.get("Statement", [])]
    return {
        target(statement["Resource"])
        for statement in statements
        if statement["Action"] == "lambda:InvokeFunction"
    }


def has_own_schedule(logical_id: str) -> bool:
    events = functions()[logical_id].get("Events", {}).values()
    return any(event["Type"] == OWN_SCHEDULE for event in events)


def routes(logical_id: str) -> list[str]:
    integrations = {
        name
        for name, properties in resources("AWS::ApiGatewayV2::Integration").items()
        if target(properties["IntegrationUri"]) == logical_id
    }
    return [
        route["RouteKey"]
        for route in resources("AWS::ApiGatewayV2::Route").values()
        if re.findall(r"\$\{(\w+)\}", route["Target"]["Fn::Sub"])[0] in integrations
    ]


def scheduled() -> set[str]:
    """Return what the role of the schedules may invoke."""
    (policy,) = resources("AWS::IAM::Role")["ScheduleRole"]["Policies"]
    return {
        target(statement["Resource"])
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "lambda:InvokeFunction"
    }


@pytest.mark.parametrize("row", table("Functions"), ids=lambda row: row[0])
def test_function_is_started_by_what_the_template_says(row: list[str]) -> None:
    (name,) = [name for name in functions() if directory(name) == code(row[0])]
    known = starters(name)
    if has_own_schedule(name):
        assert "schedule" in row[1]
    if known:
        assert spans(row[1]) == known
    elif name in scheduled():
        assert "schedule" in row[1]
    elif not has_own_schedule(name):
        assert "by hand" in row[1]


# --- workflows ----------------------------------------------------------------------------------


def test_every_workflow_has_its_table() -> None:
    introduced = re.findall(r"^`(\w+)` \((\w+)\)", README.section("Workflows").text, re.MULTILINE)
    wanted = [
        (name, TYPES[properties["Type"]]) for name, properties in resources(STATE_MACHINE).items()
    ]
    assert introduced == wanted
    assert len(README.section("Workflows").tables) == len(wanted)


@pytest.mark.parametrize("name", resources(STATE_MACHINE))
def test_workflow_table_has_every_state_and_marks_the_ends(name: str) -> None:
    position = list(resources(STATE_MACHINE)).index(name)
    documented = README.section("Workflows").tables[position]
    states = machines()[name]["States"]
    assert sorted(code(row[0]) for row in documented) == sorted(states)
    marked = {code(row[0]) for row in documented if row[1].startswith("end: ")}
    assert marked == {s for s, body in states.items() if body.get("End") or body["Type"] == "Fail"}


# --- events, alarms, commands -------------------------------------------------------------------


def written_kinds() -> set[str]:
    """Return the kinds of events that some use case writes; reading them is not writing."""
    files = (ROOT / "shared" / "hedan" / "usecases").rglob("*.py")
    texts = [file.read_text() for file in files if file.name != "follow_event.py"]
    return {EventKind[name].value for t in texts for name in re.findall(r"EventKind\.([A-Z_]+)", t)}


def followed_kinds() -> set[str]:
    """Return the kinds that the stream hands on, to whichever function."""
    kinds: set[str] = set()
    for function, reader in (("FollowEvents", "Events"), ("TakeBackWave", "Recalls")):
        stream = functions()[function]["Events"][reader]["Properties"]
        (one,) = stream["FilterCriteria"]["Filters"]
        kinds |= set(json.loads(one["Pattern"])["dynamodb"]["NewImage"]["kind"]["S"])
    return kinds


def test_events_are_those_that_are_written() -> None:
    documented = [code(row[0]) for row in table("Events")]
    assert sorted(documented) == sorted(written_kinds())


def test_events_with_a_follower_are_those_of_the_stream() -> None:
    assert {code(row[0]) for row in table("Events") if row[1] != NOTHING} == followed_kinds()


def test_alarms_are_those_of_the_template() -> None:
    documented = [code(row[0]) for row in table("Alarms")]
    assert sorted(documented) == sorted(resources("AWS::CloudWatch::Alarm"))


def test_commands_are_the_makefiles() -> None:
    targets = re.findall(r"^([a-z][a-z-]*):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    documented = [code(row[0]).removeprefix("make ") for row in table("All commands")]
    assert sorted(documented) == sorted(targets)


def test_the_reader_is_told_the_command_that_ci_runs() -> None:
    (commands,) = [text for kind, text in README.section("Try it").blocks if kind == "sh"]
    assert commands.splitlines() == ["make run", "make test"]


# --- pictures -----------------------------------------------------------------------------------


def test_excerpt_is_of_this_run() -> None:
    (shown,) = [text for kind, text in README.section("What you will see").blocks if kind == "text"]
    claimed = re.findall(r"^  yes  (.+)$", shown, re.MULTILINE)
    steps = re.findall(r"^\[ *[\d.]+ s\] (.+)$", shown, re.MULTILINE)
    assert claimed
    assert steps
    assert set(claimed) <= {sentence for sentence, _ in ALL_CLAIMS}
    told = (ROOT / "infra" / "local" / f"{day.__name__.rpartition('.')[2]}.py").read_text()
    assert [step for step in steps if f'say("{step}")' not in told] == []


@pytest.mark.parametrize("readme", [README, CHINESE], ids=["en", "zh"])
def test_picture_names_only_functions_there_are(readme: Document) -> None:
    (picture,) = readme.blocks("mermaid")
    named = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", picture))
    assert named <= {directory(name) for name in functions()}
    assert len(named) >= 6


def first_column(readme: Document) -> list[list[str]]:
    """Return the names in each line of the map, a line that lies deeper beginning with ''."""
    lines = readme.blocks("text")[-1].splitlines()
    names = [re.split(r" {2,}", line.strip())[0].split() for line in lines]
    return [
        ["", *some] if line[0] == " " else some for line, some in zip(lines, names, strict=True)
    ]


def test_map_names_only_what_there_is() -> None:
    place, lost = ROOT, []
    for names in first_column(README):
        if names[0]:
            place = ROOT / names[0]
        base = ROOT if names[0] else place
        lost += [name for name in names if "<" not in name and not (base / name).exists()]
    assert lost == []


# --- two languages ------------------------------------------------------------------------------


def test_both_readmes_have_the_same_headings() -> None:
    assert [s.level for s in CHINESE.sections] == [s.level for s in README.sections]


def test_both_readmes_have_the_same_tables() -> None:
    def keys(readme: Document) -> list[list[set[str]]]:
        tables = [one for section in readme.sections for one in section.tables]
        return [[spans(row[0]) for row in one] for one in tables]

    assert keys(CHINESE) == keys(README)


def test_both_readmes_have_the_same_lists() -> None:
    assert [s.items for s in CHINESE.sections] == [s.items for s in README.sections]


def test_both_readmes_name_the_same_code() -> None:
    assert set(CHINESE.code_spans) == set(README.code_spans)


def test_both_readmes_show_the_same_commands_and_output() -> None:
    assert CHINESE.blocks("sh") == README.blocks("sh")
    assert CHINESE.section("会看到什么").blocks == README.section("What you will see").blocks


def arrows(readme: Document) -> list[tuple[str, str]]:
    """Return the arrows of the picture, without what is written on them."""
    (picture,) = readme.blocks("mermaid")
    return re.findall(r"^ *(\w+)\S* .*?--> ?(?:\|[^|]+\|)? ?(\w+)", picture, re.MULTILINE)


def test_both_readmes_show_the_same_picture_and_map() -> None:
    assert arrows(CHINESE) == arrows(README)
    assert len(arrows(README)) == README.blocks("mermaid")[0].count("-->")
    assert first_column(CHINESE) == first_column(README)


def test_both_readmes_lead_to_the_same_files() -> None:
    """Where a file has a Chinese twin, the Chinese README leads there."""
    twin = {link.replace(".zh-CN.md", ".md") for link in CHINESE.links}
    assert twin ^ set(README.links) == {"README.md", "README.zh-CN.md"}
    assert [link for link in README.links if ".zh-CN" in link] == ["README.zh-CN.md"]
