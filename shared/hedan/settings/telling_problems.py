"""What types cannot tell of contacts and robots: numbers no SMS reaches, eyes that see too much."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hedan.settings.supplying_problems import Entry, Found

# E.164, as SNS wants it: a plus, the country, at most 15 digits.
PHONE: Final = re.compile(r"\+[1-9]\d{6,14}")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def telling_problems(raw: Mapping[str, Any]) -> Iterator["Found"]:
    """Yield path, code and values of each mistake. raw: the settings as plain data."""
    many_suppliers = sum(1 for _ in _entries(raw.get("suppliers"))) > 1
    for subject, field, value in (
        ("contacts", "post", "warehouse"),
        ("robots", "audience", "supplier"),
    ):
        for at, entry in _entries(raw.get(subject)):
            named = entry.get("suppliers") or entry.get("warehouses")
            if many_suppliers and entry.get(field) == value and not named:
                yield (subject, at, "suppliers"), "WHOSE_NOTICES", {}
    for at, contact in _entries(raw.get("contacts")):
        for field, shape, code in (("phone", PHONE, "BAD_PHONE"), ("email", EMAIL, "BAD_EMAIL")):
            told = contact.get(field)
            if isinstance(told, str) and told and not shape.fullmatch(told):
                yield ("contacts", at, field), code, {"value": told}


def _entries(items: object) -> Iterator["Entry"]:
    if isinstance(items, list | tuple):
        for at, item in enumerate(items):
            if isinstance(item, Mapping):
                yield at, item
