"""The evidence of a case in one archive: complete, checkable, the same bytes for the same facts."""

import csv
import hashlib
import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.cases import Bundle, CaseKind, CasePhoto, fresh_case
from hedan.domain.events import Event, EventKind
from hedan.domain.evidence import Missing
from hedan.domain.parcels import Tracking
from hedan.domain.stops import StopAnswer, StopLevel
from hedan.errors import TryAgain
from hedan.pages.evidence import evidence_page
from hedan.platforms.platform import TrackingStep
from hedan.ports import Change
from hedan.settings import ReturnPolicy
from hedan.usecases.cases.work_case import Hand, noted, work_case
from hedan.usecases.evidence.ask_bundle import ask_bundle
from hedan.usecases.evidence.bundle_evidence import bundle_evidence
from hedan.usecases.evidence.gather import Sources, Track, gather_evidence
from tests.domain.builders import make_after_sale, order_key
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_events import MemoryEvents
from tests.fakes.memory_ports import MemoryArchive
from tests.pages.reading import Page
from tests.simulation.world import SETTINGS
from tests.usecases.proof_stage import answer, in_workbook, tell
from tests.usecases.stage import Stage, survives

KEY, CASE = order_key("1"), "77"
PHOTO = b"\xff\xd8\xff box"
POLICY = ReturnPolicy(id="seven-days", zh="七天无理由", en="Seven days, no reason asked")


def ways(order: OrderKey, tracking: Tracking) -> Sequence[TrackingStep] | None:
    """A platform that tells of one step."""
    return [TrackingStep(at=datetime(2026, 10, 2, 1, tzinfo=UTC), text="已揽收", code="GOT")]


def refuses(order: OrderKey, tracking: Tracking) -> Sequence[TrackingStep] | None:
    """A platform that is too busy."""
    raise TryAgain("busy")


def silent(order: OrderKey, tracking: Tracking) -> Sequence[TrackingStep] | None:
    """A platform that tells nothing of ways."""
    return None


def lived() -> Stage:
    """A refund that was stopped after its number had come, with a note and a picture."""
    stage = in_workbook("CUP", "MUG")
    stage.number()
    stage.refund("11")
    tell(stage, StopLevel.NOTICE)
    answer(stage, StopAnswer.STOPPED)
    stage.upload()
    stage.later()
    hand = Hand("li/1", stage.now, MemoryCases(stage.desk), stage.desk)
    work_case(
        KEY, CASE, "note", lambda case: noted(case, "买家说杯子裂了", "r1", "li/1", stage.now), hand
    )
    digest = hashlib.sha256(PHOTO).hexdigest()
    key = f"photos/cup-shop/{digest}.jpeg"
    stage.archive.put(key, PHOTO, "image/jpeg")
    photo = CasePhoto(
        file_key=key, sha256=digest, content_type="image/jpeg", at=stage.now, by="li/1"
    )
    work_case(KEY, CASE, "photo", lambda case: case.but(photos=(*case.photos, photo)), hand)
    return stage


def sources(stage: Stage, track: Track = ways) -> Sources:
    """Where evidence lies on this stage."""
    return Sources(
        desk=stage.desk,
        cases=MemoryCases(stage.desk),
        events=MemoryEvents(stage.desk),
        archive=stage.archive,
        settings=SETTINGS.but(return_policies=(POLICY,)),
        track=track,
    )


def bundle(stage: Stage, vault: MemoryArchive, track: Track = ways, days: int = 0) -> Bundle:
    """Make it."""
    return bundle_evidence(
        KEY,
        CASE,
        "li/1",
        sources=sources(stage, track),
        vault=vault,
        lock_days=days,
        now=lambda: stage.now,
    )


def opened(vault: MemoryArchive) -> dict[str, bytes]:
    """Return the files of the only archive."""
    (body,) = vault.files.values()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(body: bytes) -> list[dict[str, str]]:
    """Read a CSV as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_bundle_holds_every_piece() -> None:
    vault = MemoryArchive()
    stage = lived()
    bundle(stage, vault)
    files = opened(vault)
    assert files["timeline.csv"].startswith(b"\xef\xbb\xbf")
    told = {(row["of"].partition(" ")[0], row["what"]) for row in rows(files["timeline.csv"])}
    assert {
        ("order", "order_stored"),
        ("line", "lines_claimed"),
        ("after-sale", "fence_closed"),
        ("parcel", "parcel_numbered"),
        ("parcel", "accepted_at"),
        ("stop", "stop_opened"),
        ("stop", "told_notice"),
        ("stop", "stop_answered"),
        ("workbook", "written_at"),
        ("case", "case_worked"),
        ("case", "note"),
        ("case", "photo"),
    } <= told
    (stop,) = rows(files["stops.csv"])
    assert (stop["answer"], stop["answered_by"]) == ("stopped", "link")
    assert stop["acknowledged_by"] == "link"
    raw = [name for name in files if name.startswith("raw/")]
    assert {name.split("-")[0] for name in raw} == {"raw/ORDER", "raw/AFTERSALE_77"}
    (sheet,) = [name for name in files if name.startswith("workbooks/")]
    assert stage.parcel().workbook in sheet
    assert len(files[sheet].decode().splitlines()) == 2 + 2  # What it is, headings, two lines.
    assert "已揽收" in next(
        body.decode() for name, body in files.items() if name.startswith("tracking/")
    )
    assert PHOTO in files.values()
    assert "七天无理由" in files["policy.txt"].decode()
    (notice,) = [body.decode() for name, body in files.items() if name.startswith("notices/")]
    assert "written anew" in notice
    assert "https://" not in notice  # Who reads it must not answer by it.


def test_the_hash_list_verifies_with_our_hands_and_with_sha256sum(tmp_path: Path) -> None:
    vault = MemoryArchive()
    made = bundle(lived(), vault)
    files = opened(vault)
    lines = files.pop("manifest.sha256").decode().splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    assert listed == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    assert made.sha256 == hashlib.sha256(next(iter(vault.files.values()))).hexdigest()
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum here")
    with zipfile.ZipFile(io.BytesIO(next(iter(vault.files.values())))) as archive:
        archive.extractall(tmp_path)
    check = [tool, "-c", "--strict", "manifest.sha256"]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "timeline.csv").write_text("forged")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_asked_twice_with_nothing_new_it_is_the_same_bundle() -> None:
    vault = MemoryArchive()
    stage = lived()
    first = bundle(stage, vault, days=30)
    assert first.locked_until is not None
    stage.later(60)
    ask_bundle(KEY, CASE, "wang/2", cases=MemoryCases(stage.desk), desk=stage.desk, now=stage.now)
    assert bundle(stage, vault, days=30) == first
    (case,) = MemoryCases(stage.desk).cases([(KEY, CASE)]).values()
    assert case.bundles == (first,)
    assert len(vault.files) == 1


def test_something_new_is_another_bundle() -> None:
    vault = MemoryArchive()
    stage = lived()
    first = bundle(stage, vault)
    stage.later()
    hand = Hand("li/1", stage.now, MemoryCases(stage.desk), stage.desk)
    work_case(KEY, CASE, "note", lambda case: noted(case, "又来电", "r2", "li/1", stage.now), hand)
    second = bundle(stage, vault)
    assert first.file_key != second.file_key
    (case,) = MemoryCases(stage.desk).cases([(KEY, CASE)]).values()
    assert case.bundles == (first, second)


def test_what_is_missing_is_named_in_the_summary() -> None:
    vault = MemoryArchive()
    stage = lived()
    for key in [key for key in stage.archive.files if key.startswith(("raw/", "photos/"))]:
        del stage.archive.files[key]
    bundle(stage, vault, track=refuses)
    page = Page(opened(vault)["summary.html"].decode())
    assert "缺少的材料" in page.text
    assert page.text.count("已过保存期") >= 3
    assert "平台没有给出物流" in page.text


def test_a_platform_that_tells_nothing_of_ways_is_named_too() -> None:
    evidence = gather_evidence(KEY, CASE, sources(lived(), silent))
    assert [one.why for one in evidence.missing] == ["not_told"]
    assert isinstance(evidence.missing[0], Missing)


def test_the_summary_is_in_both_languages_and_foreign_text_stays_text() -> None:
    vault = MemoryArchive()
    stage = lived()
    hand = Hand("li/1", stage.now, MemoryCases(stage.desk), stage.desk)
    attack = "=HYPERLINK(1)<script>alert(1)</script>"
    work_case(KEY, CASE, "note", lambda case: noted(case, attack, "r9", "li/1", stage.now), hand)
    bundle(stage, vault)
    files = opened(vault)
    page = Page(files["summary.html"].decode())
    assert "The supplier was told" in page.text
    assert "通知供应商" in page.text
    assert attack in page.text
    assert "<script>alert" not in files["summary.html"].decode()


def test_nobody_knows_such_a_case() -> None:
    with pytest.raises(KeyError):
        gather_evidence(KEY, "999", sources(lived()))


def test_a_history_that_does_not_add_up_is_no_evidence() -> None:
    stage = lived()
    stage.desk._told[KEY].pop()
    with pytest.raises(TryAgain):
        gather_evidence(KEY, CASE, sources(stage))


def test_a_run_that_died_anywhere_leaves_one_bundle_noted_once() -> None:
    def act(stage: Stage) -> object:
        return bundle_evidence(
            KEY,
            CASE,
            "li/1",
            sources=sources(stage),
            vault=stage.archive,
            lock_days=0,
            now=lambda: stage.now,
        )

    assert survives(lived, act) > 10


def test_a_complaint_has_its_evidence_and_a_refund_before_its_order_too() -> None:
    stage = lived()
    complaint = fresh_case(KEY, "K1", CaseKind.DISPUTE, stage.now).but(title="包裹破损")
    stage.desk.commit(Change(puts=(complaint,)))
    early = make_after_sale(order=order_key("2"), after_sale_id="88")
    told = Event(kind=EventKind.FENCE_CLOSED, at=stage.now)
    stage.desk.commit(Change(puts=(early,), events=((early, told),)))
    dispute = gather_evidence(KEY, "K1", sources(stage))
    assert (dispute.after_sale, dispute.policy) == (None, None)
    assert dispute.stops
    assert "包裹破损" in Page(evidence_page(dispute, ())).text
    alone = gather_evidence(order_key("2"), "88", sources(stage))
    assert (alone.order, alone.parcels, alone.missing) == (None, (), ())
    assert "88" in Page(evidence_page(alone, ())).text
