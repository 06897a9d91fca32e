"""What the scenes with the cup factory saw on their way: files as they were, answers as given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hedan.domain.parcels import Parcel
from infra.local.supplier import Sheet


@dataclass
class SupplyWork:
    """Filled while the day goes on."""

    sheets: dict[str, Sheet] = field(default_factory=dict)  # As downloaded, by when.
    asked: dict[str, Any] = field(default_factory=dict)  # Numbers in question, as the API tells.
    watched: Mapping[str, Any] = field(default_factory=dict)  # What the watcher answered.
    before: tuple[Parcel, ...] = ()  # Every parcel before the watcher ran,
    after: tuple[Parcel, ...] = ()  # and after it.
