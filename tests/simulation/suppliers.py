"""What suppliers do: they fill in numbers, answer stops, and see what was withdrawn."""

from hedan.domain.parcels import Tracking
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile
from hedan.usecases.again import until_settled
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.workbooks.manifest import load_manifest
from tests.simulation.world import World


class Suppliers:
    """Everybody whom a workbook went to."""

    world: World

    def number(self) -> None:
        """A supplier fills a number into its workbook and hands it back."""
        world = self.world
        files = [file for file in world.desk.all(WorkbookFile) if file.told_at]
        if files:
            file = world.chance.choice(files)
            rows = load_manifest(world.archive, file).rows
            row = world.chance.choice(rows)
            lines = [one.line for one in rows if one.parcel_id == row.parcel_id]
            tracking = Tracking(carrier="zto", number=number_of(row.parcel_id))
            until_settled(
                lambda: number_parcel(
                    row.parcel_id, tracking, lines, (), desk=world.desk, now=world.now
                )
            )

    def answer(self) -> None:
        """A supplier presses one of the three buttons; also late, also twice."""
        world = self.world
        stops = [stop for stop in world.desk.all(Stop) if stop.told]
        if stops:
            stop = world.chance.choice(stops)
            said = world.chance.choice((StopAnswer.STOPPED, *StopAnswer))
            answer_stop(stop.supplier, stop.stop_id, said, "link", desk=world.desk, now=world.now)

    def see(self) -> None:
        """A supplier says that it has seen a withdrawal; also when there is none."""
        world = self.world
        stops = [stop for stop in world.desk.all(Stop) if stop.told]
        if stops:
            stop = world.chance.choice(stops)
            see_withdrawal(stop.supplier, stop.stop_id, "link", desk=world.desk, now=world.now)


def number_of(parcel_id: str) -> str:
    """Return the tracking number on a parcel's label: one parcel, one label."""
    return str(int.from_bytes(parcel_id.encode()) % 10**12).zfill(12)
