"""What became of dry runs, in memory."""

from hedan.adapters.dry_runs import RANK
from hedan.domain.dry_run import DryRun


class MemoryDryRuns:
    """The DryRuns port on a dictionary."""

    def __init__(self) -> None:
        self.runs: dict[str, DryRun] = {}

    def get(self, run_id: str) -> DryRun | None:
        """Return one dry run."""
        return self.runs.get(run_id)

    def keep(self, run: DryRun) -> None:
        """Remember how far one is; what is known to be further stays as it is."""
        known = self.runs.get(run.id)
        if known is None or RANK[known.state] <= RANK[run.state]:
            self.runs[run.id] = run
