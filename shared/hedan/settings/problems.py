"""What types cannot tell: names that lead nowhere, names twice, ranges upside down.

Asked of plain data (dicts and lists as YAML or JSON give them), so that a mistake in one place
hides no mistake in another: all are told at once.
"""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import available_timezones

from hedan.domain.rules import WHOLE_ORDER_ONLY, Scope
from hedan.settings.model import Settings
from hedan.settings.stores import SupplierSettings
from hedan.settings.supplying_problems import supplying_problems
from hedan.settings.telling_problems import telling_problems

type Path = tuple[str | int, ...]
type Plain = Mapping[str, Any]

NEAREST_SHOWN = 2
NEAREST_CUTOFF = 0.6
# Each costs a comparison with every known name; who has more mistakes has one mistake, often.
NEAREST_SOUGHT_MAX = 50

# By what each subject's entries are known; in texts.settings these subjects have their names.
NAMED_BY: Final = {
    "stores": "id",
    "suppliers": "id",
    "skus": "sku",
    "stock_places": "id",
    "carriers": "code",
    "packages": "code",
    "inserts": "code",
    "texts": "key",
    "rules": "id",
    "robots": "id",
    "return_policies": "id",
    "auto_answers": "id",
    "offers": "id",
    "case_reasons": "code",
}
# Which field of which subject names an entry, or several, of which other one. What stands inside
# an entry goes by the name of its own sheet: sources in skus.
REFERENCES: Final = {
    ("stores", "supplier"): "suppliers",
    ("suppliers", "fall_back"): "suppliers",
    ("skus", "supplier"): "suppliers",
    ("skus", "stock_place"): "stock_places",
    ("skus", "package"): "packages",
    ("sources", "supplier"): "suppliers",
    ("listings", "store"): "stores",
    ("stock_places", "supplier"): "suppliers",
    ("blocked_buyers", "store"): "stores",
    ("workbooks", "supplier"): "suppliers",
    ("agreed_prices", "supplier"): "suppliers",
    ("agreed_prices", "sku"): "skus",
    ("carrier_names", "supplier"): "suppliers",
    ("carrier_names", "carrier"): "carriers",
    ("inserts", "stores"): "stores",
    ("inserts", "skus"): "skus",
    ("contacts", "stores"): "stores",
    ("contacts", "suppliers"): "suppliers",
    ("contacts", "warehouses"): "warehouses",
    ("robots", "stores"): "stores",
    ("robots", "suppliers"): "suppliers",
    ("robots", "warehouses"): "warehouses",
    ("return_policies", "stores"): "stores",
    ("return_policies", "skus"): "skus",
    ("return_policies", "reasons"): "case_reasons",
    ("auto_answers", "stores"): "stores",
    ("offers", "stores"): "stores",
}
# The same of what a rule does, by its action.
ACTION_REFERENCES: Final = {
    "route": ("supplier", "suppliers"),
    "carrier": ("carrier", "carriers"),
    "gift": ("sku", "skus"),
}


class Problem(NamedTuple):
    """One mistake: where in the settings, which (texts.settings says it), what would be right."""

    path: Path
    code: str
    values: Mapping[str, str] = {}
    nearest: tuple[str, ...] = ()


def problems(settings: Settings) -> tuple[Problem, ...]:
    """Return everything that is wrong with settings whose types are right."""
    return plain_problems(settings.model_dump(mode="json"))


def plain_problems(raw: Plain) -> tuple[Problem, ...]:
    """Return what names and ranges have wrong, whatever else is wrong."""
    return tuple(_Looking(raw).all())


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names most like this one, the likeliest first."""
    plain = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(name.casefold(), plain, NEAREST_SHOWN, NEAREST_CUTOFF)
    return tuple(plain[one] for one in found)


class _Looking:
    """One look at the whole, with every name at hand."""

    def __init__(self, raw: Plain) -> None:
        self._raw = raw
        self._sought = 0
        self._names = {
            subject: {
                item[field] for _, item in self._each(subject) if isinstance(item.get(field), str)
            }
            for subject, field in NAMED_BY.items()
        }
        usual = SupplierSettings.model_fields["warehouse"].default
        self._names["warehouses"] = {
            str(item.get("warehouse", usual)) for _, item in self._each("suppliers")
        }

    def all(self) -> Iterator[Problem]:
        yield from self._twice()
        yield from self._references()
        yield from self._goods()
        yield from self._sources()
        yield from self._circles()
        yield from self._prices()
        yield from self._zones()
        yield from self._found_by_nothing()
        yield from self._rules()
        yield from (Problem(*found) for found in supplying_problems(self._raw))
        yield from (Problem(*found) for found in telling_problems(self._raw))

    def _each(self, subject: str) -> Iterator[tuple[int, Plain]]:
        return _maps(self._raw.get(subject))

    def _twice(self) -> Iterator[Problem]:
        for subject, field in NAMED_BY.items():
            names = ((at, item.get(field)) for at, item in self._each(subject))
            for at, name in _again(names):
                yield Problem((subject, at, field), "TWICE", {"value": name})
        seen: dict[tuple[str, str], int] = {}
        for at, item in self._each("listings"):
            for field in ("code", "sku_id"):
                if item.get(field) and isinstance(item[field], str):
                    key = (str(item.get("store") or ""), f"{field}:{item[field]}")
                    if seen.setdefault(key, at) != at:
                        yield Problem(("listings", at, field), "TWICE", {"value": item[field]})

    def _references(self) -> Iterator[Problem]:
        for (subject, field), target in REFERENCES.items():
            for at, item in self._each(subject):
                path, named = (subject, at, field), item.get(field)
                yield from self._no_such(path, named, target)
                for position, one in _texts(named):
                    yield from self._no_such((*path, position), one, target)

    def _sources(self) -> Iterator[Problem]:
        for at, item in self._each("skus"):
            sources = list(_maps(item.get("sources")))
            above: Path = ("skus", at, "sources")
            suppliers = [(position, source.get("supplier")) for position, source in sources]
            for position, supplier in suppliers:
                yield from self._no_such((*above, position, "supplier"), supplier, "suppliers")
            for position, supplier in _again(suppliers):
                yield Problem((*above, position, "supplier"), "TWICE", {"value": supplier})

    def _circles(self) -> Iterator[Problem]:
        """Yield each supplier whose goods would come back to it, handed on from one to the next."""
        following = {
            str(item.get("id")): str(item.get("fall_back") or "")
            for _, item in self._each("suppliers")
        }
        for at, item in self._each("suppliers"):
            start = str(item.get("id"))
            chain = [start]
            while (next_ := following.get(chain[-1], "")) and next_ not in chain:
                chain.append(next_)
            if next_ and next_ == start:
                values = {"value": next_, "chain": " → ".join([*chain, start])}
                yield Problem(("suppliers", at, "fall_back"), "LEADS_BACK", values)

    def _goods(self) -> Iterator[Problem]:
        for at, item in self._each("skus"):
            low, high = item.get("price_min_minor"), item.get("price_max_minor")
            if isinstance(low, int) and isinstance(high, int) and 0 <= high < low:
                values = {"value": str(high), "least": str(low)}
                yield Problem(("skus", at, "price_max_minor"), "BELOW_MINIMUM", values)
        for at, item in self._each("listings"):
            parts = list(_maps(item.get("parts")))
            above: Path = ("listings", at, "parts")
            for position, part in parts:
                yield from self._no_such((*above, position, "sku"), part.get("sku"), "skus")
            for position, sku in _again((position, part.get("sku")) for position, part in parts):
                yield Problem((*above, position, "sku"), "TWICE", {"value": sku})

    def _prices(self) -> Iterator[Problem]:
        for at, carrier in self._each("carriers"):
            seen: set[str] = set()
            for position, price in _maps(carrier.get("prices")):
                regions = price.get("regions") or [""]
                for region in regions if isinstance(regions, list | tuple) else ():
                    if region in seen:
                        path = ("carriers", at, "prices", position, "regions")
                        yield Problem(path, "REGION_TWICE", {"value": str(region)})
                    seen.add(region)

    def _zones(self) -> Iterator[Problem]:
        for subject in ("stores", "suppliers"):
            for at, item in self._each(subject):
                zone = item.get("time_zone")
                if isinstance(zone, str) and zone and zone not in available_timezones():
                    near = self._nearest(zone, available_timezones())
                    path = (subject, at, "time_zone")
                    yield Problem(path, "NO_SUCH_ZONE", {"value": zone}, near)

    def _found_by_nothing(self) -> Iterator[Problem]:
        for subject, fields in (
            ("listings", ("code", "sku_id")),
            ("blocked_buyers", ("buyer_id", "address_id")),
        ):
            for at, item in self._each(subject):
                if not any(item.get(field) for field in fields):
                    yield Problem((subject, at, fields[0]), "FOUND_BY_NOTHING")

    def _rules(self) -> Iterator[Problem]:
        for at, rule in self._each("rules"):
            for position, act in _maps(rule.get("then")):
                path = ("rules", at, "then", position)
                do = act.get("do")
                if rule.get("scope") == Scope.LINE and do in WHOLE_ORDER_ONLY:
                    yield Problem((*path, "do"), "LINE_CANNOT", {"value": str(do)})
                if do in ACTION_REFERENCES:
                    field, target = ACTION_REFERENCES[do]
                    yield from self._no_such((*path, field), act.get(field), target)

    def _no_such(self, path: Path, name: object, target: str) -> Iterator[Problem]:
        known = self._names[target]
        if isinstance(name, str) and name and name not in known:
            values = {"value": name, "what": target}
            yield Problem(path, "NO_SUCH", values, self._nearest(name, known))

    def _nearest(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        self._sought += 1
        return nearest(name, known) if self._sought <= NEAREST_SOUGHT_MAX else ()


def _maps(items: object) -> Iterator[tuple[int, Plain]]:
    """Yield those entries of a list that can be looked into, with their places."""
    if isinstance(items, list | tuple):
        for at, item in enumerate(items):
            if isinstance(item, Mapping):
                yield at, item


def _texts(items: object) -> Iterator[tuple[int, str]]:
    """Yield the texts of a list with their places."""
    if isinstance(items, list | tuple):
        yield from ((at, one) for at, one in enumerate(items) if isinstance(one, str))


def _again(names: Iterable[tuple[int, object]]) -> Iterator[tuple[int, str]]:
    """Yield each name that stood there before, with its later place."""
    seen: dict[str, int] = defaultdict(int)
    for at, name in names:
        if isinstance(name, str):
            seen[name] += 1
            if seen[name] > 1:
                yield at, name
