"""What is promised of stops: each is heard, and none is forgotten."""

from hedan.domain.line_work import LineState
from hedan.domain.stops import Stop, StopLevel
from tests.simulation.broken import require
from tests.simulation.watch import Watch

# --- At every write ----------------------------------------------------------------------------


def stops_end_heard(watch: Watch, one: Stop) -> None:
    """The first answer stands, and no stop is withdrawn while its line must not travel."""
    known = watch.stops.get(one.stop_id)
    if known and known.answer:
        require(one.answer is known.answer, "2 second answer", (known, one))
    if one.withdrawn_at and not (known and known.withdrawn_at):
        open_again = all(
            line is None or line.may_ship or line.parcel_id != one.parcel_id
            for line in (watch.lines.get(stopped.key) for stopped in one.lines)
        )
        # The lines of the same commit come before their stops.
        require(open_again, "2 withdrawn too early", one)


# --- After every step --------------------------------------------------------------------------


def no_stop_forgotten(watch: Watch) -> None:
    """Each instruction committed before the fence closed gets a stop; never silent."""
    waiting = [line for line in watch.lines.values() if line.state is LineState.STOPPING]
    if not waiting:
        return
    heard = {
        (stop.parcel_id, line.key)
        for stop in watch.stops.values()
        if not stop.is_settled
        for line in stop.lines
    }
    for line in waiting:
        require((line.parcel_id, line.key) in heard, "2 no stop forgotten", line)


# --- At rest -----------------------------------------------------------------------------------


def every_stop_ended(watch: Watch) -> None:
    """Each stop ends acknowledged or escalated to a person."""
    for stop in watch.world.desk.all(Stop):
        ended = stop.is_settled or stop.escalated_at is not None
        require(ended, "2 a stop without an end", stop)


def told_stops_were_said(watch: Watch) -> None:
    """What is noted as told was said: each level has its notice, which bears the stop's link."""
    bodies = [notice.email_body for notice in watch.world.notices.published]
    for stop in watch.world.desk.all(Stop):
        told = sum(telling.level is not StopLevel.WITHDRAWN for telling in stop.told)
        said = sum(stop.stop_id in body for body in bodies)
        require(said >= told, "2 told and never said", stop)
