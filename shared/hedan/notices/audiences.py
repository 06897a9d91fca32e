"""Who hears of what by e-mail and SMS: for each address of the settings, the filter of its notices.

A filter names what a notice's attributes must be; an attribute that the notice lacks passes no
filter that asks for it.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from hedan.domain.findings import Post
from hedan.notices.notice import Audience, NoticeSeverity
from hedan.notices.robots import at_least
from hedan.settings import Contact, Settings

# An SMS costs money and wakes people.
BY_SMS: Final = frozenset({NoticeSeverity.URGENT.value, NoticeSeverity.CRITICAL.value})
# What the team is told, and what a warehouse is: that of its supplier. Nobody is told nothing.
_HEARS: Final = {
    Post.OWNER: Audience.OWNER,
    Post.OPERATOR: Audience.OWNER,
    Post.WAREHOUSE: Audience.SUPPLIER,
}

type Filter = dict[str, Any]


class Address(NamedTuple):
    """Where a notice goes."""

    protocol: str  # email or sms.
    endpoint: str


def wanted(settings: Settings, *, has_sms: bool) -> dict[Address, Filter]:
    """Return the filter of every address that the settings name. has_sms: AWS China has none."""
    clauses: dict[Address, list[Filter]] = defaultdict(list)
    for supplier in settings.suppliers:
        if supplier.email:
            clauses[Address("email", supplier.email)].append(
                _clause(Audience.SUPPLIER, supplier=(supplier.id,))
            )
    for contact in settings.contacts:
        for address, clause in _of(contact):
            if has_sms or address.protocol != "sms":
                clauses[address].append(clause)
    return {address: _any(mine) for address, mine in clauses.items()}


def _of(contact: Contact) -> Iterator[tuple[Address, Filter]]:
    audience = _HEARS.get(contact.post)
    if audience is None:
        return
    more = {
        "store": contact.stores,
        "supplier": contact.suppliers,
        "warehouse": contact.warehouses,
    }
    loud = at_least(contact.severity) if contact.severity != "info" else ()
    if contact.email:
        yield Address("email", contact.email), _clause(audience, severity=loud, **more)
    if contact.phone:
        waking = tuple(one for one in at_least(contact.severity) if one in BY_SMS)
        yield Address("sms", contact.phone), _clause(audience, severity=waking, **more)


def _clause(audience: Audience, **more: tuple[str, ...]) -> Filter:
    named = {name: list(values) for name, values in more.items() if values}
    return {"audience": [{"prefix": audience.value}], **named}


def is_ours(filter_: Filter) -> bool:
    """Tell a filter that was made here from the deployment's own and from one made by hand.

    Ours alone ask for an audience by its prefix. It costs nothing: SNS takes 150 combinations of
    a filter's values, and a second value would halve them.
    """
    clauses = filter_.get("$or", [filter_])
    return all("prefix" in one for clause in clauses for one in clause.get("audience", ("",)))


def _any(clauses: list[Filter]) -> Filter:
    """One address has one subscription: what it hears is what any of its entries would."""
    different = [one for at, one in enumerate(clauses) if one not in clauses[:at]]
    return different[0] if len(different) == 1 else {"$or": different}
