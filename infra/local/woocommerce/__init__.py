"""Simulated WooCommerce sites, with and without vendors, for the local run and days of trade.

Written from the published behaviour and never from our own client, so that a mistake in one of
them shows. What no source gives is named as ours where it stands.
"""

from infra.local.woocommerce.model import Status, Vendors
from infra.local.woocommerce.platform import WoocommercePlatform

__all__ = ["Status", "Vendors", "WoocommercePlatform"]
