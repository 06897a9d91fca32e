"""What a refusal means for the next step, beyond the errors that everybody sees."""

from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected


class TokenRefused(PlatformRejected):
    """The access token is no longer good: renew it and ask again."""


class NotTaken(PlatformBusy):
    """The call surely had no effect: throttled at the door, or no connection was made."""


def ours(sub_code: str, message: str) -> PlatformRejected:
    """Say no before or instead of the platform."""
    return PlatformRejected("hedan", sub_code, message)


def ended(refused: PlatformRejected, message: str = "") -> AccessEnded:
    """Return a platform's refusal as one that only the seller can lift; message says how."""
    return AccessEnded(refused.code, refused.sub_code, message or refused.message, refused.log_id)
