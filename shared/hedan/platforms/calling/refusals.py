"""What a gateway's refusal means for the next step, beyond the errors that everybody sees."""

from hedan.errors import PlatformBusy, PlatformRejected


class TokenRefused(PlatformRejected):
    """The access token is no longer good: renew it and ask again."""


class NotTaken(PlatformBusy):
    """The call surely had no effect: throttled at the door, or no connection was made."""
