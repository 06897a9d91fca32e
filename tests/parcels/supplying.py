"""What suppliers do: they fetch workbooks, write numbers into them, and answer stops."""

from collections.abc import Sequence

from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.usecases.again import until_settled
from hedan.usecases.numbers.number_parcel import number_parcel
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.workbooks.manifest import load_manifest
from hedan.usecases.workbooks.note_download import note_download
from tests.parcels.shop import Shop
from tests.parcels.watch import Watch
from tests.parcels.work import Work


class Supplying(Work):
    """The suppliers of a shop."""

    def __init__(self, shop: Shop, watch: Watch) -> None:
        super().__init__(shop)
        self.watch = watch

    def download(self, a: int, _: int) -> None:
        """A supplier fetches a workbook."""
        file = nth([one for one in self.files(WorkbookState.WRITTEN) if one.told_at], a)
        if file is not None:
            note_download(file.supplier, file.number, **self.shop.ports("desk", "now"))

    def fill_in(self, a: int, b: int) -> None:
        """A supplier writes a number into its workbook and hands it back."""
        file = nth([one for one in self.files(WorkbookState.WRITTEN) if one.told_at], a)
        if file is None:
            return
        shop = self.shop
        noted = note_download(file.supplier, file.number, **shop.ports("desk", "now"))
        if noted is None or noted.state is not WorkbookState.WRITTEN:
            return  # Recalled: it can be fetched no more.
        rows = load_manifest(shop.archive, file).rows
        row = rows[b % len(rows)]
        self.number(row.parcel_id)

    def number(self, parcel_id: str) -> None:
        """A parcel's number comes back, on each of its rows."""
        shop, parcel = self.shop, self.watch.parcels[parcel_id]
        file = self.watch.files[parcel.workbook]
        # Of a recalled workbook nothing can come back: its supplier never had it.
        if file.state is not WorkbookState.WRITTEN:
            return
        rows = load_manifest(shop.archive, file).rows
        lines = [one.line for one in rows if one.parcel_id == parcel_id]
        tracking = Tracking(carrier="zto", number=number_of(parcel_id))
        until_settled(
            lambda: number_parcel(parcel_id, tracking, lines, (), **shop.ports("desk", "now"))
        )

    def answer(self, a: int, b: int) -> None:
        """A supplier presses one of three buttons; also late, also twice."""
        stop = nth([one for one in self.watch.stops.values() if one.told], a)
        if stop is None:
            return
        if b % 4 == 3:
            ports = self.shop.ports("desk", "now")
            printed = StopAnswer.LABEL_PRINTED
            answer_stop(stop.supplier, stop.stop_id, printed, "link", **ports)
        else:
            self.say(stop, left=b % 3 == 0)

    def say(self, stop: Stop, *, left: bool) -> None:
        """A supplier says what happened."""
        said = StopAnswer.GONE if left else StopAnswer.STOPPED
        ports = self.shop.ports("desk", "now")
        answer_stop(stop.supplier, stop.stop_id, said, "link", **ports)

    def files(self, state: WorkbookState) -> list[WorkbookFile]:
        """Return the workbooks in a state."""
        return [one for one in self.watch.files.values() if one.state is state]

    def unnumbered(self) -> list[Parcel]:
        """Return the parcels whose supplier has not written a number yet."""
        told = {one.number for one in self.files(WorkbookState.WRITTEN) if one.told_at}
        parcels = self.watch.parcels.values()
        return [one for one in parcels if one.tracking is None and one.workbook in told]


def number_of(parcel_id: str) -> str:
    """Return the tracking number on a parcel's label: one parcel, one label."""
    return str(int.from_bytes(parcel_id.encode()) % 10**12).zfill(12)


def nth[T](choices: Sequence[T], a: int) -> T | None:
    """Return one of several by any number; None where there is none."""
    return choices[a % len(choices)] if choices else None
