"""Who follows a case's events and brings what was asked to its platform, over any stage."""

from hedan.domain.cases import ActStep, Case, PlatformAct
from hedan.domain.stops import StopAnswer
from hedan.settings import Settings
from hedan.usecases.answers.ask_act import ask_act
from hedan.usecases.answers.tell_platform import Answered, tell_platform
from hedan.usecases.following.follow_cases import CaseFollower, case_in
from hedan.usecases.stops.answer_stop import answer_stop
from tests.domain.builders import order_key
from tests.fakes.gates import Gate
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.moments import Moment, stage_at
from tests.usecases.stage import SUPPLIER, Stage

CASE = "77"
KEY = order_key("1")


class Office:
    """Who follows events and brings wishes to the platform, over any stage."""

    def __init__(self, stage: Stage, rules: Settings = SETTINGS) -> None:
        self.stage = stage
        self.rules = rules
        self.cases = MemoryCases(stage.desk)
        self.queue = MemoryQueue()
        self.followed = 0

    def follow(self, *, again: bool = False) -> None:
        """Follow what was told since; again: all of it once more, as a stream may."""
        stage = self.stage
        fresh = stage.desk.events[0 if again else self.followed :]
        self.followed = len(stage.desk.events)
        follower = CaseFollower(
            stage.desk, self.cases, self.queue, stage.notices, self.rules, lambda: stage.now
        )
        for stored in fresh:
            follower.follow(stored.event.kind, stored.event.facts, stored.key)

    def tell(self) -> list[Answered]:
        """Deliver what waits in the ship queue."""
        answers: list[Answered] = []
        for message in self.queue.heads():
            case = case_in(message.body)
            assert case is not None
            answers += tell_platform(
                *case,
                cases=self.cases,
                desk=self.stage.desk,
                platform_of=lambda _: self.stage.platform,
                now=lambda: self.stage.now,
            )
            self.queue.delete(message)
        return answers

    def run(self) -> list[PlatformAct]:
        """Follow and tell until nothing follows; return what the platform was told."""
        before = -1
        while before != len(self.stage.desk.events):
            before = len(self.stage.desk.events)
            self.follow()
            self.tell()
        return [told.act for told in self.stage.platform.acts]

    def ask(self, act: PlatformAct, parcel: str = "") -> Case:
        """A person asks."""
        return ask_act(
            KEY,
            CASE,
            act,
            "li",
            parcel_id=parcel,
            cases=self.cases,
            desk=self.stage.desk,
            settings=self.rules,
            now=self.stage.now,
        )

    def steps(self, case: str = CASE) -> tuple[ActStep, ...]:
        """Return what was asked so far."""
        key = KEY, case
        return self.cases.cases([key])[key].acts if self.cases.cases([key]) else ()


def ready() -> Stage:
    """Return one order of two lines, ready."""
    return stage_at(Moment.READY, ("CUP", "MUG"))


def failing(at: str, error: BaseException) -> Gate:
    """Return a gate that raises whenever one point is passed."""

    def gate(point: str) -> None:
        if point == at:
            raise error

    return gate


def answered(stage: Stage, said: StopAnswer) -> None:
    """Its supplier says where the goods are."""
    stage.later()
    answer_stop(SUPPLIER, stage.stop().stop_id, said, "link", desk=stage.desk, now=stage.now)
