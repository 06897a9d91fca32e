"""Which adapter speaks for which platform: one line each."""

from collections.abc import Callable, Sequence

from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.doudian.store import DoudianStore
from hedan.platforms.outside import Outside
from hedan.platforms.platform import Platform
from hedan.settings import CarrierSettings, StoreSettings

type Opener = Callable[
    [StoreSettings, AppSecret, TokenVault, Sequence[CarrierSettings], Outside], Platform
]

PLATFORMS: dict[str, Opener] = {
    "doudian": DoudianStore,
}


def open_store(
    store: StoreSettings,
    app: AppSecret,
    vault: TokenVault,
    carriers: Sequence[CarrierSettings],
    outside: Outside,
) -> Platform:
    """Return the store behind its platform's API. Raises KeyError for a platform nobody knows."""
    return PLATFORMS[store.platform](store, app, vault, carriers, outside)
