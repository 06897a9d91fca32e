"""The seller's settings and the state of each store's doors, in one small table.

question                       | how
the settings in force          | GetItem  pk=SETTINGS, sk=CURRENT
an older version               | GetItem  pk=SETTINGS, sk=VERSION#<n>
the latest versions            | Query    pk=SETTINGS, sk begins with ABOUT#, the last first
a draft                        | GetItem  pk=SETTINGS, sk=DRAFT#<id>; goes by itself (expires)
a part of a large content      | GetItem  pk=SETTINGS, sk=BODY#<hash>#<n> (settings_bodies.py)
who refreshes a store's token  | PutItem  pk=STORE#<store>, sk=REFRESH, if absent or lapsed

A version is put in force by one transaction: CURRENT if its version is the base's, VERSION#<n> and
ABOUT#<n> if absent, the draft if it is as it was read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from hedan.adapters.settings_bodies import PK, SettingsBodies
from hedan.errors import Locked, VersionConflict
from hedan.settings import Settings
from hedan.settings.versions import Draft, DraftFacts, SettingsVersion, content_hash

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef

# Published settings reach a warm Lambda within this time.
SETTINGS_FRESH_SECONDS = 60.0
# A refresh is one HTTP call; whoever dies in it frees the lock after this time.
REFRESH_LOCK_SECONDS = 30
# A draft that nobody published until then has been forgotten.
DRAFT_DAYS = 30
VERSIONS_MAX = 50


class SettingsTable:
    """Settings by version, and the small facts of each store's doors."""

    def __init__(self, client: "DynamoDBClient", table_name: str) -> None:
        self._client = client
        self._table = table_name
        self._bodies = SettingsBodies(client, table_name)
        self._cached: tuple[float, Settings] | None = None

    def settings(self) -> Settings:
        """Return the settings in force, at most a minute old. Raises KeyError before the first."""
        if self._cached and monotonic() - self._cached[0] < SETTINGS_FRESH_SECONDS:
            return self._cached[1]
        settings = self.in_force()
        if settings is None:
            raise KeyError("no settings were published yet")
        self._cached = (monotonic(), settings)
        return settings

    def in_force(self) -> Settings | None:
        """Return the settings in force as they stand now, or None before the first."""
        found = self._get("CURRENT")
        return self._bodies.unpack(found, int(found["version"]["N"])) if found else None

    def settings_version(self, version: int) -> Settings:
        """Return an older version's content. Raises KeyError when there is none."""
        found = self._get(_version_sk(version))
        if not found:
            raise KeyError(f"no version {version} of the settings")
        return self._bodies.unpack(found, version)

    def versions(self, most: int = VERSIONS_MAX) -> tuple[SettingsVersion, ...]:
        """Return the latest versions, the newest first."""
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :about)",
            ExpressionAttributeValues={":pk": {"S": PK}, ":about": {"S": "ABOUT#"}},
            ScanIndexForward=False,
            Limit=most,
            ConsistentRead=True,
        )
        return tuple(SettingsVersion.model_validate_json(i["about"]["S"]) for i in found["Items"])

    def publish(self, settings: Settings, about: SettingsVersion | None = None) -> Settings:
        """Store settings as the next version and put them in force.

        Raises VersionConflict when somebody published since the given version was read.
        """
        now = datetime.now(UTC)
        known = about or SettingsVersion(made_by="", made_at=now, version=0, content_hash="")
        return self._put_in_force(settings, settings.version, known)

    def put_in_force(self, draft: Draft, about: SettingsVersion) -> Settings:
        """Store a draft's settings as the next version, if its base is still in force.

        Raises VersionConflict when somebody published, or changed the draft, since it was read.
        """
        published = draft.but(published=draft.base + 1)
        return self._put_in_force(draft.settings, draft.base, about, self._put_draft(published))

    def draft(self, draft_id: str) -> Draft:
        """Return a draft. Raises KeyError when there is none, or no longer."""
        found = self._get(_draft_sk(draft_id))
        if not found:
            raise KeyError(f"no draft {draft_id} of the settings")
        unpacked = self._bodies.unpack(found, 0)
        about = DraftFacts.model_validate_json(found["about"]["S"])
        return Draft(settings=unpacked, **about.model_dump())

    def keep_draft(self, draft: Draft) -> Draft:
        """Store a draft as its next version. Raises VersionConflict when it changed since."""
        try:
            self._client.put_item(**self._put_draft(draft))
        except self._client.exceptions.ConditionalCheckFailedException as changed:
            raise VersionConflict(f"draft {draft.id} has changed meanwhile") from changed
        return draft.but(version=draft.version + 1)

    def _put_in_force(
        self,
        settings: Settings,
        base: int,
        about: SettingsVersion,
        *more: "PutTypeDef",
    ) -> Settings:
        stored = settings.but(version=base + 1)
        told = about.but(version=stored.version, content_hash=content_hash(stored))
        held = {"version": {"N": str(stored.version)}, **self._bodies.pack(stored)}
        known = {":known": {"N": str(base)}}
        puts = (
            self._put("CURRENT", held, "attribute_not_exists(pk) OR version = :known", known),
            self._put(_version_sk(stored.version), held, "attribute_not_exists(pk)"),
            self._put(
                f"ABOUT#{stored.version:06d}",
                {"about": {"S": told.model_dump_json()}},
                "attribute_not_exists(pk)",
            ),
            *more,
        )
        try:
            self._client.transact_write_items(TransactItems=[{"Put": put} for put in puts])
        except self._client.exceptions.TransactionCanceledException as canceled:
            raise VersionConflict("somebody else has published settings") from canceled
        self._cached = None
        return stored

    def _put_draft(self, draft: Draft) -> "PutTypeDef":
        stored = draft.but(version=draft.version + 1)
        about = DraftFacts.model_validate(stored.model_dump(exclude={"settings"}))
        expires = draft.made_at + timedelta(days=DRAFT_DAYS)
        held = {
            "version": {"N": str(stored.version)},
            "about": {"S": about.model_dump_json()},
            "expires": {"N": str(int(expires.timestamp()))},
            **self._bodies.pack(draft.settings),
        }
        if not draft.version:
            return self._put(_draft_sk(draft.id), held, "attribute_not_exists(pk)")
        known = {":known": {"N": str(draft.version)}}
        return self._put(_draft_sk(draft.id), held, "version = :known", known)

    def _put(
        self,
        sk: str,
        held: dict[str, Any],
        condition: str,
        values: dict[str, Any] | None = None,
    ) -> "PutTypeDef":
        put: PutTypeDef = {
            "TableName": self._table,
            "Item": {**_key(PK, sk), **held},
            "ConditionExpression": condition,
        }
        if values:
            put["ExpressionAttributeValues"] = values
        return put

    def _get(self, sk: str) -> dict[str, Any] | None:
        found = self._client.get_item(TableName=self._table, Key=_key(PK, sk), ConsistentRead=True)
        item: dict[str, Any] | None = found.get("Item")
        return item

    @contextmanager
    def refresh_lock(self, store: str, holder: str) -> Iterator[None]:
        """Hold a store's only right to refresh its token. Raises Locked when it is taken."""
        now = datetime.now(UTC)
        lapses = now + timedelta(seconds=REFRESH_LOCK_SECONDS)
        key = _key(f"STORE#{store}", "REFRESH")
        try:
            self._client.put_item(
                TableName=self._table,
                Item={**key, "holder": {"S": holder}, "lapses": {"S": lapses.isoformat()}},
                ConditionExpression="attribute_not_exists(pk) OR lapses < :now",
                ExpressionAttributeValues={":now": {"S": now.isoformat()}},
            )
        except self._client.exceptions.ConditionalCheckFailedException as taken:
            raise Locked(f"store {store}: the token is being refreshed") from taken
        try:
            yield
        finally:
            self._free(key, holder)

    def _free(self, key: dict[str, dict[str, str]], holder: str) -> None:
        try:
            self._client.delete_item(
                TableName=self._table,
                Key=key,
                ConditionExpression="holder = :holder",
                ExpressionAttributeValues={":holder": {"S": holder}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # It lapsed and somebody else holds it now: theirs, not ours to free.


def _key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _version_sk(version: int) -> str:
    return f"VERSION#{version:06d}"


def _draft_sk(draft_id: str) -> str:
    return f"DRAFT#{draft_id}"
