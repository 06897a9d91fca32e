"""A call as the gateway passes it on, and the office that answers it."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan.domain.dry_run import DryRun
from hedan.domain.people import Role
from hedan.ports import CaseBook, Desk
from hedan.settings import Settings
from hedan.settings.versions import SettingsVersion
from hedan.staff.api import answer
from hedan.staff.office import Office
from hedan.usecases.publishing.draft_settings import draft_settings
from tests.domain.builders import NOW
from tests.fakes.memory_approvals import MemoryApprovals
from tests.fakes.memory_bulk import MemoryBulkActs, MemoryRunner
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ports import MemoryArchive
from tests.fakes.memory_settings import MemorySettings
from tests.functions.world import Context
from tests.simulation.world import SETTINGS

CONTEXT = cast(LambdaContext, Context("StaffApi"))
LI = "li"
WANG = "wang"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any


class MemoryDryRuns:
    """The DryRuns port on a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, DryRun] = {}

    def get(self, run_id: str) -> DryRun | None:
        """Return one dry run."""
        return self.kept.get(run_id)

    def keep(self, run: DryRun) -> None:
        """Remember how far one is."""
        self.kept[run.id] = run


class MemoryPhotos(MemoryArchive):
    """The PhotoArchive port: a browser would put its file at the key of the form."""

    def upload_form(self, key: str, back_to: str, bytes_max: int) -> tuple[str, dict[str, str]]:
        """Return where it goes."""
        return "https://files.example.invalid", {"key": key, "most": str(bytes_max)}

    def download_url(self, key: str, file_name: str) -> str:
        """Return where it lies."""
        return f"https://files.example.invalid/{key}"


@dataclass
class Shop:
    """A shop whose team calls: everything in memory."""

    desk: Desk = field(default_factory=MemoryDesk)
    approvals: MemoryApprovals = field(default_factory=MemoryApprovals)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    photos: MemoryPhotos = field(default_factory=MemoryPhotos)
    settings: Settings = SETTINGS
    keeper: MemorySettings = field(default_factory=MemorySettings)
    dry_runs: MemoryDryRuns = field(default_factory=MemoryDryRuns)
    started: list[str] = field(default_factory=list)
    bulk_acts: MemoryBulkActs = field(default_factory=MemoryBulkActs)
    bulk_runner: MemoryRunner = field(default_factory=MemoryRunner)
    now: datetime = NOW

    def office(self) -> Office:
        """Return the world of one request."""
        return Office(
            now=self.now,
            desk=lambda: self.desk,
            case_book=self._case_book,
            settings=lambda: self.settings,
            approvals=lambda: self.approvals,
            archive=lambda: self.archive,
            photos=lambda: self.photos,
            vault=lambda: self.photos,
            shelf=lambda: self.photos,
            proof_runner=lambda: self,
            keeper=lambda: self.keeper,
            dry_runs=lambda: self.dry_runs,
            dry_run_workflow=lambda: self,
            wave_workflow=lambda: self,
            bulk_acts=lambda: self.bulk_acts,
            bulk_runner=lambda: self.bulk_runner,
        )

    def _case_book(self) -> CaseBook:
        assert isinstance(self.desk, MemoryDesk)
        return MemoryCases(self.desk)

    def put_in_force(self, wanted: Settings) -> Settings:
        """Publish settings past every question; `settings` stay what a warm function remembers."""
        draft = draft_settings(wanted, by="setup", at=NOW, keep=self.keeper)
        about = SettingsVersion(version=1, made_by="setup", made_at=NOW, content_hash="")
        return self.keeper.put_in_force(draft, about)

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Note what would be started: the shop is its own workflows."""
        self.started.append(f"{machine} {name}")

    def prove(self, store: str, month: str) -> None:
        """Note of which month a report would be made."""
        self.started.append(f"proof {store} {month}")

    def call(self, method: str, path: str, body: object = None, **given: Any) -> Answer:
        """Send a call through the API, as request() writes it."""
        return read(answer(request(method, path, body, **given), CONTEXT, self.office()))


def request(
    method: str,
    path: str,
    body: object = None,
    *,
    roles: tuple[str, ...] = (Role.OWNER,),
    name: str = LI,
    query: dict[str, str] | None = None,
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
    claims: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return a call of payload version 2.0, its token verified."""
    full, _, rest = f"/staff/v1{path}".partition("?")
    query = dict(parse_qsl(rest)) | (query or {})
    given = {"accept-language": "en", "content-type": "application/json", **(headers or {})}
    groups = {"cognito:groups": f"[{' '.join(roles)}]"} if roles else {}
    verified = {
        "sub": f"sub-of-{name}",
        "username": name,
        "token_use": "access",
        **groups,
        **(claims or {}),
    }
    return {
        "version": "2.0",
        "routeKey": f"{method} /staff/v1/{{proxy+}}",
        "rawPath": full,
        "rawQueryString": urlencode(query),
        "queryStringParameters": query,
        "headers": given,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "authorizer": {"jwt": {"claims": verified, "scopes": None}},
            "domainName": "api.example.invalid",
            "domainPrefix": "api",
            "http": {
                "method": method,
                "path": full,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "test",
            },
            "requestId": "id",
            "routeKey": f"{method} /staff/v1/{{proxy+}}",
            "stage": "$default",
            "time": "01/Oct/2026:12:00:00 +0000",
            "timeEpoch": 1790856000000,
        },
        "body": _written(body, raw),
        "isBase64Encoded": raw is not None,
    }


def _written(body: object, raw: bytes | None) -> str | None:
    if raw is not None:
        return base64.b64encode(raw).decode()
    return body if isinstance(body, str) or body is None else json.dumps(body)


def read(told: dict[str, Any]) -> Answer:
    """Return an answer as the caller sees it."""
    headers = {name.lower(): str(value) for name, value in told["headers"].items()}
    json_body = headers.get("content-type", "").split(";")[0].endswith("json")
    body = json.loads(told["body"]) if json_body else told["body"]
    if told.get("isBase64Encoded"):
        body = base64.b64decode(told["body"])
    return Answer(status=told["statusCode"], headers=headers, body=body)
