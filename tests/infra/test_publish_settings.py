"""The command line: the preview before publishing, refusals in two languages, export and back."""

import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from hedan.adapters.subscriptions import Aligned
from hedan.settings import Settings
from hedan.settings_files.book_writing import settings_workbook
from hedan.settings_files.yaml_file import to_yaml
from infra import export_settings, publish_settings
from infra.stack import Stack
from tests.contracts.tables import create_table
from tests.settings.samples import RICH


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stack]:
    """A stack with a settings table; schedules and subscriptions are another test's."""
    with mock_aws():
        session = boto3.Session(region_name="us-east-1")
        name = create_table(session.client("dynamodb"), "SettingsTable", "settings")
        outputs = {"SettingsTable": name, "ApiUrl": "https://api.example.com"}
        made = Stack(name="hedan", session=session, outputs=outputs)
        for module in (publish_settings, export_settings):
            monkeypatch.setattr(module, "find_stack", lambda *_: made)
        monkeypatch.setattr(publish_settings, "align_schedules", lambda *_: ["poll-cup-house"])
        monkeypatch.setattr(publish_settings, "align_subscriptions", lambda *_: Aligned())
        monkeypatch.setattr(publish_settings, "store_link", lambda *_: "https://link")
        monkeypatch.chdir(tmp_path)
        yield made


def run(monkeypatch: pytest.MonkeyPatch, module: object, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["prog", *arguments])
    module.main()  # type: ignore[attr-defined]


def in_force(stack: Stack) -> Settings | None:
    return publish_settings.settings_table(stack).in_force()


def test_settings_go_out_as_files_and_come_back_edited(
    stack: Stack,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("settings.yaml").write_text(to_yaml(RICH), encoding="utf-8")
    run(monkeypatch, publish_settings, "--by", "li")
    assert in_force(stack) == RICH.but(version=1)
    run(monkeypatch, export_settings)
    folder = Path("exported") / "version-1"
    assert sorted(file.name for file in folder.iterdir()) == ["settings.xlsx", "settings.yaml"]
    with pytest.raises(SystemExit, match="exists"):
        run(monkeypatch, export_settings)
    changed = RICH.but(contacts=())
    Path("new.xlsx").write_bytes(settings_workbook(changed))
    capsys.readouterr()
    run(monkeypatch, publish_settings, "new.xlsx", "--by", "li")
    assert in_force(stack) == changed.but(version=2)
    assert "去掉 联系人 王老板" in capsys.readouterr().out
    run(monkeypatch, publish_settings, str(folder / "settings.xlsx"))
    assert in_force(stack) == RICH.but(version=3)
    run(monkeypatch, publish_settings, str(folder / "settings.yaml"))
    assert in_force(stack) == RICH.but(version=3)  # The same again is no new version.


def test_changed_rules_want_a_dry_run_or_a_word(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("settings.yaml").write_text(to_yaml(RICH), encoding="utf-8")
    run(monkeypatch, publish_settings)
    Path("settings.yaml").write_text(to_yaml(RICH.but(rules=())), encoding="utf-8")
    with pytest.raises(SystemExit, match="try draft D"):
        run(monkeypatch, publish_settings)
    assert in_force(stack) == RICH.but(version=1)
    run(monkeypatch, publish_settings, "--without-dry-run")
    assert in_force(stack) == RICH.but(version=2, rules=())


def test_a_version_is_taken_back_and_listed(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("zh", "en"):
        Path("settings.yaml").write_text(to_yaml(RICH.but(language=language)), encoding="utf-8")
        run(monkeypatch, publish_settings, "--by", "li", "--note", f"in {language}")
    run(monkeypatch, publish_settings, "--roll-back", "1", "--by", "wang")
    assert in_force(stack) == RICH.but(version=3)
    capsys.readouterr()
    with pytest.raises(SystemExit):
        run(monkeypatch, publish_settings, "--list")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "wang  version 1" in lines[0]
    assert "in en" in lines[1]


def test_a_wrong_file_is_refused_in_both_languages_and_nothing_is_stored(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = to_yaml(RICH).replace("supplier: fab-b", "supplier: fab", 1)
    Path("settings.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as refused:
        run(monkeypatch, publish_settings)
    told = str(refused.value)
    assert "没有供应商“fab”；是不是 'fab-b'" in told
    assert "no supplier 'fab'; did you mean 'fab-b'" in told
    assert in_force(stack) is None


def test_a_store_does_not_vanish_without_a_word(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_settings.publish(RICH, stack)
    fewer = RICH.but(stores=RICH.stores[:1])
    Path("settings.yaml").write_text(to_yaml(fewer), encoding="utf-8")
    with pytest.raises(SystemExit, match="store sheet-house would vanish"):
        run(monkeypatch, publish_settings)
    run(monkeypatch, publish_settings, "--drop")
    assert in_force(stack) == fewer.but(version=2)
