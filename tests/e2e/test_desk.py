"""The after-sales desk of the day: what its proof would have missed, and who may not do it."""

import io
import zipfile
from dataclasses import replace

import pytest

from hedan.domain.people import Role
from infra.local import proof_desk
from infra.local.again_day import EXCHANGED, PINNED, TOO_EARLY
from infra.local.desk_day import CASE, case_path
from infra.local.desk_work import DeskWork
from infra.local.proof_desk import evidence_holds
from infra.local.scenes import Day
from infra.local.team import Refused
from tests.e2e.lived import Lived

pytestmark = pytest.mark.emulator


def missed(lived: Lived, **otherwise: object) -> set[str]:
    """Return the sentences that do not hold of a desk of which something was otherwise."""
    work: DeskWork = replace(lived.day.desk, **otherwise)  # type: ignore[arg-type] # Any field.
    day: Day = replace(lived.day, desk=work)
    return {sentence for sentence, holds in proof_desk.CLAIMS if not holds(day)}


def test_the_proof_misses_a_case_that_stands_in_the_wrong_place(lived: Lived) -> None:
    (sentence,) = missed(lived, queue=lived.day.desk.queue[::-1])
    assert sentence == missed(lived, queue=lived.day.desk.queue[1:]).pop()
    assert "nearest time first" in sentence


def test_the_proof_misses_a_note_that_was_kept_twice(lived: Lived) -> None:
    notes = lived.day.desk.worked["notes"]
    worked = {**lived.day.desk.worked, "notes": notes * 2}
    assert missed(lived, worked=worked) == {"a note and a reason, each sent twice, are kept once"}


def test_a_changed_file_is_seen_by_the_manifest(lived: Lived) -> None:
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(lived.day.desk.archive)) as opened,
        zipfile.ZipFile(changed, "w") as written,
    ):
        for name in opened.namelist():
            more = b"x" if name == "stops.csv" else b""
            written.writestr(name, opened.read(name) + more)
    assert evidence_holds(lived.day.desk.archive)
    assert not evidence_holds(changed.getvalue())


def test_the_proof_misses_a_notice_that_a_chat_heard_twice(lived: Lived) -> None:
    (sentence,) = missed(lived, heard=lived.day.desk.heard * 2)
    assert "DingTalk" in sentence


def test_the_proof_misses_an_exchange_that_a_platform_knows_otherwise(lived: Lived) -> None:
    work = lived.day.desk.again
    for scene in (EXCHANGED, PINNED, TOO_EARLY):
        status, number = work.at_platform[scene]
        for told in ((status, "SF0000000000000"), (status, work.first[scene][0]), (11, number)):
            otherwise = replace(work, at_platform={**work.at_platform, scene: told})
            assert missed(lived, again=otherwise)
    asked = {**work.asked, PINNED: [work.asked[PINNED][0], {"parcels": ["another"]}]}
    (sentence,) = missed(lived, again=replace(work, asked=asked))
    assert "twice" in sentence


def test_who_only_reads_does_not_work_at_the_desk(lived: Lived) -> None:
    reader = lived.day.team.people[Role.READ_ONLY]
    path = case_path(lived.day, CASE, lived.day.refunds[CASE])
    assert reader.get(path)["case"]["case_id"] == lived.day.refunds[CASE]
    for act, wanted in (("notes", {"text": "x", "request": "reader-note"}), ("evidence", {})):
        with pytest.raises(Refused) as refused:
            reader.post(f"{path}/{act}", wanted)
        assert refused.value.status == 403
