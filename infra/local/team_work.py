"""What the team of the local run did: by whom, what was refused, and the ids to look it up by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hedan.domain.people import Role
from infra.local.team import Refused, Teammate


@dataclass
class TeamWork:
    """Filled while the day goes on; the proof asks the stack about each id."""

    people: dict[Role, Teammate] = field(default_factory=dict)
    refusals: dict[str, Refused] = field(default_factory=dict)  # By what was tried.
    morning_version: int = 0  # Of the settings, before the team touched them.
    draft: str = ""  # The operator's, with the candidate rule.
    preview: tuple[str, ...] = ()
    dry_run: str = ""
    rule_version: int = 0  # The settings with that rule.
    cut_off: str = ""  # That the owner wants besides.
    schedules: frozenset[str] = frozenset()  # While it was in force.
    approvals: dict[str, str] = field(default_factory=dict)  # Ids, by what was asked for.
    bulk: str = ""
    held_in_bulk: frozenset[str] = frozenset()  # Scenes, between the act and its undo.

    @property
    def owner(self) -> Teammate:
        """Who decides everything."""
        return self.people[Role.OWNER]

    @property
    def operator(self) -> Teammate:
        """Who works on orders, and drafts settings."""
        return self.people[Role.OPERATOR]

    def try_in_vain(self, what: str, act: Callable[[], Any]) -> None:
        """Do what should be refused, and remember with what words; the proof misses it else."""
        try:
            act()
        except Refused as refused:
            self.refusals[what] = refused
