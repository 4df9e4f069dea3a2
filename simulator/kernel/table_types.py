"""How compiled code reads and writes tables: numba's ways for arrays, without what tables do not need.

An index is a row that exists, never negative: numba would let -1 mean the last row, and ask that at every access. And
what is written to one field changes no other: LLVM is told so, or it would read everything anew after every change.
With ORGSIM_CHECK_ROWS=1 every index is checked; `World.stray` then names the table that was read outside its rows.
"""

from __future__ import annotations

import operator
import os
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_getattr_generic, lower_setattr_generic
from numba.extending import models, register_model
from numba.np.arrayobj import make_array, record_getattr, record_setattr

CHECKED = os.environ.get("ORGSIM_CHECK_ROWS") == "1"
WORD = ir.IntType(64)


class RowType(types.Record):  # type: ignore[misc]
    """numba's type of a row of a table of records: the record, and whose fields they are."""

    def __init__(self, table: str, record: Any) -> None:
        fields = [
            (name, {"type": f.type, "offset": f.offset, "alignment": f.alignment, "title": f.title})
            for name, f in record.fields.items()
        ]
        super().__init__(fields, record.size, record.aligned)
        self.table = table


class RowsType(types.Array):  # type: ignore[misc]
    """numba's type of a table: a one-dimensional array in one piece."""

    def __init__(self, number: int, table: str, element: Any) -> None:
        self.number, self.table = number, table
        if isinstance(element, types.Record):
            element = RowType(table, element)
        super().__init__(element, 1, "C", name=f"Rows({table};{element})")

    @property
    def key(self) -> Any:
        """What makes two of them equal."""
        return self.table, super().key


register_model(RowType)(models.RecordModel)
register_model(RowsType)(models.ArrayModel)


def tell_apart(builder: Any, instruction: Any, what: str) -> None:
    """Say that an instruction reads or writes one thing, and that nothing else is in the same place."""
    module = builder.module
    root = module.add_metadata(["orgsim"])
    kind = module.add_metadata([what, root, ir.Constant(WORD, 0)])
    instruction.set_metadata("tbaa", module.add_metadata([kind, kind, ir.Constant(WORD, 0)]))


def _place_of(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Pointer to a row, and the array."""
    rows = make_array(kind)(context, builder, array)
    if CHECKED:
        outside = builder.icmp_unsigned(">=", index, cgutils.unpack_tuple(builder, rows.shape, 1)[0])
        with cgutils.if_unlikely(builder, outside):
            builder.store(ir.Constant(WORD, kind.number + 1), builder.bitcast(rows.parent, WORD.as_pointer()))
        index = builder.select(outside, ir.Constant(WORD, 0), index)
    return builder.gep(rows.data, [index])


@lower_builtin(operator.getitem, RowsType, types.Integer)  # type: ignore[untyped-decorator]
def _read_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = signature.args[0]
    place = _place_of(context, builder, kind, *arguments)
    if isinstance(kind.dtype, types.Record):
        return place
    value = builder.load(place)
    tell_apart(builder, value, kind.table)
    return value


@lower_builtin(operator.setitem, RowsType, types.Integer, types.Any)  # type: ignore[untyped-decorator]
def _write_row(context: Any, builder: Any, signature: Any, arguments: Any) -> None:
    kind, _, given = signature.args
    array, index, value = arguments
    place = _place_of(context, builder, kind, array, index)
    value = context.cast(builder, value, given, kind.dtype)
    if isinstance(kind.dtype, types.Record):
        context.pack_value(builder, kind.dtype, value, place)
    else:
        tell_apart(builder, builder.store(value, place), kind.table)


@lower_getattr_generic(RowType)  # type: ignore[untyped-decorator]
def _read_field(context: Any, builder: Any, kind: Any, row: Any, name: str) -> Any:
    if isinstance(kind.typeof(name), types.NestedArray):
        return record_getattr(context, builder, kind, row, name)
    element = context.get_data_type(kind.typeof(name))
    value = builder.load(cgutils.get_record_member(builder, row, kind.offset(name), element))
    tell_apart(builder, value, f"{kind.table}.{name}")
    return value


@lower_setattr_generic(RowType)  # type: ignore[untyped-decorator]
def _write_field(context: Any, builder: Any, signature: Any, arguments: Any, name: str) -> None:
    kind, given = signature.args
    row, value = arguments
    if isinstance(kind.typeof(name), types.NestedArray):
        record_setattr(context, builder, signature, arguments, name)
        return
    wanted = kind.typeof(name)
    element = context.get_data_type(wanted)
    value = context.cast(builder, value, given, wanted)
    place = cgutils.get_record_member(builder, row, kind.offset(name), element)
    tell_apart(builder, builder.store(value, place), f"{kind.table}.{name}")
