"""`make run`: a day of trade on every platform on the shipped template, with its proof.

`--once` ends by itself, with status 0 only if the day ended as it must; without it everything stays
up until Ctrl-C, to be looked at.
"""

import argparse
import signal
import sys
import threading
import time
import types

from infra.local.build import BuildFailed
from infra.local.day import trade
from infra.local.deploy import DeployFailed
from infra.local.emulator import EmulatorFailed
from infra.local.places import RUN_STATE
from infra.local.proof import check
from infra.local.scenes import WorkflowFailed
from infra.local.summary import print_addresses, print_summary
from infra.local.waiting import TooLate
from infra.local.world import World

SEED = 20261121
INTERRUPTED = 130  # What a shell calls a command that Ctrl-C ended before its work was done.


class Stopped(Exception):
    """Somebody asked us to end."""


def main() -> int:
    """Run the day; return the exit status."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--once", action="store_true", help="end after the day")
    arguments.add_argument("--seed", type=int, default=SEED, help="another day")
    given = arguments.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - began:5.1f} s] {what}", flush=True)

    day_is_over = False
    try:
        with World(given.seed, RUN_STATE, say, {}) as world:
            day = trade(world, given.seed)
            say("the day is over")
            print_summary(day)
            passed = check(day)
            print_addresses(world)
            day_is_over = passed
            if not given.once:
                print("\nEverything stays up; Ctrl-C ends it.", flush=True)
                threading.Event().wait()
            return 0 if passed else 1
    except (BuildFailed, EmulatorFailed, DeployFailed, TooLate, WorkflowFailed) as failed:
        print(f"\nThe day did not end as it must: {failed}", file=sys.stderr)
        print(f"What the stack said lies in {RUN_STATE}/*.log", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped):
        print("\nclosed")
        return 0 if day_is_over else INTERRUPTED


def _stop(_number: int, _frame: types.FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
