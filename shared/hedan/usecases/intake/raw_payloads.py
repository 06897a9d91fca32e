"""Payloads as they came, so that a mapping mistake can be replayed. One file per batch of reads.

A file an order would be the largest item on the bill; a batch is what one invocation read.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from hedan.ports import Archive


class RawPayloads:
    """What one invocation read. Written once, before anything that refers to it is stored."""

    def __init__(
        self, archive: Archive, folder: str, payloads: Sequence[str], now: datetime
    ) -> None:
        self._archive = archive
        self._body = "\n".join(json.dumps(text, ensure_ascii=False) for text in payloads).encode()
        digest = hashlib.sha256(self._body).hexdigest()[:32]
        self._key = f"raw/{folder}/{now:%Y/%m/%d}/{digest}.jsonl.gz"
        self._is_written = False

    def place(self, position: int) -> str:
        """Return where a payload lies: the key of the file, and the line in it counted from 0."""
        if not self._is_written:
            self._archive.put(self._key, gzip.compress(self._body, mtime=0), "application/gzip")
            self._is_written = True
        return f"{self._key}#{position}"
