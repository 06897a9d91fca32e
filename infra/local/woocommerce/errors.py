"""How the REST API says no: an HTTP status with a code and a sentence."""

from dataclasses import dataclass


@dataclass
class Refused(Exception):
    """A call that is refused."""

    status: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message}"


def unauthorised() -> Refused:
    """A key pair that opens nothing."""
    return Refused(401, "woocommerce_rest_authentication_error", "Consumer key is invalid.")


def no_order() -> Refused:
    """An order that is not there (any more)."""
    return Refused(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")


def no_product() -> Refused:
    """A product that is not there."""
    return Refused(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")


def bad_parameter(name: str) -> Refused:
    """A parameter outside its limits."""
    return Refused(400, "rest_invalid_param", f"Invalid parameter(s): {name}")


def no_route() -> Refused:
    """An address that nothing answers."""
    return Refused(404, "rest_no_route", "No route was found matching the URL and request method.")
