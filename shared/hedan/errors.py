"""Everything that can go wrong, in two families: what to try again and what not.

HedanError
├── Rejected               the same call again would get the same answer
│   ├── BadSignature         a callback or link that was not signed as agreed
│   │   └── LinkExpired          a link of ours whose time is over (links.py)
│   ├── Malformed            input that cannot be read; names the place
│   ├── SettingsInvalid      the seller's settings; names the line and the reason
│   │   ├── SettingsRefused      a file of them, with every mistake (settings_files/mistakes.py)
│   │   └── PublishRefused       no mistake, but something is missing (settings/publishing.py)
│   ├── PlatformRejected     the platform said no, with its code
│   │   └── AccessEnded        authorisation closed, application stopped: tell the owner
│   ├── OrderGone            the platform has deleted the order, or it is another store's
│   ├── WorkbookRefused      a file that cannot be taken at all; names the reason
│   ├── ApprovalRefused      an approval that cannot be answered so (domain/approvals.py)
│   ├── BulkRefused          an act over many orders that cannot be done so (domain/bulk_acts.py)
│   ├── RobotRefused         a chat's robot that takes no such message (adapters/robot_calls.py)
│   ├── FenceClosed          a ship instruction met a closed fence
│   └── StockShort           there is not enough; names the SKU
└── TryAgain               the same call later may succeed
    ├── VersionConflict      somebody stored a newer version after ours was read
    ├── PlatformBusy         throttled, time-out, 5xx, "service unavailable"
    ├── StaleAfterSales      refunds of the store are not known up to now
    ├── AfterSaleAhead       the platform shows an after-sale that is on its way to us
    └── Locked               somebody else holds the lock
"""


class HedanError(Exception):
    """The root: catching it catches all of ours and nothing else."""


class Rejected(HedanError):
    """Trying again is useless."""


class TryAgain(HedanError):
    """Trying again later is right."""


class BadSignature(Rejected):
    """A signature, application id or token that is not ours."""


class Malformed(Rejected):
    """Input that cannot be read; the message names the place."""


class SettingsInvalid(Rejected):
    """Settings that cannot be published; the message names the line and the reason."""


class WorkbookRefused(Rejected):
    """A file that cannot be taken at all; the message is meant for the supplier."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PlatformRejected(Rejected):
    """The platform refused a call for good.

    code and sub_code are the platform's own words; log_id is what its service desk asks for.
    """

    def __init__(self, code: str, sub_code: str, message: str, log_id: str = "") -> None:
        super().__init__(f"{code} {sub_code}: {message} (log {log_id or 'none'})")
        self.code = code
        self.sub_code = sub_code
        self.message = message
        self.log_id = log_id


class AccessEnded(PlatformRejected):
    """The seller's authorisation or the application's permission has ended."""


class OrderGone(Rejected):
    """The platform knows no such order of this store any more; names the order."""


class FenceClosed(Rejected):
    """A ship instruction met a closed fence: nothing was written."""


class StockShort(Rejected):
    """There is not enough of a SKU: nothing was written."""

    def __init__(self, sku: str) -> None:
        super().__init__(f"not enough of SKU {sku}")
        self.sku = sku


class VersionConflict(TryAgain):
    """Somebody stored a newer version after this one was read: read, decide, write again."""


class PlatformBusy(TryAgain):
    """The platform could not answer now: throttled, timed out, or out of service."""


class StaleAfterSales(TryAgain):
    """What is known of a store's refunds is too old to let anything leave; names the store."""


class AfterSaleAhead(TryAgain):
    """The platform shows an after-sale whose message has not reached us: it mostly soon does."""


class Locked(TryAgain):
    """Somebody else is doing this very thing."""
