"""Deploys a built template to the emulator with the SAM CLI, as `make deploy` does to AWS."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from infra.local.build import host_architecture, last_lines, sam_environment
from infra.local.emulator import Emulator
from infra.local.places import SAM_VENV
from infra.stack import find_stack

STACK = "hedan"
# Where the SAM CLI uploads artifacts. Ours: its own way needs a second stack, and seconds.
ARTIFACTS_BUCKET = "hedan-artifacts"
DEPLOY_SECONDS_MAX = 180.0
# The SAM CLI looks after the deployment every 5 s unless told otherwise; the emulator needs 2 s.
POLL_DELAY_SECONDS = "0.2"


class DeployFailed(RuntimeError):
    """The stack was refused or rolled back; the message ends with the reason."""


def deploy(
    built: Path,
    emulator: Emulator,
    parameters: Mapping[str, str] | None = None,
    *,
    stack: str = STACK,
) -> dict[str, str]:
    """Create or update the stack in the emulator and return its outputs by name.

    `built` is what `build()` returned; `parameters` are the template's, `Architecture` is added.
    Raises DeployFailed.
    """
    _make_bucket(emulator)
    overrides = {"Architecture": host_architecture()} | dict(parameters or {})
    ran = subprocess.run(
        [
            SAM_VENV / "bin" / "sam",
            "deploy",
            *("--template-file", built),
            *("--stack-name", stack),
            *("--s3-bucket", ARTIFACTS_BUCKET),
            *("--capabilities", "CAPABILITY_IAM"),
            "--no-confirm-changeset",
            "--no-fail-on-empty-changeset",
            "--no-progressbar",
            "--parameter-overrides",
            *(f"{name}={_quoted(value)}" for name, value in overrides.items()),
        ],
        env=emulator.environment()
        | {"PATH": sam_environment()["PATH"], "SAM_CLI_TELEMETRY": "0"}
        | {"SAM_CLI_POLL_DELAY": POLL_DELAY_SECONDS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=DEPLOY_SECONDS_MAX,
    )
    if ran.returncode != 0:
        raise DeployFailed(f"sam deploy failed:\n{last_lines(ran.stdout)}")
    return find_stack(stack, emulator.session(), emulator.endpoint_url).outputs


def _make_bucket(emulator: Emulator) -> None:
    client = emulator.session().client("s3", endpoint_url=emulator.endpoint_url)
    client.create_bucket(Bucket=ARTIFACTS_BUCKET)  # Ours already is success in this region.


def _quoted(value: str) -> str:
    # The SAM CLI splits on blanks outside quotes.
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
