"""Derive a Parquet schema, in DuckDB's words, from a record's type, so that a table is declared once.

What a column type cannot say (a union of structs, a tuple of mixed types) is kept as JSON text.
"""

from __future__ import annotations

import msgspec
from msgspec import inspect as mi

__all__ = ["columns"]

_SCALARS: dict[type[mi.Type], str] = {
    mi.StrType: "VARCHAR",
    mi.IntType: "BIGINT",
    mi.FloatType: "DOUBLE",
    mi.BoolType: "BOOLEAN",
    mi.LiteralType: "VARCHAR",
}


def columns(record: type[msgspec.Struct]) -> dict[str, str]:
    """Return the columns of a record's table: encoded field name to DuckDB type, the tag field first."""
    info = mi.type_info(record)
    assert isinstance(info, mi.StructType)
    return _fields(info)


def _fields(info: mi.StructType) -> dict[str, str]:
    tag = {info.tag_field: "VARCHAR"} if info.tag_field else {}
    return tag | {field.encode_name: _column(field.type) for field in info.fields}


def _column(kind: mi.Type) -> str:
    if type(kind) in _SCALARS:
        return _SCALARS[type(kind)]
    if isinstance(kind, mi.UnionType):
        members = [member for member in kind.types if not isinstance(member, mi.NoneType)]
        return _column(members[0]) if len(members) == 1 else "JSON"
    if isinstance(kind, mi.VarTupleType | mi.ListType):
        item = _column(kind.item_type)
        return "JSON" if item == "JSON" else f"{item}[]"
    if isinstance(kind, mi.DictType):
        value = _column(kind.value_type)
        return "JSON" if value == "JSON" else f"MAP(VARCHAR, {value})"
    if isinstance(kind, mi.StructType):
        return _struct(kind)
    return "JSON"


def _struct(kind: mi.StructType) -> str:
    if kind.array_like:
        kinds = {_column(field.type) for field in kind.fields}
        return f"{kinds.pop()}[]" if len(kinds) == 1 and "JSON" not in kinds else "JSON"
    inner = ", ".join(f'"{name}" {column}' for name, column in _fields(kind).items())
    return f"STRUCT({inner})"
