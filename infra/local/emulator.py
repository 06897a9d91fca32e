"""Starts and stops the AWS emulator to which the local run and the end-to-end tests deploy."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import urlsplit, urlunsplit

import boto3

from infra.local.places import EMULATOR_VENV

EMULATOR_MAIN = Path(__file__).with_name("emulator_main.py")
LOOPBACK = "127.0.0.1"
REGION = "us-east-1"
# With IAM enforced, the emulator lets this one pair do everything, as a root user may.
ROOT_KEY = "test"
ROOT_SECRET = "test"

# In the state directory while the emulator answers: its address, for `make invoke`.
ENDPOINT_FILE = "endpoint"

START_SECONDS_MAX = 30.0
STOP_SECONDS_MAX = 10.0
POLL_SECONDS = 0.05
HEALTH_SECONDS_MAX = 2.0
LOG_LINES_SHOWN = 20


class EmulatorFailed(RuntimeError):
    """The emulator did not start; the message ends with what it last said."""


class Emulator:
    """The emulator as a child process: loopback only, the template's IAM roles enforced.

    A context manager: it answers inside the block and is gone after it. `state` is its directory
    (log, unpacked functions); it is emptied at the start, so that every run begins from nothing.
    `wait_scale` scales the waits and retry pauses of Step Functions: 0 skips them, 1 is real time.
    """

    def __init__(self, state: Path, *, port: int | None = None, wait_scale: float = 1.0) -> None:
        self.state = state.resolve()
        self.port = port or _free_port()
        self._wait_scale = wait_scale
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint_url(self) -> str:
        """Where every AWS service of the emulator answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def log(self) -> Path:
        """What the emulator says, deployments and Lambda starts included."""
        return self.state / "emulator.log"

    @property
    def pid(self) -> int | None:
        """The process, which also leads the group of its workers; None while it is not running."""
        return self._process.pid if self._process else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and return once it answers. Raises EmulatorFailed."""
        shutil.rmtree(self.state, ignore_errors=True)
        self.state.mkdir(parents=True)
        with self.log.open("wb") as log:
            # A session of its own: stop() ends the Lambda workers with it, and Ctrl-C in the
            # terminal leaves it alone until we have said our last words to it.
            self._process = subprocess.Popen(
                [EMULATOR_VENV / "bin" / "python", EMULATOR_MAIN],
                env=self._own_environment(),
                cwd=self.state,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_healthy(self._process)
            (self.state / ENDPOINT_FILE).write_text(self.endpoint_url)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop it and all its workers; harmless if it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        (self.state / ENDPOINT_FILE).unlink(missing_ok=True)
        _signal_group(process, signal.SIGTERM)
        try:
            process.wait(timeout=STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            pass
        finally:
            # Also after a clean exit: a worker may have outlived it.
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def environment(self) -> dict[str, str]:
        """This process's environment, turned to the emulator: for the SAM CLI and subprocesses."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            # Whatever account the user has configured stays out of reach.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": f"{LOOPBACK},localhost",
        }

    def session(self) -> boto3.Session:
        """A session of the root user; give its clients `endpoint_url=emulator.endpoint_url`."""
        return root_session()

    def _own_environment(self) -> Mapping[str, str]:
        # Written out in full: Lambda workers inherit it, and must see nothing of the caller's.
        temporary = self.state / "tmp"
        temporary.mkdir()
        return {
            "HOME": str(self.state),
            "TMPDIR": str(temporary),
            "PATH": os.pathsep.join([str(EMULATOR_VENV / "bin"), "/usr/bin", "/bin"]),
            "LANG": "C.UTF-8",
            "AUTH": "true",
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",  # Else it also opens port 8883.
            "MINISTACK_REGION": REGION,
            "S3_DATA_DIR": str(self.state / "s3"),
            "STATE_DIR": str(self.state / "state"),
            "SFN_WAIT_SCALE": str(self._wait_scale),
        }

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise EmulatorFailed(
                    f"the emulator ended with status {process.returncode}:\n{_tail(self.log)}"
                )
            if _answers(f"{self.endpoint_url}/_ministack/health"):
                return
            time.sleep(POLL_SECONDS)
        raise EmulatorFailed(f"no answer in {START_SECONDS_MAX:.0f} s:\n{_tail(self.log)}")


def root_session() -> boto3.Session:
    """Return a session of the emulator's root user."""
    return boto3.Session(
        aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_SECRET, region_name=REGION
    )


def through_loopback(url: str) -> tuple[str, dict[str, str]]:
    """Turn the emulator's address of an HTTP API into one that resolves, and the header for it.

    Browsers and curl know that `<api>.execute-api.localhost` is this machine; most resolvers that
    programs use do not, so they call 127.0.0.1 and name the API in the Host header.
    """
    parts = urlsplit(url)
    address = urlunsplit(parts._replace(netloc=f"{LOOPBACK}:{parts.port}"))
    return address, {"Host": parts.netloc}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    # Never through a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer: IO[bytes]
        with opener.open(url, timeout=HEALTH_SECONDS_MAX) as answer:
            return bool(getattr(answer, "status", None) == HTTPStatus.OK)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False  # Not yet: the caller has a deadline.


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return  # The whole group has ended already.


def _tail(log: Path) -> str:
    return "\n".join(
        log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES_SHOWN:]
    )
