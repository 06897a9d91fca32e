"""What the routes of the staff API stand on: who asks, when, and the world behind the ports."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NamedTuple

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.request import Request

from hedan.domain.people import Person
from hedan.ports import Archive, CaseBook, Desk
from hedan.settings import Settings
from hedan.settings.versions import SettingsKeeper
from hedan.texts import Language
from hedan.usecases.bulk_acts.ask_bulk import BulkActs, Runner
from hedan.usecases.cases.photos import PhotoArchive
from hedan.usecases.dry_runs.dry_run_files import DryRuns
from hedan.usecases.dry_runs.start_dry_run import Starts
from hedan.usecases.following.starting import Starter
from hedan.usecases.orders.approve import Approvals
from hedan.usecases.proofs.proof_files import ProofRunner, Shelf

# Where the handler of the function puts these, and the routes find them.
OFFICE = "office"
PERSON = "person"
LANGUAGE = "language"


@dataclass(frozen=True)
class Office:
    """The world of one request. Each port is opened by the route that needs it, and no other."""

    now: datetime
    desk: Callable[[], Desk]
    case_book: Callable[[], CaseBook]
    settings: Callable[[], Settings]
    keeper: Callable[[], SettingsKeeper]
    approvals: Callable[[], Approvals]
    archive: Callable[[], Archive]
    photos: Callable[[], PhotoArchive]
    vault: Callable[[], Shelf]  # Of evidence bundles.
    shelf: Callable[[], Shelf]  # Of proof reports.
    proof_runner: Callable[[], ProofRunner]
    dry_runs: Callable[[], DryRuns]
    dry_run_workflow: Callable[[], Starts]
    bulk_acts: Callable[[], BulkActs]
    bulk_runner: Callable[[], Runner]
    wave_workflow: Callable[[], Starter]


def _office(request: Request) -> Office:
    office: Office = request.context[OFFICE]
    return office


def _person(request: Request) -> Person:
    person: Person = request.context[PERSON]
    return person


class Upload(NamedTuple):
    """The body of a request as it came, for what is not read as JSON of a model."""

    body: bytes
    content_type: str


def _upload(request: Request) -> Upload:
    event = request.resolved_event
    body: str = event.get("body") or ""
    content_type = (request.headers.get("content-type") or "").split(";")[0].strip().lower()
    if event.get("isBase64Encoded"):
        return Upload(base64.b64decode(body), content_type)
    return Upload(body.encode(), content_type)


def _language(request: Request) -> Language:
    language: Language = request.context[LANGUAGE]
    return language


Here = Annotated[Office, Depends(_office)]
Uploaded = Annotated[Upload, Depends(_upload)]
Who = Annotated[Person, Depends(_person)]
Tongue = Annotated[Language, Depends(_language)]
