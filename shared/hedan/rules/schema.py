"""The view as the condition library wants it: messages described from the NamedTuples of view.py.

The NamedTuples are the only source of names and types. The messages live in a descriptor pool of
their own, so that no other user of the library can meet them.
"""

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Final, get_args, get_origin, get_type_hints

from cel_expr_python import cel
from google.protobuf import timestamp_pb2
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from hedan.domain.rules import Scope
from hedan.rules.functions import FUNCTIONS
from hedan.rules.view import LineView, View

PACKAGE: Final = "hedan"


class Kind(StrEnum):
    """What a name of the view holds."""

    TEXT = "text"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    YES_NO = "yes or no"
    TIME = "time"
    TEXTS = "list of texts"
    LINES = "list of lines"


KINDS: Final[dict[object, Kind]] = {
    str: Kind.TEXT,
    int: Kind.WHOLE,
    float: Kind.DECIMAL,
    bool: Kind.YES_NO,
    datetime: Kind.TIME,
    list[str]: Kind.TEXTS,
    list[LineView]: Kind.LINES,
}
# The view's parts by their names in conditions; `line` exists only where each line is asked.
VARIABLES: Final[dict[str, type]] = {**get_type_hints(View), "line": LineView}

_TYPES: Final = {
    str: FieldDescriptorProto.TYPE_STRING,
    int: FieldDescriptorProto.TYPE_INT64,
    float: FieldDescriptorProto.TYPE_DOUBLE,
    bool: FieldDescriptorProto.TYPE_BOOL,
}


def kinds(view: type) -> dict[str, Kind]:
    """Return what each name of one part of the view holds, in its order."""
    return {name: KINDS[hint] for name, hint in get_type_hints(view).items()}


def variables(scope: Scope) -> dict[str, type]:
    """Return the parts of the view that a condition of this scope may speak of."""
    return {name: view for name, view in VARIABLES.items() if scope is Scope.LINE or name != "line"}


@cache
def environment(scope: Scope) -> cel.Env:
    """Return what conditions of a scope are compiled against."""
    names = {
        name: cel.Type(f"{PACKAGE}.{view.__name__}") for name, view in variables(scope).items()
    }
    return cel.NewEnv(_pool(), variables=names, functions=FUNCTIONS)


def message_class(view: type) -> type[Message]:
    """Return the class of the messages that stand for one part of the view."""
    return GetMessageClass(_pool().FindMessageTypeByName(f"{PACKAGE}.{view.__name__}"))


@cache
def _pool() -> DescriptorPool:
    described = FileDescriptorProto(name="view.proto", package=PACKAGE, syntax="proto3")
    described.dependency.append(timestamp_pb2.DESCRIPTOR.name)
    for view in VARIABLES.values():
        message = described.message_type.add(name=view.__name__)
        for number, (name, hint) in enumerate(get_type_hints(view).items(), 1):
            message.field.append(_field(name, number, hint))
    pool = DescriptorPool()
    pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(described.SerializeToString())
    return pool


def _field(name: str, number: int, hint: object) -> FieldDescriptorProto:
    field = FieldDescriptorProto(
        name=name, number=number, label=FieldDescriptorProto.LABEL_OPTIONAL
    )
    if get_origin(hint) is list:
        field.label = FieldDescriptorProto.LABEL_REPEATED
        hint = get_args(hint)[0]
    if hint in _TYPES:
        field.type = _TYPES[hint]
        return field
    field.type = FieldDescriptorProto.TYPE_MESSAGE
    if hint is datetime:
        field.type_name = ".google.protobuf.Timestamp"
    else:
        assert isinstance(hint, type)
        field.type_name = f".{PACKAGE}.{hint.__name__}"
    return field
