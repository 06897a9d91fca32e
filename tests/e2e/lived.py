"""A day that is over, and what may be asked of the stack that lived it."""

from dataclasses import dataclass

from hedan.domain.line_work import Fence
from hedan.domain.stops import Stop
from hedan.ports import OrderFile
from infra.local.scenes import Day
from infra.local.world import World

PAGE = 10_000  # Lines of a log in one answer.


@dataclass(frozen=True)
class Lived:
    """A day that is over, the stack still up."""

    day: Day
    judged: dict[str, bool]  # Every sentence of the proof, as it was at the end of the day.

    @property
    def world(self) -> World:
        """The stack, the platform and the people."""
        return self.day.world

    def log(self) -> str:
        """Return everything that the functions have said so far.

        The emulator answers with the first ten thousand and names no next page: asked again from
        the last instant on, of which the page before may have shown a part.
        """
        client, group = self.world.client("logs"), self.world.stack["FunctionLogs"]
        said: list[str] = []
        since = 0
        while True:
            page = client.filter_log_events(logGroupName=group, startTime=since, limit=PAGE)
            events = page["events"]
            if len(events) < PAGE:
                return "\n".join((*said, *(event["message"] for event in events)))
            last = events[-1]["timestamp"]
            assert last > since, f"more than {PAGE} lines of one instant"
            said += [event["message"] for event in events if event["timestamp"] < last]
            since = last

    def resource(self, logical_id: str) -> str:
        """Return the name that the stack gave to one of the template's resources."""
        described = self.world.client("cloudformation").describe_stack_resource(
            StackName=self.world.stack.name, LogicalResourceId=logical_id
        )
        name: str = described["StackResourceDetail"]["PhysicalResourceId"]
        return name


def _quiet(stop: Stop) -> Stop:
    """Return a stop without how often it was told of."""
    return stop.but(
        told=(),
        escalated_at=None,
        withdrawal_reminded_at=None,
        withdrawal_escalated_at=None,
        version=0,
    )


def _ours(file: OrderFile) -> OrderFile:
    """Return an order's file without what its platform tells, and the fences that follow it."""
    lines = {name: work.but(fence=Fence(), version=0) for name, work in file.lines.items()}
    return file.but(order=None, after_sales={}, lines=lines)


def kept(day: Day) -> dict[str, object]:
    """Return everything that was decided or done: equal before and after means nothing changed.

    What becomes louder while time goes by is nobody's doing, and what a platform tells of its
    orders and after-sales is its own: a poll may come in between.
    """
    files: dict[str, OrderFile] = {scene: _ours(day.file(scene)) for scene in day.orders}
    return {
        **files,
        "parcels": day.parcels(*day.orders),
        "stock": day.world.desk.stock(["CUP-RED-01"]),
        "stops": [
            [_quiet(stop) for stop in day.world.desk.stops(supplier)]
            for supplier in day.world.suppliers
        ],
        "workbooks": [day.world.desk.workbooks(supplier, 10) for supplier in day.world.suppliers],
        "shipments": tuple(day.world.platform.shipments),
    }
