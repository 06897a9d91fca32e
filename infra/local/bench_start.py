"""How the callback function starts, as built, beside a bare interpreter and a bare boto3 client."""

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from hedan.platforms.callbacks import WITH_CALLBACKS
from infra.local.build import build
from infra.local.places import EMULATOR_VENV

# The emulator's Python is 3.13 with a boto3 of its own, as Lambda's is.
PYTHON = EMULATOR_VENV / "bin" / "python"
ROUNDS = 9
PROCESS_SECONDS_MAX = 60
KILOBYTES_OF_A_MEGABYTE = 1024

# Each tells on its last line: milliseconds of its imports, peak memory in KB, modules.
BEFORE = "import sys, time; began = time.perf_counter()\n"
AFTER = """
took = (time.perf_counter() - began) * 1000
import json, re
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print(json.dumps({"ms": took, "kb": int(peak), "modules": sorted(sys.modules)}))
"""
BARE = ""
BOTO3 = "import boto3; boto3.client('sqs')"
CALLBACK = "import app"
DOOR = "import app; began = time.perf_counter(); app.door_of({platform!r})"


@dataclass(frozen=True)
class Start:
    """The medians of one program's starts."""

    import_ms: float
    process_ms: float
    peak_mb: float
    modules: tuple[str, ...]

    @property
    def packages(self) -> tuple[str, ...]:
        """The top-level packages that were imported, without the interpreter's private ones."""
        tops = {name.partition(".")[0] for name in self.modules}
        return tuple(sorted(name for name in tops if not name.startswith("_")))


def starts() -> Mapping[str, Start]:
    """Start the callback function and its peers."""
    return _in_turns(
        {
            "bare interpreter": (BARE, ()),
            "boto3.client('sqs')": (BOTO3, ()),
            "callback function": (CALLBACK, _callback_places()),
        }
    )


def door_starts() -> Mapping[str, Start]:
    """Start the callback function, then import one platform's door: only that is timed."""
    return _in_turns(
        {name: (DOOR.format(platform=name), _callback_places()) for name in sorted(WITH_CALLBACKS)}
    )


def _callback_places() -> tuple[Path, ...]:
    artifacts = build().parent
    return artifacts / "ReceiveCallback", artifacts / "SharedLayer" / "python"


def _in_turns(programs: Mapping[str, tuple[str, tuple[Path, ...]]]) -> Mapping[str, Start]:
    """Start each program many times, in turns: A-B-C-A-B-C, so that a busy moment hits all."""
    runs: dict[str, list[tuple[float, dict[str, object]]]] = {name: [] for name in programs}
    for turn in range(ROUNDS + 1):
        for name, (code, places) in programs.items():
            run = _run(code, places)
            if turn:  # The first warms the disk's cache, and compiles what pip left uncompiled.
                runs[name].append(run)
    return {name: _medians(taken) for name, taken in runs.items()}


def compiled_modules() -> tuple[int, int]:
    """Return how many modules the built layer holds, and how many of them are compiled."""
    layer = build().parent / "SharedLayer"
    sources = list(layer.rglob("*.py"))
    compiled = list(layer.rglob("*.cpython-313.pyc"))
    return len(sources), len(compiled)


def _run(code: str, places: tuple[Path, ...]) -> tuple[float, dict[str, object]]:
    began = time.perf_counter()
    ran = subprocess.run(
        [PYTHON, "-c", BEFORE + code + AFTER],
        env={"PYTHONPATH": ":".join(map(str, places)), "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=PROCESS_SECONDS_MAX,
    )
    return (time.perf_counter() - began) * 1000, json.loads(ran.stdout.splitlines()[-1])


def _medians(runs: list[tuple[float, dict[str, object]]]) -> Start:
    told = [one for _, one in runs]
    return Start(
        import_ms=median(_number(one["ms"]) for one in told),
        process_ms=median(whole for whole, _ in runs),
        peak_mb=median(_number(one["kb"]) for one in told) / KILOBYTES_OF_A_MEGABYTE,
        modules=_names(told[0]["modules"]),
    )


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _names(value: object) -> tuple[str, ...]:
    assert isinstance(value, list)
    return tuple(map(str, value))
