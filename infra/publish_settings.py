"""Puts the seller's settings in force: `python -m infra.publish_settings [settings.yaml|.xlsx]`.

Checks the file as a whole, keeps it as a draft, shows what would change, puts it in force as the
next version, and brings the schedules of stores and suppliers and the suppliers' e-mail
subscriptions into line with it. A draft that changes how orders are decided wants a dry run first.
"""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from hedan.adapters.settings_table import SettingsTable
from hedan.adapters.subscriptions import Aligned
from hedan.errors import SettingsInvalid, VersionConflict
from hedan.platforms.callbacks import WITH_CALLBACKS
from hedan.settings import Settings
from hedan.settings.changes import preview
from hedan.settings_files import SettingsRefused, read_settings_file
from hedan.texts.settings import change_in_words
from hedan.usecases.publishing.draft_settings import draft_settings
from hedan.usecases.publishing.publish_settings import publish_settings
from hedan.usecases.publishing.roll_back_settings import roll_back_settings
from infra.settings_schedules import align_schedules, align_subscriptions
from infra.stack import Stack, find_stack
from infra.store_link import store_link

SETTINGS_FILE = Path("settings.yaml")


def read_settings(file: Path) -> Settings:
    """Read and check a settings file. Raises SettingsRefused, which names the places."""
    return read_settings_file(file.read_bytes(), file.name)


def publish(
    settings: Settings,
    stack: Stack,
    *,
    drop: bool = False,
    by: str = "",
    note: str = "",
    source: str = "",
    without_dry_run: bool = True,
) -> Settings:
    """Store settings as the next version unless they are in force already.

    Raises PublishRefused when a store or supplier would vanish (unless drop allows it: its orders
    under way could not be told of any more), or when a dry run or an approval is missing.
    """
    table = settings_table(stack)
    current = table.in_force()
    if current is not None and current.but(version=0) == settings.but(version=0):
        return current
    now = datetime.now(UTC)
    draft = draft_settings(settings, by=by, at=now, keep=table, source=source, note=note)
    return publish_settings(
        draft.id, by=by, at=now, keep=table, drop=drop, without_dry_run=without_dry_run
    )


def settings_table(stack: Stack) -> SettingsTable:
    """The table in which a deployed stack keeps its settings."""
    client = stack.session.client("dynamodb", endpoint_url=stack.endpoint_url)
    return SettingsTable(client, stack["SettingsTable"])


def main() -> None:
    """Publish from the command line."""
    given = _arguments()
    stack = find_stack(given.stack, boto3.Session())
    try:
        published = _published(given, stack)
    except SettingsRefused as refused:
        sys.exit(f"{refused.in_words('zh')}\n\n{refused}")
    except (SettingsInvalid, VersionConflict, ClientError) as refused:
        sys.exit(str(refused))
    schedules = align_schedules(published, stack)
    _say_who_hears(align_subscriptions(published, stack))
    print(f"settings version {published.version} in force; schedules: {', '.join(schedules)}")
    for store in published.stores:
        if store.platform in WITH_CALLBACKS and store.api_url:
            address = f"{stack['ApiUrl']}/callbacks/{store.platform}/{store.id}"
            print(f"callbacks of {store.name} go to {address}")
        if not store.api_url:
            print(f"files of {store.name} come and go at {store_link(store, stack)}")


def _say_who_hears(addresses: Aligned) -> None:
    for endpoints, what in (
        (addresses.asked, "is subscribed; an e-mail address confirms once"),
        (addresses.removed, "is told nothing any more"),
        (addresses.others, "was subscribed by somebody else: its filter stays as it is"),
        (addresses.refused, "CANNOT BE TOLD: SNS takes no such address, or no filter so long"),
        (addresses.opted_out, "CANNOT BE TOLD: it answered STOP to an SMS"),
    ):
        for endpoint in endpoints:
            print(f"{endpoint} {what}")


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("file", type=Path, nargs="?", default=SETTINGS_FILE)
    arguments.add_argument("--stack", default="hedan")
    arguments.add_argument("--drop", action="store_true", help="let stores or suppliers vanish")
    arguments.add_argument("--note", default="", help="why, for the list of versions")
    arguments.add_argument("--by", default=getpass.getuser(), help="who publishes")
    arguments.add_argument("--draft", default="", help="publish this draft instead of a file")
    arguments.add_argument("--approved-by", default="", help="who else agreed, if that is asked")
    arguments.add_argument(
        "--without-dry-run", action="store_true", help="put changed rules in force untried"
    )
    arguments.add_argument("--roll-back", type=int, default=0, help="take this version back")
    arguments.add_argument("--list", action="store_true", help="show the versions, publish nothing")
    return arguments.parse_args()


def _published(given: argparse.Namespace, stack: Stack) -> Settings:
    """Do what was asked, and show what it changes before it is done."""
    table, now = settings_table(stack), datetime.now(UTC)
    if given.list:
        _list_versions(table)
        sys.exit()
    if given.roll_back:
        _show(table, table.settings_version(given.roll_back))
        return roll_back_settings(
            given.roll_back,
            by=given.by,
            at=now,
            keep=table,
            approved_by=given.approved_by,
            note=given.note,
            drop=given.drop,
        )
    wanted = given.draft or _draft_of(given, table, now)
    if not wanted:
        current = table.in_force()
        assert current is not None, "a file equals what is in force, and nothing is"
        return current
    _show(table, table.draft(wanted).settings)
    print(f"draft {wanted}")
    return publish_settings(
        wanted,
        by=given.by,
        at=now,
        keep=table,
        approved_by=given.approved_by,
        drop=given.drop,
        without_dry_run=given.without_dry_run,
    )


def _draft_of(given: argparse.Namespace, table: SettingsTable, now: datetime) -> str:
    """Keep the file as a draft and return its id; '' when it is in force already."""
    if not given.file.exists():
        sys.exit(f"{given.file} is missing: copy infra/settings.example.yaml and make it yours")
    settings = read_settings(given.file)
    current = table.in_force()
    if current is not None and preview(current, settings).is_empty:
        return ""
    return draft_settings(
        settings, by=given.by, at=now, keep=table, source=given.file.name, note=given.note
    ).id


def _show(table: SettingsTable, wanted: Settings) -> None:
    for line in change_in_words(wanted.language, preview(table.in_force(), wanted)):
        print(f"  {line}")


def _list_versions(table: SettingsTable) -> None:
    for one in table.versions():
        told = (f"{one.made_at:%Y-%m-%d %H:%M}Z", one.made_by, one.source, one.note)
        print(f"{one.version:>5}  {'  '.join(filter(None, told))}")


if __name__ == "__main__":
    main()
