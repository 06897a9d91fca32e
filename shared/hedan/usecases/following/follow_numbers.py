"""What follows from numbers and answers: who hears of them, and which go to a platform."""

from collections.abc import Iterator, Mapping

from hedan.domain.events import EventKind
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.supplier_answers import AnswerKind, SupplierAnswer
from hedan.notices import number_refused, return_asks
from hedan.ports import Desk, Notices, Queue
from hedan.settings import Settings
from hedan.usecases.numbers.with_parts import with_parts

_ANSWERS = {
    "short": AnswerKind.OUT_OF_STOCK,
    "prices": AnswerKind.PRICE,
    "notes": AnswerKind.NOTE,
}


def follow_numbers(
    kind: EventKind,
    facts: Mapping[str, str],
    *,
    desk: Desk,
    notices: Notices,
    ship_queue: Queue,
    settings: Settings,
) -> None:
    """Tell the owner of a file, tell a supplier of a refused number, send a change on its way."""
    if kind is EventKind.NUMBER_CHANGE_ALLOWED:
        parcel_id = facts["parcel"]
        ship_queue.send([(parcel_id, f"{parcel_id}-change-{facts['version']}", parcel_id)])
    elif kind is EventKind.RETURN_ASKS:
        _tell_owner(facts, desk, notices, settings)
    elif facts["believed"] == "False":
        parcel = desk.parcels([facts["parcel"]])[facts["parcel"]]
        refused = Tracking(carrier=facts["carrier"], number=facts["number"])
        supplier = settings.supplier(parcel.supplier)
        notices.publish(number_refused(parcel, refused, supplier))


def _tell_owner(facts: Mapping[str, str], desk: Desk, notices: Notices, settings: Settings) -> None:
    """Tell of what still waits; of what was decided in the meantime nobody hears."""
    in_question = [
        parcel for parcel in with_parts(_named(facts, "numbers"), desk) if parcel.is_in_question
    ]
    answers = list(_answers(facts, desk))
    if not (in_question or answers):
        return
    notices.publish(
        return_asks(
            in_question,
            answers,
            settings.supplier(facts["supplier"]),
            workbook=facts["workbook"],
            language=settings.language,
        )
    )


def _answers(facts: Mapping[str, str], desk: Desk) -> Iterator[tuple[Parcel, SupplierAnswer]]:
    for subject, kind in _ANSWERS.items():
        for parcel in desk.parcels(_named(facts, subject)).values():
            for one in parcel.answers:
                if one.kind is kind and one.workbook == facts["workbook"]:
                    yield parcel, one


def _named(facts: Mapping[str, str], subject: str) -> list[str]:
    return [name for name in facts.get(subject, "").split(",") if name]
