"""What a running function stands on: logger, metrics, and the world behind the ports.

Everything is made on first use and kept: imports stay cheap, warm calls cheaper, and tests can put
their own environment in place before anything exists.
"""

import os
import warnings
from datetime import UTC, datetime, timedelta
from functools import cache

from aws_lambda_powertools import Logger, Metrics

from hedan.adapters import clients
from hedan.adapters.approvals import ApprovalTable
from hedan.adapters.bulk_records import BulkRecords
from hedan.adapters.case_book import DynamoCaseBook
from hedan.adapters.dry_runs import DryRunRecords
from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.adapters.file_archive import FileArchive
from hedan.adapters.functions import BulkRunner
from hedan.adapters.import_records import ImportRecords
from hedan.adapters.ledger_table import LedgerTable
from hedan.adapters.secrets import Secrets, StoreVault
from hedan.adapters.settings_table import SettingsTable
from hedan.adapters.shipping_outbox import ShippingOutbox
from hedan.adapters.sns_notices import SnsNotices
from hedan.adapters.sqs_queue import SqsQueue
from hedan.adapters.visit_counts import VisitCounts
from hedan.adapters.wake_ups import ScheduledWakeUps
from hedan.adapters.workflows import Workflows
from hedan.domain.pull_ledger import Listing
from hedan.domain.stops import Stop
from hedan.links import make_link_token
from hedan.platforms.access import AppSecret
from hedan.platforms.filed.store import FiledStore, filed_capabilities
from hedan.platforms.outside import Outside
from hedan.platforms.platform import Capabilities, Platform
from hedan.platforms.registry import CAPABILITIES, open_store
from hedan.settings import Settings, StoreSettings

# Most invocations have nothing to count, and a line of log each would cost more than the function.
warnings.filterwarnings("ignore", message="No application metrics to publish")

# A stop is answered within hours; its link outlives every ladder and every lost phone.
STOP_LINK_DAYS = 14

logger = Logger(service="hedan")
metrics = Metrics(namespace="Hedan", service="hedan")


def now() -> datetime:
    """The clock. It enters here and nowhere below."""
    return datetime.now(UTC)


@cache
def desk() -> DynamoDesk:
    """Orders, parcels, workbooks, stops, stock."""
    return DynamoDesk(clients.dynamodb(), os.environ["ORDER_TABLE"], os.environ["STOCK_TABLE"])


@cache
def case_book() -> DynamoCaseBook:
    """After-sales, complaints and disputes of all orders."""
    return DynamoCaseBook(clients.dynamodb(), os.environ["ORDER_TABLE"])


@cache
def settings_table() -> SettingsTable:
    """The seller's settings and the state of the doors."""
    return SettingsTable(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


def settings() -> Settings:
    """The settings in force, at most a minute old."""
    return settings_table().settings()


def settings_in_force() -> Settings:
    """The settings as they stand now: what concerns two people counts from its publication on.

    Raises LookupError before the first publication.
    """
    now = settings_table().in_force()
    if now is None:
        raise LookupError("no settings were published yet")
    return now


@cache
def visit_counts() -> VisitCounts:
    """How often each link was used of late."""
    return VisitCounts(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


@cache
def ledger_table() -> LedgerTable:
    """The pull ledgers, and what became of hints."""
    return LedgerTable(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


def capabilities_of(store: StoreSettings) -> Capabilities:
    """What a store's platform can do for us, without opening the store."""
    return CAPABILITIES[store.platform] if store.api_url else filed_capabilities(store)


def after_sales_known_until(store: StoreSettings) -> datetime | None:
    """Up to when a store's refunds are known; None when they never were."""
    if not store.api_url:
        return import_records().known_until(store.id)
    listings = capabilities_of(store).listings
    # Where a platform lists no cases of their own, its orders tell of refunds.
    listing = Listing.AFTER_SALES if Listing.AFTER_SALES in listings else Listing.ORDERS
    return ledger_table().ledger(store.id, listing).known_until


@cache
def import_records() -> ImportRecords:
    """What became of export sheets."""
    return ImportRecords(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


@cache
def dry_runs() -> DryRunRecords:
    """What became of dry runs."""
    return DryRunRecords(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


@cache
def dry_run_workflow() -> Workflows:
    """What starts dry runs."""
    return Workflows(clients.step_functions(), {"dry_run": os.environ["DRY_RUN_WORKFLOW"]})


@cache
def approvals() -> ApprovalTable:
    """What waits for a second person."""
    return ApprovalTable(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


@cache
def bulk_acts() -> BulkRecords:
    """What was asked over many orders, and what became of each."""
    return BulkRecords(clients.dynamodb(), os.environ["ORDER_TABLE"])


@cache
def bulk_runner() -> BulkRunner:
    """What works on bulk acts."""
    return BulkRunner(clients.functions(), os.environ["BULK_FUNCTION"])


@cache
def shipping_outbox() -> ShippingOutbox:
    """Numbers that wait for a bulk-shipping file, and the files."""
    return ShippingOutbox(clients.dynamodb(), os.environ["SETTINGS_TABLE"])


@cache
def archive() -> FileArchive:
    """The files."""
    return FileArchive(clients.s3(), os.environ["BUCKET"])


@cache
def notices() -> SnsNotices:
    """Where people are told."""
    return SnsNotices(clients.sns(), os.environ["NOTICE_TOPIC"])


@cache
def intake_queue() -> SqsQueue:
    """Where hints wait."""
    return SqsQueue(clients.sqs(), os.environ["INTAKE_QUEUE"])


@cache
def ship_queue() -> SqsQueue:
    """Where numbers wait for the platform."""
    return SqsQueue(clients.sqs(), os.environ["SHIP_QUEUE"])


@cache
def workflows() -> Workflows:
    """What is started."""
    return Workflows(
        clients.step_functions(),
        {"order": os.environ["ORDER_WORKFLOW"], "stop": os.environ["STOP_WORKFLOW"]},
    )


@cache
def wave_workflow() -> Workflows:
    """What begins waves."""
    return Workflows(clients.step_functions(), {"wave": os.environ["WAVE_WORKFLOW"]})


@cache
def wake_ups() -> ScheduledWakeUps:
    """What looks at an order again later."""
    return ScheduledWakeUps(
        clients.scheduler(),
        os.environ["SCHEDULE_GROUP"],
        os.environ["SCHEDULE_ROLE"],
        os.environ["ORDER_WORKFLOW"],
    )


@cache
def secrets() -> Secrets:
    """The secrets."""
    return Secrets(clients.secrets_manager(), os.environ["SECRET_PREFIX"])


@cache
def outside() -> Outside:
    """Connections to platforms, kept alive between calls."""
    return Outside()


def shops(store_id: str) -> dict[str, str]:
    """Which of our stores each of the platform's shop numbers is, for a shared application."""
    return secrets().shops(store_id)


def platform_of(store_id: str) -> Platform:
    """One store, as the settings describe it now. Raises KeyError when they do not."""
    current = settings()
    store = current.store(store_id)
    if not store.api_url:
        return FiledStore(store, current.carriers, shipping_outbox(), now)
    return _platform(store_id, current.version, secrets().app(store_id))


@cache
def _platform(store_id: str, _settings_version: int, app: AppSecret) -> Platform:
    """Kept as long as settings and keys stay: its token and its rate limit live as long."""
    current = settings()
    store = current.store(store_id)
    holder = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "local")
    return open_store(
        store,
        app,
        StoreVault(secrets(), settings_table(), store_id, holder),
        current.carriers,
        outside(),
    )


def public_url() -> str:
    """Where the stack's pages and callbacks answer, without a slash at the end."""
    return os.environ["PUBLIC_URL"]


def supplier_link(supplier_id: str) -> str:
    """The address of a supplier's page, good for as long as the settings say."""
    supplier = settings().supplier(supplier_id)
    token = make_link_token(
        secrets().link_keys()[0],
        "supplier",
        supplier.id,
        now() + timedelta(days=supplier.link_days),
        supplier.link_generation,
    )
    return f"{public_url()}/s/{token}"


def store_link(store_id: str) -> str:
    """The address of a store's page, for its owner, good for as long as the settings say."""
    store = settings().store(store_id)
    token = make_link_token(
        secrets().link_keys()[0],
        "store",
        store.id,
        now() + timedelta(days=store.link_days),
        store.link_generation,
    )
    return f"{public_url()}/o/{token}"


def stop_link(stop: Stop) -> str:
    """The address where one stop is answered."""
    supplier = settings().supplier(stop.supplier)
    token = make_link_token(
        secrets().link_keys()[0],
        "stop",
        f"{stop.supplier}_{stop.stop_id}",
        now() + timedelta(days=STOP_LINK_DAYS),
        supplier.link_generation,
    )
    return f"{public_url()}/a/{token}"
