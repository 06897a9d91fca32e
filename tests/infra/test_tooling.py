"""The ground: make targets, lock files, compiled artifacts, the network that tests do not have."""

import importlib.util
import json
import marshal
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

from infra.local import build, invoke
from infra.local.build import BuildFailed, compile_artifact
from infra.local.emulator import through_loopback
from infra.local.invoke import CannotInvoke
from infra.local.lint_workflows import problems
from infra.local.places import ROOT

LOCK_FILES = [
    "shared/requirements",
    "infra/rules_layer/requirements",
    *(f"requirements/{n}" for n in ("dev", "emulator", "lock", "sam")),
]
PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)
# PEP 552: bytes 4-8 of a .pyc; bit 0 says "by hash", bit 1 "look at the source": ours is not to.
UNCHECKED_HASH = 0b01


# --- make ---------------------------------------------------------------------------------------


def test_make_alone_lists_every_target() -> None:
    targets = set(re.findall(r"^\.PHONY: (\S+)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    listed = subprocess.run(
        ["make", "-C", ROOT], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    assert set(re.findall(r"^  make (\S+) +\S", listed, re.MULTILINE)) == targets
    assert {"setup", "run", "test", "check", "deploy", "invoke", "bench"} <= targets


def test_ci_runs_the_checks_and_the_readers_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert re.findall(r"^make (\w+)$", script.read_text(), re.MULTILINE) == ["lint", "test"]


# --- lock files ---------------------------------------------------------------------------------


def pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / f"{name}.txt").read_text()))


@pytest.mark.parametrize("name", LOCK_FILES)
def test_lock_file_pins_everything_by_hash_and_names_no_index(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert entries
    for entry in entries:
        assert PINNED.match(entry), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"https?:|file:|--(extra-)?index-url|--find-links", text)


@pytest.mark.parametrize("name", LOCK_FILES)
def test_lock_file_is_of_its_wishes(name: str) -> None:
    wished = re.findall(
        r"^([a-z0-9][a-z0-9.-]*)(?:\[.*\])?(?:==(\S+))?$",
        (ROOT / f"{name}.in").read_text(),
        re.MULTILINE,
    )
    locked = pins(name)
    assert wished
    for package, version in wished:
        assert package in locked
        assert version in {"", locked[package]}


def test_development_runs_the_versions_that_are_deployed() -> None:
    layer, development = pins("shared/requirements"), pins("requirements/dev")
    assert {name: development.get(name) for name in layer} == layer


# --- build --------------------------------------------------------------------------------------


def test_layer_gets_bytecode_that_never_looks_at_the_source(tmp_path: Path) -> None:
    package = tmp_path / "Layer" / "python" / "hedan"
    package.mkdir(parents=True)
    (package / "orders.py").write_text("LINES = 200\n")
    stale = package / "__pycache__" / "gone.cpython-313.pyc"
    stale.parent.mkdir()
    stale.write_bytes(b"left by a test run")

    compile_artifact(tmp_path / "Layer")

    compiled = package / "__pycache__" / "orders.cpython-313.pyc"
    assert compiled.read_bytes()[4] == UNCHECKED_HASH
    assert marshal.loads(compiled.read_bytes()[16:]).co_filename == "/opt/python/hedan/orders.py"
    assert not stale.exists()


def test_function_gets_bytecode_named_as_lambda_unpacks_it(tmp_path: Path) -> None:
    function = tmp_path / "TakeIn"
    function.mkdir()
    (function / "app.py").write_text("def handler(event, context): ...\n")
    compile_artifact(function)
    compiled = Path(importlib.util.cache_from_source(str(function / "app.py"))).read_bytes()
    assert marshal.loads(compiled[16:]).co_filename == "/var/task/app.py"


def test_module_that_does_not_compile_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(:\n")
    with pytest.raises(BuildFailed, match=r"(?s)does not compile.*/var/task/app.py.*line 1"):
        compile_artifact(tmp_path)


@pytest.mark.parametrize(
    ("machine", "expected"), [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("aarch64", "arm64")]
)
def test_host_architecture_has_lambdas_name(
    monkeypatch: pytest.MonkeyPatch, machine: str, expected: str
) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert build.host_architecture() == expected


def test_unknown_processor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(BuildFailed, match="riscv64"):
        build.host_architecture()


# --- the callback function ----------------------------------------------------------------------


def test_callback_function_imports_next_to_nothing() -> None:
    script = "import sys, app; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    shown = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": f"{ROOT / 'shared'}:{ROOT / 'functions' / 'receive_callback'}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    imported = set(shown.stdout.split())
    assert "hedan" in imported
    heavy = {"aws_lambda_powertools", "aws_xray_sdk", "boto3", "openpyxl", "pydantic", "s3transfer"}
    assert not imported & heavy


# --- state machines -----------------------------------------------------------------------------


def machine(**wait: object) -> str:
    state = {"Type": "Wait", "Next": "Done"} | wait
    states = {"Pause": state, "Done": {"Type": "Succeed"}}
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": "Pause", "States": states})


@pytest.mark.parametrize("seconds", [5, "{% $states.input.seconds %}"])
def test_sound_state_machine_has_no_problems(seconds: object) -> None:
    assert problems(machine(Seconds=seconds)) == []


@pytest.mark.parametrize(
    "mistake",
    [{"Seconds": "soon"}, {"Seconds": 5, "Next": "Dune"}, {"Seconds": 5, "Type": "Wayt"}, {}],
)
def test_mistaken_state_machine_is_found_out(mistake: dict[str, object]) -> None:
    assert problems(machine(**mistake))


# --- invoke and addresses -----------------------------------------------------------------------


def test_function_directory_has_its_template_name() -> None:
    assert invoke.logical_id("receive_callback") == "ReceiveCallback"


def test_unknown_event_lists_the_known_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "take_in").mkdir()
    (tmp_path / "take_in" / "paid.json").write_text("{}")
    monkeypatch.setattr(invoke, "EVENTS", tmp_path)
    with pytest.raises(CannotInvoke, match="FUNCTION=take_in EVENT=paid"):
        invoke.invoke("take_in", "unpaid")


def test_invoke_without_a_local_run_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "take_in").mkdir()
    (tmp_path / "take_in" / "paid.json").write_text("{}")
    monkeypatch.setattr(invoke, "EVENTS", tmp_path)
    monkeypatch.setattr(invoke, "RUN_STATE", tmp_path)
    with pytest.raises(CannotInvoke, match="make run"):
        invoke.invoke("take_in", "paid")


def test_api_address_is_turned_into_one_that_programs_resolve() -> None:
    assert through_loopback("http://ab12.execute-api.localhost:4566/s/token?x=1") == (
        "http://127.0.0.1:4566/s/token?x=1",
        {"Host": "ab12.execute-api.localhost:4566"},
    )


# --- the tests themselves -----------------------------------------------------------------------


def test_tests_have_no_network() -> None:
    with pytest.raises(SocketBlockedError):
        socket.create_connection(("127.0.0.1", 9))


@pytest.mark.loopback
def test_marked_tests_reach_their_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_tests_have_nobodys_credentials() -> None:
    assert os.environ["AWS_ACCESS_KEY_ID"] == "testing"
    assert "AWS_PROFILE" not in os.environ
