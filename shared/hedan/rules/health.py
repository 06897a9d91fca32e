"""Which rules do nothing, hide each other, contradict each other, fail or take too long.

Found by asking every rule of past orders, also those that a stop flag kept silent. Health decides
nothing and only counts; what comes of the rules is the same as when nobody counts. It can be
watched over any number of orders, in pieces that are added up, also by other processes.
"""

import time
from collections.abc import Callable
from datetime import datetime

from hedan.domain.decisions import RuleFailure
from hedan.domain.rule_health import HealthTally, RuleFinding, Sighting
from hedan.domain.rules import Rule, Scope
from hedan.rules.ailments import TIMES_KEPT, Seen, Tally, step_of
from hedan.rules.diagnosis import ORDERS_ENOUGH, diagnose
from hedan.rules.engine import CompiledRule, Effect, Outcome, RuleSet, Said
from hedan.rules.messages import Asked
from hedan.rules.places import Spoken
from hedan.rules.view import View


class Health:
    """The health of one rule set over the orders that it is shown."""

    def __init__(
        self,
        rules: RuleSet,
        *,
        orders_enough: int = ORDERS_ENOUGH,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._rules = rules
        self._orders_enough = orders_enough
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._latest: datetime | None = None
        self._tallies = {one.rule.id: Tally() for one in self._rules.compiled}
        self._contradictions: dict[tuple[str, str], Seen] = {}

    def run(self, view: View, at: datetime) -> Outcome:
        """Ask every rule that is active at an instant, as RuleSet.run() does, and count.

        Which rules nearly fired is left out. Never raises, as running never does.
        """
        self._latest = at if self._latest is None else max(self._latest, at)
        order = f"{view.store.platform}:{view.store.id}:{view.order.id}"
        asked = self._rules.asked(view)
        spoken = Spoken(asked.line_ids)
        effects: list[Effect] = []
        failures: list[RuleFailure] = []
        stopped_by = ""
        for one in self._rules.active(at):
            tally = self._tallies[one.rule.id]
            said = self._ask(one, tally, asked)
            if said.failures:
                tally.failed.count(at, order, said.failures[0].message)
                failures += said.failures if not stopped_by else ()
            if not said.fired:
                continue
            tally.fired.count(at, order)
            if stopped_by:
                tally.silenced.count(at, order)
                tally.silencers[stopped_by] += 1
                continue
            effects += [Effect(one.rule, action, said.line_ids) for action in one.rule.then]
            self._hear(one.rule, spoken, said, at, order)
            asked.tag(one.tags)
            stopped_by = one.rule.id if one.rule.stops else ""
        return Outcome(tuple(effects), (), tuple(failures), stopped_by)

    def watch(self, view: View, at: datetime) -> None:
        """Look at one order as it was asked at an instant, and only count."""
        self.run(view, at)

    def tally(self) -> HealthTally:
        """Return all that was counted and added, as a value that other processes can read."""
        contradictions: dict[str, dict[str, Sighting]] = {}
        for (earlier, later), seen in sorted(self._contradictions.items()):
            contradictions.setdefault(later, {})[earlier] = seen.told()
        return HealthTally(
            rules={
                rule_id: tally.told()
                for rule_id, tally in sorted(self._tallies.items())
                if tally.asked
            },
            contradictions=dict(sorted(contradictions.items())),
            latest=self._latest,
        )

    def report(self) -> tuple[RuleFinding, ...]:
        """Return what is wrong, by rule in the order in which they are asked."""
        return diagnose(self._rules, self.tally(), orders_enough=self._orders_enough)

    def _ask(self, one: CompiledRule, tally: Tally, asked: Asked) -> Said:
        tally.asked += 1
        if tally.timed >= TIMES_KEPT:
            return one.ask(asked)
        # Bound before the clock starts: the first rule asked would pay for all.
        is_of_lines = one.rule.scope is Scope.LINE
        evaluations = len(asked.of_lines()) if is_of_lines else int(bool(asked.of_order()))
        starts = self._clock()
        said = one.ask(asked)
        if evaluations:
            tally.timed += 1
            tally.times[step_of((self._clock() - starts) / evaluations)] += 1
        return said

    def _hear(self, rule: Rule, spoken: Spoken, said: Said, at: datetime, order: str) -> None:
        before, contradicted = spoken.hear(rule, said.line_ids)
        for other in contradicted:
            self._contradictions.setdefault((other, rule.id), Seen()).count(at, order)
        if before and not contradicted:
            self._tallies[rule.id].silenced.count(at, order)
            self._tallies[rule.id].silencers.update(before)
