"""Ask: orders that seem to belong together were not merged; the owner hears of each set once."""

from collections.abc import Iterable

from hedan.domain.base import short_id
from hedan.domain.plan import Question
from hedan.notices.waves import orders_alike
from hedan.ports import Archive, Notices
from hedan.settings import SupplierSettings
from hedan.texts import Language
from hedan.usecases.waves.wave_files import JSON


def ask_alike(
    questions: Iterable[Question],
    supplier: SupplierSettings,
    *,
    archive: Archive,
    notices: Notices,
    language: Language,
) -> int:
    """Tell, then note what was told; return how many sets were new.

    A crash between the two tells twice, never not at all. Notes go with the wave's files.
    """
    fresh = [one for one in questions if not _is_asked(one, archive)]
    if fresh:
        notices.publish(orders_alike(fresh, supplier, language=language))
    for question in fresh:
        archive.put(_note(question), question.model_dump_json().encode(), JSON)
    return len(fresh)


def _is_asked(question: Question, archive: Archive) -> bool:
    try:
        archive.get(_note(question))
    except KeyError:
        return False
    return True


def _note(question: Question) -> str:
    return f"waves/asked/{short_id('A', *map(str, question.orders))}.json"
