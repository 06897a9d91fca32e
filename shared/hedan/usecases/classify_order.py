"""Classify: into which classes an order falls, and how early it wants to be worked on."""

from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.classes import Classes, classify
from hedan.ports import Desk
from hedan.settings import Settings


def classify_order(key: OrderKey, *, desk: Desk, settings: Settings, now: datetime) -> Classes:
    """Return the classes. Raises KeyError when nobody knows the order."""
    return classify(desk.orders([key])[key], settings.classes, now)
