"""How a mall says no: one exception, and the contract's status for each code."""

from dataclasses import dataclass, field

STATUSES = {
    "parameter-invalid": 400,
    "window-too-long": 400,
    "page-too-large": 400,
    "token-unknown": 401,
    "token-revoked": 401,
    "other-merchant": 403,
    "merchant-suspended": 403,
    "permission-missing": 403,
    "order-unknown": 404,
    "refund-unknown": 404,
    "shipment-unknown": 404,
    "already-shipped": 409,
    "quantity-exceeded": 409,
    "in-after-sale": 409,
    "not-shippable": 409,
    "idempotency-conflict": 409,
    "answered-otherwise": 409,
    "refund-over": 409,
    "not-answerable": 409,
    "not-interceptable": 409,
    "carrier-unknown": 422,
    "tracking-invalid": 422,
    "line-unknown": 422,
    "product-unknown": 422,
    "throttled": 429,
    "internal": 500,
    "unavailable": 503,
}


@dataclass
class Refused(Exception):
    """A call that is refused; its code says the status."""

    code: str
    message: str = "refused"
    retry_after: int | None = field(default=None)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    @property
    def status(self) -> int:
        """The HTTP status of the code."""
        return STATUSES[self.code]
