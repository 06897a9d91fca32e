"""The after-sales desk as a person wants to read it: the queue's head, the bundle, the reports."""

import io
import zipfile

from infra.local.scenes import Day
from infra.local.tables import heading, table

ROWS_SHOWN = 8


def print_desk(day: Day) -> None:
    """Print the most urgent cases, what the evidence holds and what the reports say."""
    work = day.desk
    heading("The after-sales desk: the most urgent cases")
    rows = [
        (row["store"], row["case"], row["kind"]["message"], row["answer_by"] or "-", _waits(row))
        for row in work.queue[:ROWS_SHOWN]
    ]
    table(("store", "case", "kind", "answer by", "waits for"), rows)
    print(f"  {len(work.queue)} cases are open")
    with zipfile.ZipFile(io.BytesIO(work.archive)) as opened:
        print(f"  evidence of {work.worked['case_id']}: {', '.join(opened.namelist())}")
    heading("Goods that were sent again")
    sent = [
        (scene, case, work.again.shown[scene]["message"], *map(str, work.again.at_platform[scene]))
        for scene, case in work.again.cases.items()
    ]
    table(("scene", "case", "stands", "status there", "number there"), sent)
    heading("Proof reports of the month")
    for store, report in work.reports.items():
        print("\n".join(f"  {store}: {line}" for line in report["words"]))
    chats = ", ".join(f"{name}: {len(chat.heard)}" for name, chat in day.world.chats.items())
    print(f"  messages in group chats: {chats}")


def _waits(row: dict[str, object]) -> str:
    waits = row["waits"]
    assert isinstance(waits, list)
    return ", ".join(str(one["message"]) for one in waits)
