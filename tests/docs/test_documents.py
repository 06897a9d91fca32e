"""Every document: its links, commands, paths and hosts; the runbook's sections; the decisions."""

import ast
import importlib
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from infra.local.places import ROOT
from tests.docs.markdown import DOCUMENTS, Document
from tests.infra.template import functions, resources, template

RUNBOOK = Document.read("docs/runbook.md")
DECISIONS = Document.read("docs/decisions.md")
# Where a path of a document may begin.
PLACES = (ROOT, ROOT / "shared" / "hedan", ROOT / "infra")
# Hosts that a reader meets: examples, the emulator's, the platforms', a standard's.
HOSTS = re.compile(
    r"([\w.-]+\.)?(example\.com|execute-api\.localhost|jinritemai\.com|pinduoduo\.com|taobao\.com"
    r"|aliexpress\.com|standardwebhooks\.com)|…"
)
# Addresses that the stack answers, not files.
ROUTES = {
    route["RouteKey"].partition(" /")[2].partition("/")[0]
    for route in resources("AWS::ApiGatewayV2::Route").values()
}

documents = pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)


@documents
def test_links_lead_somewhere(file: Path) -> None:
    targets = [target for target in Document.read(file).links if "://" not in target]
    assert [target for target in targets if not (file.parent / target).exists()] == []


@documents
def test_make_targets_exist(file: Path) -> None:
    known = re.findall(r"^([a-z][a-z-]*):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    document = Document.read(file)
    texts = [*document.code_spans, *document.blocks("sh")]
    named = [name for text in texts for name in re.findall(r"\bmake ([a-z][a-z-]*)", text)]
    assert set(named) <= set(known)


@documents
def test_files_that_are_named_exist(file: Path) -> None:
    paths = [
        span
        for span in Document.read(file).code_spans
        if re.fullmatch(r"[a-z_]+/[\w./-]+\w", span) and not re.search("[A-Z]", span)
    ]
    lost = [path for path in paths if not any((place / path).exists() for place in PLACES)]
    assert lost == []


@documents
def test_only_known_hosts_and_no_path_of_a_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([^/:\s`'\")]+)", text)
    assert [host for host in hosts if not HOSTS.fullmatch(host)] == []
    # A contract names the calls that somebody else answers, each in a heading.
    theirs = set(re.findall(r"^#+ (?:GET|POST|PUT) /(\w+)", text, re.MULTILINE))
    paths = re.findall(r"(?<![\w/.:<>*~}…\]-])/([A-Za-z_]\w*)/", text)
    assert set(paths) <= ROUTES | theirs


# --- runbook ------------------------------------------------------------------------------------


def alarm_sections() -> list[str]:
    titles = [(section.level, section.title) for section in RUNBOOK.sections]
    start = titles.index((2, "Alarms")) + 1
    end = next(i for i, (level, _) in enumerate(titles) if i > start and level == 2)
    return [title for _, title in titles[start:end]]


def test_every_alarm_has_its_section() -> None:
    assert sorted(alarm_sections()) == sorted(resources("AWS::CloudWatch::Alarm"))


@pytest.mark.parametrize("title", alarm_sections())
def test_alarm_section_says_what_it_means_where_to_look_and_what_to_do(title: str) -> None:
    text = RUNBOOK.section(title).text
    places = [text.find(word) for word in ("Means:", "Look:", "Do")]
    assert -1 not in places
    assert places == sorted(places)


def test_runbook_names_only_resources_of_the_template() -> None:
    texts = [*RUNBOOK.code_spans, *RUNBOOK.blocks("sh")]
    used = r"\b(?:named|look|again|call|done_with) ([A-Z]\w+)"
    named = {name for text in texts for name in re.findall(used, text)}
    assert len(named) >= 10
    assert named <= set(template()["Resources"])
    called = {name for text in texts for name in re.findall(r"\bcall ([A-Z]\w+)", text)}
    assert called <= set(functions())


def test_runbook_puts_back_only_what_sqs_moved_away() -> None:
    texts = [*RUNBOOK.code_spans, *RUNBOOK.blocks("sh")]
    again = {name for text in texts for name in re.findall(r"\bagain ([A-Z]\w+)", text)}
    moved = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in resources("AWS::SQS::Queue").values()
        if "RedrivePolicy" in queue
    }
    assert again == moved


@pytest.mark.parametrize("script", RUNBOOK.blocks("sh"), ids=range(len(RUNBOOK.blocks("sh"))))
def test_runbook_scripts_are_shell(script: str) -> None:
    read = subprocess.run(
        ["bash", "-n"], input=script, capture_output=True, text=True, check=False, timeout=30
    )
    assert read.stderr == ""


PROGRAMS = re.findall(r"<<'PY'\n(.*?)\nPY$", "\n".join(RUNBOOK.blocks("sh")), re.S | re.M)


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_runbook_programs_import_what_there_is(program: str) -> None:
    imports = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.ImportFrom)]
    assert imports
    for node in imports:
        module = importlib.import_module(node.module or "")
        assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def calls() -> set[tuple[str, str]]:
    """Return every call of the team's API, as method and pattern, from its description."""
    described = json.loads((ROOT / "docs" / "staff-api.openapi.json").read_text())["paths"]
    return {(method.upper(), path) for path, methods in described.items() for method in methods}


def is_described(method: str, path: str) -> bool:
    """Tell whether the team's API answers this address."""
    return any(
        method == known and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path)
        for known, pattern in calls()
    )


def test_runbook_asks_the_team_s_api_only_what_it_answers() -> None:
    texts = [*RUNBOOK.code_spans, *RUNBOOK.blocks("sh")]
    asked = [
        ({"ask": "GET", "tell": "POST"}[word], f"/staff/v1/{path}")
        for text in texts
        for word, path in re.findall(r"^(ask|tell) \"?([^\s?\"]+)", text, re.MULTILINE)
    ]
    assert len(asked) >= 10
    assert [call for call in asked if not is_described(*call)] == []


@documents
def test_calls_of_the_team_s_api_are_described(file: Path) -> None:
    named = [
        (method, path)
        for span in Document.read(file).code_spans
        for method, path in re.findall(r"^(GET|POST) (/staff/v1/[^\s?]+)", span)
        if "{proxy+}" not in path
    ]
    assert [call for call in named if not is_described(*call)] == []


@documents
def test_options_of_publishing_exist(file: Path) -> None:
    source = (ROOT / "infra" / "publish_settings.py").read_text()
    known = set(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', source))
    document = Document.read(file)
    texts = [*document.code_spans, *document.blocks("sh")]
    commands = [
        line
        for text in texts
        for line in text.splitlines()
        if "infra.publish_settings" in line or line.startswith("make publish")
    ]
    used = {option for line in commands for option in re.findall(r"(--[a-z-]+)", line)}
    assert used <= known


# --- decisions, changelog -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", [section.title for section in DECISIONS.sections if section.level == 3]
)
def test_decision_is_dated_and_says_what_else_why_and_how_to_undo(title: str) -> None:
    assert re.search(r" \(\d{4}-\d{2}-\d{2}\)$", title)
    said = re.findall(r"^- ([^:]+):", DECISIONS.section(title).text, re.MULTILINE)
    assert {"What", "Alternatives", "Why", "Undo"} <= set(said)


def test_changelog_begins_with_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    first = next(one for one in Document.read("CHANGELOG.md").sections if one.level == 2)
    assert first.title.split()[0] == version
