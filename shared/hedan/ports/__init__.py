"""What use cases need from the world. Adapters answer with AWS, tests with memory."""

from hedan.ports.desk import Desk
from hedan.ports.others import Archive, CaseBook, Notices, Queue
from hedan.ports.stored import Aggregate, Change, HeldOrder, OrderFile, SupplierNews

__all__ = [
    "Aggregate",
    "Archive",
    "CaseBook",
    "Change",
    "Desk",
    "HeldOrder",
    "Notices",
    "OrderFile",
    "Queue",
    "SupplierNews",
]
