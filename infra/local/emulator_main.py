"""Starts the emulator, run by its own Python: a layer is unpacked once, not for every worker.

A day starts some hundred Lambda workers, and each would write the same 3,500 files again, a second
of the emulator's only thread of Python.
"""

import hashlib
import runpy
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MANY_FILES = 100  # A layer has thousands; a function's own code, one or two.

_lock = threading.Lock()
_unpacked: dict[str, Path] = {}


def main() -> None:
    """Start it."""
    zipfile.ZipFile.extractall = _by_links(zipfile.ZipFile.extractall)  # type: ignore[method-assign]
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)


def _by_links(unpack: Callable[..., None]) -> Callable[..., None]:
    """Return what unpacks a small archive as ever, and links to the one copy of a large one."""

    def extractall(archive: zipfile.ZipFile, path: str | None = None, *rest: Any) -> None:
        if path is None or rest or len(archive.infolist()) < MANY_FILES:
            unpack(archive, path, *rest)
            return
        for entry in _once(archive, unpack).iterdir():
            (Path(path) / entry.name).symlink_to(entry)

    return extractall


def _once(archive: zipfile.ZipFile, unpack: Callable[..., None]) -> Path:
    """Return where an archive of this content lies unpacked."""
    digest = hashlib.sha256()
    for info in archive.infolist():
        digest.update(f"{info.filename}\0{info.CRC}\0{info.file_size}\0".encode())
    with _lock:
        if digest.hexdigest() not in _unpacked:
            home = Path(tempfile.mkdtemp(prefix="layer-"))
            unpack(archive, home)
            _unpacked[digest.hexdigest()] = home
        return _unpacked[digest.hexdigest()]


if __name__ == "__main__":
    sys.path.pop(0)  # This directory: modules of ours have names of theirs.
    main()
