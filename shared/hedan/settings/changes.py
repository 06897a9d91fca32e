"""What would change if other settings were put in force: the preview before publishing."""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from hedan.domain.base import Frozen
from hedan.settings.model import Settings

# What decides orders: who changes it tries it on past orders first.
DECIDING: Final = frozenset({"checks", "merge", "split", "classes", "rules"})
# The same of entries that there are already: who ships. What only the day of a wave knows, such as
# holidays and a day's most parcels, past orders tell nothing about.
ROUTING: Final = {
    "stores": frozenset({"supplier"}),
    "suppliers": frozenset({"refused_regions", "fall_back"}),
    "skus": frozenset({"supplier", "sources"}),
}
# An order under way in one of these could not be told of any more if it vanished.
KEPT: Final = ("stores", "suppliers")

type What = Literal["added", "removed", "changed", "moved"]


class FieldChange(NamedTuple):
    """One value: both as people read them in the settings."""

    field: str
    before: str
    after: str


class Changed(Frozen):
    """One entry of one subject, or one group of values."""

    subject: str  # The field of Settings.
    name: str  # By what the entry is known; empty for a group.
    what: What
    fields: tuple[FieldChange, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether past orders would tell what comes of it."""
        routing = ROUTING.get(self.subject, frozenset())
        return self.subject in DECIDING or any(one.field in routing for one in self.fields)


class SettingsChange(Frozen):
    """Everything that changes, in the order of the settings."""

    changes: tuple[Changed, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes at all."""
        return not self.changes

    @property
    def wants_dry_run(self) -> bool:
        """Whether orders could be decided otherwise."""
        return any(change.decides for change in self.changes)

    @property
    def vanishing(self) -> tuple[Changed, ...]:
        """Stores and suppliers that would be gone."""
        return tuple(c for c in self.changes if c.what == "removed" and c.subject in KEPT)


def preview(current: Settings | None, wanted: Settings) -> SettingsChange:
    """Return what publishing the wanted settings would change. None: nothing is in force yet."""
    before = _plain(current) if current is not None else {}
    after = _plain(wanted)
    found: list[Changed] = []
    for subject in after:
        if isinstance(after[subject], list):
            found += _entries(subject, before.get(subject, []), after[subject])
        else:
            found += _group(subject, before.get(subject), after[subject])
    return SettingsChange(changes=tuple(found))


def _plain(settings: Settings) -> dict[str, Any]:
    return settings.model_dump(mode="json", exclude={"version"})


def _group(subject: str, before: Any, after: Any) -> list[Changed]:
    old, new = (one if isinstance(one, dict) else {"": one} for one in (before, after))
    if before is None:
        old = {}
    fields = _fields(old, new) if before is not None else ()
    return [Changed(subject=subject, name="", what="changed", fields=fields)] if fields else []


def _entries(subject: str, before: list[Any], after: list[Any]) -> list[Changed]:
    old, new = _by_name(subject, before), _by_name(subject, after)
    found = [Changed(subject=subject, name=name, what="removed") for name in old if name not in new]
    for name, entry in new.items():
        if name not in old:
            found.append(Changed(subject=subject, name=name, what="added"))
        elif fields := _fields(old[name], entry):
            found.append(Changed(subject=subject, name=name, what="changed", fields=fields))
    if not found and list(old) != list(new):
        found.append(Changed(subject=subject, name="", what="moved"))
    return found


def _by_name(subject: str, entries: list[Any]) -> dict[str, Mapping[str, Any]]:
    named: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        name, times = name_of(subject, entry), 1
        while (key := name if times == 1 else f"{name} ({times})") in named:
            times += 1
        named[key] = entry
    return named


def name_of(subject: str, entry: Mapping[str, Any]) -> str:
    """Return by what people know an entry."""
    match subject:
        case "listings":
            own = entry["code"] or entry["sku_id"]
            return f"{entry['store']}/{own}" if entry["store"] else str(own)
        case "blocked_buyers":
            return str(entry["buyer_id"] or entry["address_id"])
        case "contacts":
            return str(entry["name"])
        case "agreed_prices" | "carrier_names" | "workbooks":
            names = ("supplier", "sku", "name", "since")
            return "/".join(str(entry[name]) for name in names if name in entry)
        case _:
            return str(entry.get("id") or entry.get("sku") or entry.get("code") or entry["key"])


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, _shown(before.get(field)), _shown(after.get(field)))
        for field in dict.fromkeys([*before, *after])
        if before.get(field) != after.get(field)
    )


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_shown(one) for one in value)
        case dict():
            return "; ".join(f"{key}={_shown(one)}" for key, one in value.items() if one != "")
        case _:
            return str(value)
