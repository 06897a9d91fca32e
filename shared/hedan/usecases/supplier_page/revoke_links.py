"""Make a supplier's links void: a phone was lost, somebody left. The settings say it, as ever."""

from datetime import datetime

from hedan.domain.people import Person
from hedan.settings.versions import SettingsKeeper
from hedan.usecases.orders.approve import Approvals
from hedan.usecases.publishing.draft_settings import draft_settings
from hedan.usecases.publishing.publish_with_approval import Published, publish_with_approval

SOURCE = "revoke-links"


def revoke_links(
    supplier: str,
    generation: int,
    by: Person,
    reason: str,
    *,
    keep: SettingsKeeper,
    approvals: Approvals,
    now: datetime,
) -> Published:
    """Publish settings under which no link of this generation, or an older one, works any more.

    Where the owner wants four eyes, a second person has to agree first. Links of a generation that
    is over are void already: asking again changes nothing. Raises KeyError for an unknown supplier
    or before the first settings, VersionConflict when others publish at the same moment.
    """
    current = keep.in_force()
    if current is None:
        raise KeyError("no settings were published yet")
    if current.supplier(supplier).link_generation > generation:
        return Published(version=current.version)
    suppliers = tuple(
        one.but(link_generation=generation + 1) if one.id == supplier else one
        for one in current.suppliers
    )
    wanted = current.but(suppliers=suppliers)
    draft = draft_settings(wanted, by=str(by), at=now, keep=keep, source=SOURCE, note=reason)
    return publish_with_approval(
        draft.id, by, reason, drop=False, keep=keep, approvals=approvals, now=now
    )
