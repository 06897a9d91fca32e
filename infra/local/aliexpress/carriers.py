"""Logistics services by the names that sellers may give, and what their numbers look like."""

import re
from dataclasses import dataclass

from infra.local.aliexpress.errors import BAD_NUMBER, BAD_SERVICE, Failed


@dataclass(frozen=True)
class Service:
    """One logistics service."""

    name: str
    shown: str
    company: str
    number: str
    days: tuple[int, int]


_KNOWN = (
    Service("CAINIAO_STANDARD", "AliExpress Standard Shipping", "CAINIAO", r"^LP\d{14}$", (3, 7)),
    Service("CAINIAO_ECONOMY", "Cainiao Super Economy", "CAINIAO", r"^LP\d{14}$", (3, 7)),
    Service("EMS", "EMS", "EMS", r"^E[A-Z]\d{9}CN$", (3, 7)),
    Service("CPAM", "China Post Registered Air Mail", "CPAM", r"^R[A-Z]\d{9}CN$", (3, 7)),
    Service("DHL", "DHL", "DHL", r"^\d{10}$", (3, 7)),
    Service("OTHER", "Seller's Shipping Method", "OTHER", r"^[A-Za-z0-9]{6,32}$", (3, 7)),
)
SERVICES = {service.name: service for service in _KNOWN}


def check(service_name: str, number: str, website: str, carrier: str) -> None:
    """What the platform looks at of a waybill. Raises Failed."""
    service = SERVICES.get(service_name)
    if service is None:
        raise Failed(BAD_SERVICE, f"{service_name} is no logistics service")
    if service_name.startswith("OTHER") and not (website and carrier):
        raise Failed(BAD_SERVICE, "tracking_web_site and actual_carrier are required")
    if not re.fullmatch(service.number.strip("^$"), number):
        raise Failed(BAD_NUMBER, f"{number} is no number of {service_name}")


def example_number(service_name: str, count: int) -> str:
    """An invented number that a service's pattern takes."""
    return {
        "CAINIAO_STANDARD": f"LP{count:014d}",
        "CAINIAO_ECONOMY": f"LP{count:014d}",
        "EMS": f"EA{count:09d}CN",
        "CPAM": f"RA{count:09d}CN",
        "DHL": f"{count:010d}",
        "OTHER": f"OT{count:010d}",
    }[service_name]
