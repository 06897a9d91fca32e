"""Payloads as they came, so that a mapping mistake can be replayed. One file per batch of reads.

A file an order would be the largest item on the bill; a batch is what one invocation read.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from hedan.ports import Archive

_JSON = json.JSONEncoder(ensure_ascii=False)


class RawPayloads:
    """What one invocation read. Written once, before anything that refers to it is stored."""

    def __init__(
        self, archive: Archive, folder: str, payloads: Sequence[str], now: datetime
    ) -> None:
        self._archive = archive
        self._folder = folder
        self._payloads = payloads
        self._now = now
        self._key = ""  # Until it is written: most of what is read tells nothing new.

    def place(self, position: int) -> str:
        """Return where a payload lies: the key of the file, and the line in it counted from 0."""
        if not self._key:
            body = "\n".join(map(_JSON.encode, self._payloads)).encode()
            digest = hashlib.sha256(body).hexdigest()[:32]
            day = self._now.date().isoformat().replace("-", "/")
            key = f"raw/{self._folder}/{day}/{digest}.jsonl.gz"
            self._archive.put(key, gzip.compress(body, mtime=0), "application/gzip")
            self._key = key
        return f"{self._key}#{position}"
