"""Routes for waves: begin one, see what went and what was left, take a workbook back."""

from http import HTTPStatus
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from hedan.domain.base import Frozen, SupplierId
from hedan.domain.people import Act
from hedan.domain.waves import WaveLane
from hedan.domain.workbook_files import WorkbookState
from hedan.settings import SupplierSettings
from hedan.staff.fields import PAGE_MAX, IdInPath, PageSize, Reason
from hedan.staff.office import Here, Office, Tongue, Who
from hedan.staff.problems import Code, Refused, expecting
from hedan.staff.serving import Routes
from hedan.texts import Language, left_in_words, say
from hedan.usecases.waves.begin_wave import begin_wave_by_hand
from hedan.usecases.waves.recall_wave import RecallRefused, recall_workbook
from hedan.usecases.waves.wave_history import WaveShown, one_wave, waves_of

routes = Routes("waves")

# The caller's own name for a wish.
RequestId = Annotated[
    str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9-]+$")
]


class ToBegin(Frozen):
    """Which lines go; request: the caller's name for this wish, so that a repeat begins none."""

    request: RequestId
    lane: WaveLane = WaveLane.ALL


class ToRecall(Frozen):
    """Why a workbook is taken back."""

    reason: Reason = ""


class WaveBegun(Frozen):
    """The name of the wave: look at it until it has ended."""

    wave: str


class WavesShown(Frozen):
    """The newest waves that took parcels, newest first."""

    waves: tuple[WaveShown, ...]


class LeftShown(Frozen):
    """Lines that did not go, why, and when they will."""

    lines: tuple[str, ...]
    reason: str
    message: str
    until: AwareDatetime | None


class QuestionShown(Frozen):
    """Orders that seem to belong together and were not merged: somebody may know better."""

    orders: tuple[str, ...]
    reason: str


class OneWaveShown(Frozen):
    """One wave in full. Its files are kept for 30 days: what was left is empty afterwards."""

    wave: WaveShown
    left: tuple[LeftShown, ...] = ()
    fell_out: tuple[str, ...] = ()  # "<line>: why": planned, and not claimed.
    questions: tuple[QuestionShown, ...] = ()


class WorkbookShown(Frozen):
    """A workbook after a recall."""

    workbook: str
    state: WorkbookState
    recalled_at: AwareDatetime | None
    recalled_by: str


@routes.serve(
    Act.BEGIN_WAVE,
    "POST",
    "/suppliers/<supplier>/waves",
    summary="Begin a wave now",
    status_code=HTTPStatus.ACCEPTED,
)
def begin(office: Here, person: Who, supplier: IdInPath, wanted: ToBegin) -> WaveBegun:
    """Send what is ready, also on a day on which the supplier is closed."""
    name = begin_wave_by_hand(
        _supplier(office, supplier),
        wanted.lane,
        wanted.request,
        str(person),
        workflows=office.wave_workflow(),
    )
    return WaveBegun(wave=name)


@routes.serve(
    Act.READ_WAVES, "GET", "/suppliers/<supplier>/waves", summary="The waves of a supplier"
)
def waves(office: Here, supplier: IdInPath, limit: PageSize = PAGE_MAX) -> WavesShown:
    """List the newest waves with their workbooks."""
    known = _supplier(office, supplier)
    return WavesShown(waves=tuple(waves_of(known.id, limit, desk=office.desk())))


@routes.serve(
    Act.READ_WAVES,
    "GET",
    "/suppliers/<supplier>/waves/<wave>",
    summary="What a wave took and what it left",
)
def wave(office: Here, tongue: Tongue, supplier: IdInPath, wave: IdInPath) -> OneWaveShown:
    """Show a wave, what it left behind and why, and what it would ask."""
    known = _supplier(office, supplier)
    with expecting(Code.NO_SUCH_WAVE):
        found = one_wave(known.id, wave, desk=office.desk(), archive=office.archive())
    plan = found.plan
    return OneWaveShown(
        wave=found.shown,
        left=tuple(
            LeftShown(
                lines=tuple(str(key) for key in left.lines),
                reason=left.reason,
                message=left_in_words(tongue, left.reason),
                until=left.until,
            )
            for left in (plan.left if plan else ())
        ),
        fell_out=found.fell_out,
        questions=tuple(
            QuestionShown(orders=tuple(str(key) for key in one.orders), reason=one.reason)
            for one in (plan.questions if plan else ())
        ),
    )


@routes.serve(
    Act.RECALL_WORKBOOK,
    "POST",
    "/suppliers/<supplier>/workbooks/<number>/recall",
    summary="Take a workbook back before its supplier has it",
)
def recall(
    office: Here,
    person: Who,
    tongue: Tongue,
    supplier: IdInPath,
    number: IdInPath,
    wanted: ToRecall,
) -> WorkbookShown:
    """Make a workbook void: its lines are planned again. Recalling it twice changes nothing."""
    known = _supplier(office, supplier)
    try:
        with expecting(Code.NO_SUCH_WORKBOOK):
            file = recall_workbook(
                known.id, number, str(person), wanted.reason, desk=office.desk(), now=office.now
            )
    except RecallRefused as refused:
        raise _not_recallable(refused, tongue) from refused
    return WorkbookShown(
        workbook=file.number,
        state=file.state,
        recalled_at=file.recalled_at,
        recalled_by=file.recalled_by,
    )


def _supplier(office: Office, supplier: SupplierId) -> SupplierSettings:
    with expecting(Code.NO_SUCH_SUPPLIER):
        return office.settings().supplier(supplier)


def _not_recallable(refused: RecallRefused, tongue: Language) -> Refused:
    detail = say(tongue, f"recall.{refused.code}")
    return Refused(HTTPStatus.CONFLICT, Code.NOT_RECALLABLE, detail=detail)
