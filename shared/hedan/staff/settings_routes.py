"""Routes of the settings: what is in force, older versions, drafts and what they would change."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AwareDatetime

from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.settings import Settings
from hedan.settings.changes import Changed
from hedan.settings.versions import Draft, SettingsVersion, content_hash
from hedan.settings_files import SettingsRefused, checked_settings
from hedan.settings_files.yaml_file import to_yaml
from hedan.staff.fields import IdInPath, VersionInPath
from hedan.staff.office import Here, Tongue, Upload, Uploaded, Who
from hedan.staff.problems import MORE_MAX, Code, Mistake, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language
from hedan.texts.settings import change_in_words, problem_in_words
from hedan.usecases.publishing.draft_settings import draft_file, draft_settings, preview_draft

routes = Routes("settings")

# With a third more in Base64 it stays below the 6 MB that a function is given at once.
DRAFT_BYTES_MAX = 4_000_000
DRAFTS = "/settings/drafts"
JSON = "application/json"
YAML = "application/yaml"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By what content each is called in the mistakes of its reader.
FILE_NAMES = {YAML: "settings.yaml", "text/yaml": "settings.yaml", WORKBOOK: "settings.xlsx"}


class VersionPage(Frozen):
    """The latest versions, the newest first."""

    versions: tuple[SettingsVersion, ...]


class DraftEntry(Frozen):
    """What is told of a draft beside its content."""

    id: str
    base: int
    made_by: str
    made_at: AwareDatetime
    source: str
    note: str
    content_hash: str
    dry_run: str
    is_tried: bool  # Whether that dry run tried exactly this content.
    published: int


class WholeDraft(Frozen):
    """A draft with its content."""

    draft: DraftEntry
    settings: Settings


class Preview(Frozen):
    """What publishing a draft would change now: for programs, and as lines for people."""

    changes: tuple[Changed, ...]
    lines: tuple[str, ...]
    wants_dry_run: bool
    vanishing: tuple[str, ...]  # Stores and suppliers that would be gone: publishing must say drop.


@routes.serve(Act.READ_SETTINGS, "GET", "/settings", summary="The settings in force")
def in_force(office: Here) -> Settings:
    """Show the settings in force, with their version."""
    current = office.keeper().in_force()
    if current is None:
        raise Refused(HTTPStatus.NOT_FOUND, Code.NO_SUCH_VERSION)
    return current


@routes.serve(Act.READ_SETTINGS, "GET", "/settings/versions", summary="Who published what, when")
def versions(office: Here) -> VersionPage:
    """List the latest versions."""
    return VersionPage(versions=office.keeper().versions())


@routes.serve(
    Act.READ_SETTINGS, "GET", "/settings/versions/<version>", summary="An older version's content"
)
def one_version(office: Here, version: VersionInPath) -> Settings:
    """Show what a version said."""
    with expecting(Code.NO_SUCH_VERSION):
        return office.keeper().settings_version(version)


# A file is given out as it is, without a model between: hence no validation, of which it has none.
@routes.serve(
    Act.READ_SETTINGS,
    "GET",
    "/settings/workbook",
    summary="The settings in force as a workbook to edit",
    enable_validation=False,
)
def as_workbook(office: Here, tongue: Tongue) -> Response[bytes]:
    """Return the settings workbook, in the caller's language."""
    from hedan.settings_files.book_writing import settings_workbook  # noqa: PLC0415 (openpyxl)
    from hedan.settings_files.help_rows import condition_help  # noqa: PLC0415 (used with it)

    current = in_force(office)
    body = settings_workbook(current, tongue, condition_help(tongue))
    return _file(body, WORKBOOK, f"settings-{current.version}.xlsx")


@routes.serve(
    Act.READ_SETTINGS,
    "GET",
    "/settings/yaml",
    summary="The settings in force as settings.yaml",
    enable_validation=False,
)
def as_yaml(office: Here) -> Response[bytes]:
    """Return settings.yaml."""
    current = in_force(office)
    return _file(to_yaml(current).encode(), YAML, f"settings-{current.version}.yaml")


@routes.serve(
    Act.DRAFT_SETTINGS,
    "POST",
    DRAFTS,
    summary="Hand in settings: JSON, YAML or the settings workbook",
    status_code=HTTPStatus.CREATED,
)
def draft(
    office: Here,
    person: Who,
    tongue: Tongue,
    uploaded: Uploaded,
    note: Annotated[str, Query(max_length=500)] = "",
) -> DraftEntry:
    """Keep settings as a draft. Nothing is in force yet; every mistake is told with its place."""
    try:
        return _entry(_drafted(office, str(person), uploaded, note))
    except SettingsRefused as refused:
        raise _with_places(refused, tongue) from refused


@routes.serve(Act.READ_SETTINGS, "GET", "/settings/drafts/<draft_id>", summary="One draft")
def one_draft(office: Here, draft_id: IdInPath) -> WholeDraft:
    """Show a draft with its content."""
    with expecting(Code.NO_SUCH_DRAFT):
        known = office.keeper().draft(draft_id)
    return WholeDraft(draft=_entry(known), settings=known.settings)


@routes.serve(
    Act.READ_SETTINGS,
    "GET",
    "/settings/drafts/<draft_id>/preview",
    summary="What publishing it would change",
)
def preview(office: Here, tongue: Tongue, draft_id: IdInPath) -> Preview:
    """Compare a draft with what is in force now."""
    with expecting(Code.NO_SUCH_DRAFT):
        change = preview_draft(draft_id, keep=office.keeper())
    return Preview(
        changes=change.changes,
        lines=change_in_words(tongue, change),
        wants_dry_run=change.wants_dry_run,
        vanishing=tuple(one.name for one in change.vanishing),
    )


def _drafted(office: Here, by: str, uploaded: Upload, note: str) -> Draft:
    keep = office.keeper()
    if uploaded.content_type == JSON:
        settings = checked_settings(_parsed(uploaded.body))
        return draft_settings(settings, by=by, at=office.now, keep=keep, source=JSON, note=note)
    if uploaded.content_type not in FILE_NAMES:
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED, detail=uploaded.content_type
        )
    name = FILE_NAMES[uploaded.content_type]
    return draft_file(uploaded.body, name, by=by, at=office.now, keep=keep, note=note)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as broken:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, Code.SETTINGS_INVALID, detail=str(broken)
        ) from broken


def _with_places(refused: SettingsRefused, tongue: Language) -> Refused:
    mistakes = [
        Mistake(
            code=one.problem.code, message=problem_in_words(tongue, one.problem), place=one.place
        )
        for one in refused.mistakes[:MORE_MAX]
    ]
    return Refused(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        Code.SETTINGS_INVALID,
        place=mistakes[0].place if mistakes else "",
        more=mistakes,
        detail=f"{mistakes[0].place}: {mistakes[0].message}" if mistakes else refused.file_name,
    )


def _file(body: bytes, content_type: str, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(
        status_code=HTTPStatus.OK, content_type=content_type, headers=headers, body=body
    )


def _entry(known: Draft) -> DraftEntry:
    return DraftEntry(
        id=known.id,
        base=known.base,
        made_by=known.made_by,
        made_at=known.made_at,
        source=known.source,
        note=known.note,
        content_hash=content_hash(known.settings),
        dry_run=known.dry_run,
        is_tried=known.is_tried,
        published=known.published,
    )
