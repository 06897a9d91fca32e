"""Builds the functions and the layer with the SAM CLI and ships compiled Python beside the source.

`python -m infra.local.build [--architecture arm64]` prints the path of the built template.
"""

import argparse
import compileall
import contextlib
import hashlib
import io
import os
import platform
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from infra.local.places import BUILDS, ROOT, SAM_VENV, TEMPLATE

type Architecture = Literal["arm64", "x86_64"]
ARCHITECTURES: tuple[Architecture, ...] = ("arm64", "x86_64")

# The deployed runtime: code compiled by any other minor version would be ignored there.
RUNTIME = (3, 13)
# Where Lambda unpacks a layer and a function: the paths that tracebacks shall name.
LAYER_AT = "/opt"
FUNCTION_AT = "/var/task"
# What the conditions' library was built with: 1,600 files that nobody imports, 16 MB of the layer.
LEFT_IN_A_WHEEL = "bazel-project"
BUILD_SECONDS_MAX = 600.0
OUTPUT_LINES_SHOWN = 30


class BuildFailed(RuntimeError):
    """The SAM CLI or the compiler refused; the message ends with the reason it gave."""


def host_architecture() -> Architecture:
    """Return Lambda's name for the processor of this machine. Raises BuildFailed if it has none."""
    known: dict[str, Architecture] = {
        "x86_64": "x86_64",
        "amd64": "x86_64",
        "aarch64": "arm64",
        "arm64": "arm64",
    }
    machine = platform.machine().lower()
    if machine not in known:
        raise BuildFailed(f"Lambda has no processor like this machine's ({machine})")
    return known[machine]


def build(
    architecture: Architecture | None = None,
    *,
    template: Path = TEMPLATE,
    builds: Path = BUILDS,
) -> Path:
    """Build everything the template names and return the path of the built template.

    Without `architecture`, for this machine. The sources are fingerprinted: nothing is done while
    the last build is still theirs. Raises BuildFailed.
    """
    if sys.version_info[:2] != RUNTIME:
        raise BuildFailed(f"run this with Python {RUNTIME[0]}.{RUNTIME[1]}, the deployed runtime")
    architecture = architecture or host_architecture()
    home = builds / architecture
    built = home / "build" / "template.yaml"
    stamp = home / "fingerprint"
    fingerprint = _fingerprint(template.parent.parent)
    if built.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return built
    stamp.unlink(missing_ok=True)
    _sam_build(template, home, architecture)
    for artifact in _artifacts(built):
        shutil.rmtree(artifact / "python" / LEFT_IN_A_WHEEL, ignore_errors=True)
        compile_artifact(artifact)
    stamp.write_text(fingerprint)  # Last: a build that was interrupted is done again.
    return built


def compile_artifact(artifact: Path) -> None:
    """Put `.pyc` files beside every module of a built function or layer.

    Missing ones double a cold start (measured), since Lambda cannot write them. `unchecked-hash`:
    unpacking changes times, and the code is read-only; the same source gives the same bytes, so an
    unchanged artifact is not uploaded again. Raises BuildFailed if a module does not compile.
    """
    for cache in list(artifact.rglob("__pycache__")):
        shutil.rmtree(cache)  # From the source tree: of any version and any invalidation mode.
    is_layer = (artifact / "python").is_dir()
    said = io.StringIO()
    with contextlib.redirect_stdout(said):  # It prints what does not compile, and why.
        compiled = compileall.compile_dir(
            artifact,
            quiet=1,
            force=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            stripdir=artifact,
            prependdir=LAYER_AT if is_layer else FUNCTION_AT,
        )
    if not compiled:
        raise BuildFailed(f"{artifact.name} does not compile:\n{last_lines(said.getvalue())}")


def sam_environment() -> dict[str, str]:
    """This environment with our SAM CLI and its Python 3.13 first, and without its telemetry."""
    path = os.pathsep.join([str(SAM_VENV / "bin"), os.environ.get("PATH", os.defpath)])
    return dict(os.environ) | {"PATH": path, "SAM_CLI_TELEMETRY": "0", "PYTHONUTF8": "1"}


def last_lines(output: str) -> str:
    """Return the end of a tool's output, where it says what went wrong."""
    return "\n".join(output.strip().splitlines()[-OUTPUT_LINES_SHOWN:])


def _sam_build(template: Path, home: Path, architecture: Architecture) -> None:
    home.mkdir(parents=True, exist_ok=True)
    ran = subprocess.run(
        [
            SAM_VENV / "bin" / "sam",
            "build",
            *("--template-file", template),
            *("--build-dir", home / "build"),
            *("--cache-dir", home / "cache"),
            "--cached",
            "--parallel",
            *("--parameter-overrides", f"Architecture={architecture}"),
        ],
        env=sam_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=BUILD_SECONDS_MAX,
    )
    if ran.returncode != 0:
        raise BuildFailed(f"sam build failed:\n{last_lines(ran.stdout)}")


def _artifacts(built: Path) -> Iterator[Path]:
    return (entry for entry in sorted(built.parent.iterdir()) if entry.is_dir())


def _fingerprint(root: Path) -> str:
    """Hash what decides a build: template, state machines, functions, shared code, tools."""
    digest = hashlib.sha256()
    for place in (
        "infra/template.yaml",
        "infra/statemachines",
        "infra/rules_layer",
        "functions",
        "shared",
    ):
        for file in _files(root / place):
            digest.update(f"{file.relative_to(root)}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    for file in (ROOT / "requirements" / "sam.txt", Path(__file__)):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        return iter([place])
    found = (file for file in place.rglob("*") if file.is_file())
    return iter(sorted(file for file in found if "__pycache__" not in file.parts))


def main() -> None:
    """Build from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--architecture", choices=ARCHITECTURES, default=None)
    try:
        print(build(arguments.parse_args().architecture))
    except BuildFailed as failed:
        sys.exit(f"{failed}")


if __name__ == "__main__":
    main()
