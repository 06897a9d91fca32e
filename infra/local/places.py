"""Where the local run finds and keeps things. Everything it makes lies under .local/."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "infra" / "template.yaml"
EVENTS = ROOT / "events"

LOCAL = ROOT / ".local"
SAM_VENV = LOCAL / "venvs" / "sam"
EMULATOR_VENV = LOCAL / "venvs" / "emulator"
BUILDS = LOCAL / "builds"
RUN_STATE = LOCAL / "run"  # Of the emulator that `make run` starts.
