"""How each SKU was bought in the last days, over all stores: what every check compares with."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hedan.domain.base import Sku
from hedan.domain.facts import SkuHistory
from hedan.domain.sku_histories import (
    HISTORIES,
    HISTORIES_KEY,
    HISTORY_DAYS,
    SkuFold,
    add_up,
    fold_place,
    fold_prefix,
    histories,
)
from hedan.usecases.dry_runs.dry_run_files import JSON, Files


def fold_histories(stores: Iterable[str], until: date, *, archive: Files) -> dict[Sku, SkuHistory]:
    """Add up the folds of the days before a UTC day, write the histories and return them.

    Stores do so one after the other by night; whoever comes last has seen the others' days.
    """
    whole = histories(add_up(_folds(stores, until, archive)))
    archive.put(HISTORIES_KEY, HISTORIES.dump_json(whole), JSON)
    return whole


def _folds(stores: Iterable[str], until: date, archive: Files) -> Iterator[SkuFold]:
    since = until - timedelta(days=HISTORY_DAYS)
    for store in stores:
        for key in archive.keys(fold_prefix(store)):
            if since <= fold_place(key)[1] < until:
                yield SkuFold.model_validate_json(archive.get(key))
