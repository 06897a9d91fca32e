"""A damaged settings workbook is refused with exactly the cells that are damaged."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook, load_workbook

from hedan.settings_files import SettingsRefused
from hedan.settings_files.book_writing import settings_workbook
from hedan.usecases.publishing.draft_settings import draft_file, draft_settings
from hedan.usecases.publishing.publish_settings import publish_settings
from tests.fakes.memory_settings import MemorySettings
from tests.settings.damages import Damage, all_damages, some_damages
from tests.settings.samples import RICH

VARIANTS = 160
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
INTACT = settings_workbook(RICH, "zh")


def opened() -> Workbook:
    return load_workbook(io.BytesIO(INTACT))


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


DAMAGES = some_damages(opened(), VARIANTS)


@pytest.fixture
def keep() -> MemorySettings:
    """A keeper in which the undamaged settings are in force."""
    keeper = MemorySettings()
    draft = draft_settings(RICH, by="owner", at=NOW, keep=keeper)
    publish_settings(draft.id, by="owner", at=NOW, keep=keeper)
    return keeper


def test_there_are_enough_damages_of_every_kind() -> None:
    assert len({damage.name for damage in DAMAGES}) == VARIANTS
    assert {damage.kind for damage in DAMAGES} == {d.kind for d in all_damages(opened())}


def test_a_workbook_that_was_only_opened_and_saved_is_taken(keep: MemorySettings) -> None:
    draft = draft_file(saved(opened()), "settings.xlsx", by="owner", at=NOW, keep=keep)
    assert draft.settings == RICH


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_damage_is_refused_with_its_cell_and_the_old_settings_stand(
    damage: Damage, keep: MemorySettings
) -> None:
    before, drafts = keep.in_force(), dict(keep.drafts)
    book = opened()
    damage.do(book)
    with pytest.raises(SettingsRefused) as refused:
        draft_file(saved(book), "settings.xlsx", by="owner", at=NOW, keep=keep)
    named = {(one.place, one.problem.code) for one in refused.value.mistakes}
    assert named == damage.places
    for language in ("zh", "en"):
        told = refused.value.in_words(language)
        assert all(place in told for place, _ in damage.places)
    assert keep.in_force() is before
    assert keep.drafts == drafts
