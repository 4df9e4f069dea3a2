"""How compiled code reads and writes tables: numba's ways for arrays, without what tables do not need.

An index is a row that exists, never negative: numba would let -1 mean the last row, and ask that at every access. What is
written to one field changes no other: LLVM has to know it, or it would read everything anew after every change. Whole numbers
may lie in one, two or four bytes; in compiled code they are numbers like all others.
With ORGSIM_CHECK_ROWS=1 every index is checked; `World.stray` then names the table that was read outside its rows.
"""

from __future__ import annotations

import operator
import os
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_cast, lower_getattr_generic, lower_setattr_generic
from numba.core.typeconv import Conversion
from numba.extending import models, register_model
from numba.np.arrayobj import make_array, populate_array

CHECKED = os.environ.get("ORGSIM_CHECK_ROWS") == "1"
WORD = ir.IntType(64)
UNCHECKED = -1


def widened(kind: Any) -> Any:
    """The type that compiled code sees of what lies in a table."""
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind


def _seen(field: str, kind: Any) -> Any:
    """The type that compiled code sees of a field: of several numbers a table of its own."""
    return RowsType(UNCHECKED, field, kind.dtype) if isinstance(kind, types.NestedArray) else widened(kind)


class RowType(types.Record):  # type: ignore[misc]
    """numba's type of a row of a table of records: the record, and whose fields they are."""

    def __init__(self, table: str, record: Any) -> None:
        fields = [
            (
                name,
                {
                    "type": _seen(f"{table}.{name}", f.type),
                    "offset": f.offset,
                    "alignment": f.alignment,
                    "title": f.title,
                },
            )
            for name, f in record.fields.items()
        ]
        self.table, self.record = table, record
        super().__init__(fields, record.size, record.aligned)

    @property
    def dtype(self) -> Any:
        """As numpy sees it."""
        return self.record.dtype

    def can_convert_to(self, context: Any, other: Any) -> Any:
        """A row may be copied into another table of the same records."""
        same = isinstance(other, RowType) and other.record == self.record
        return Conversion.safe if same else super().can_convert_to(context, other)


class RowsType(types.Array):  # type: ignore[misc]
    """numba's type of a table: a one-dimensional array in one piece."""

    def __init__(self, number: int, table: str, element: Any) -> None:
        self.number, self.table, self.stored = number, table, element
        seen = RowType(table, element) if isinstance(element, types.Record) else widened(element)
        super().__init__(seen, 1, "C", name=f"Rows({table};{element})")

    @property
    def key(self) -> Any:
        """What makes two of them equal."""
        return self.table, self.stored, super().key


register_model(RowType)(models.RecordModel)
register_model(RowsType)(models.ArrayModel)


def _tell_apart(builder: Any, instruction: Any, what: str) -> None:
    """Say that an instruction reads or writes one thing, and that nothing else is in the same place."""
    module = builder.module
    kind = module.add_metadata([what, module.add_metadata(["orgsim"]), ir.Constant(WORD, 0)])
    instruction.set_metadata("tbaa", module.add_metadata([kind, kind, ir.Constant(WORD, 0)]))


def _read(context: Any, builder: Any, place: Any, stored: Any, what: str) -> Any:
    value = builder.load(place)
    _tell_apart(builder, value, what)
    return context.cast(builder, value, stored, widened(stored))


def _write(context: Any, builder: Any, place: Any, stored: Any, what: str, value: Any, given: Any) -> None:
    value = context.cast(builder, value, given, stored)
    _tell_apart(builder, builder.store(value, place), what)


def _place_of(context: Any, builder: Any, kind: Any, array: Any, index: Any) -> Any:
    """Pointer to a row."""
    rows = make_array(kind)(context, builder, array)
    if CHECKED and kind.number != UNCHECKED:
        outside = builder.icmp_unsigned(">=", index, cgutils.unpack_tuple(builder, rows.shape, 1)[0])
        with cgutils.if_unlikely(builder, outside):
            builder.store(ir.Constant(WORD, kind.number + 1), builder.bitcast(rows.parent, WORD.as_pointer()))
        index = builder.select(outside, ir.Constant(WORD, 0), index)
    data = builder.bitcast(rows.data, context.get_data_type(kind.stored).as_pointer())
    return builder.gep(data, [index])


@lower_cast(RowType, RowType)  # type: ignore[untyped-decorator]
def _as_row(context: Any, builder: Any, given: Any, wanted: Any, row: Any) -> Any:
    return row


@lower_builtin(operator.getitem, RowsType, types.Integer)  # type: ignore[untyped-decorator]
def _read_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = signature.args[0]
    place = _place_of(context, builder, kind, *arguments)
    if isinstance(kind.dtype, types.Record):
        return place
    return _read(context, builder, place, kind.stored, kind.table)


@lower_builtin(operator.setitem, RowsType, types.Integer, types.Any)  # type: ignore[untyped-decorator]
def _write_row(context: Any, builder: Any, signature: Any, arguments: Any) -> None:
    kind, _, given = signature.args
    array, index, value = arguments
    place = _place_of(context, builder, kind, array, index)
    if isinstance(kind.dtype, types.Record):
        context.pack_value(builder, kind.dtype, context.cast(builder, value, given, kind.dtype), place)
    else:
        _write(context, builder, place, kind.stored, kind.table, value, given)


def _place_of_field(context: Any, builder: Any, kind: Any, row: Any, name: str) -> Any:
    stored = context.get_data_type(kind.record.typeof(name))
    return cgutils.get_record_member(builder, row, kind.offset(name), stored)


@lower_getattr_generic(RowType)  # type: ignore[untyped-decorator]
def _read_field(context: Any, builder: Any, kind: Any, row: Any, name: str) -> Any:
    stored = kind.record.typeof(name)
    place = _place_of_field(context, builder, kind, row, name)
    if not isinstance(stored, types.NestedArray):
        return _read(context, builder, place, stored, f"{kind.table}.{name}")
    numbers = make_array(kind.typeof(name))(context, builder)
    size = context.get_constant(types.intp, stored.dtype.bitwidth // 8)
    populate_array(
        numbers,
        data=builder.bitcast(place, context.get_data_type(kind.typeof(name).dtype).as_pointer()),
        shape=[context.get_constant(types.intp, stored.nitems)],
        strides=[size],
        itemsize=size,
        meminfo=None,
    )
    return numbers._getvalue()


@lower_setattr_generic(RowType)  # type: ignore[untyped-decorator]
def _write_field(context: Any, builder: Any, signature: Any, arguments: Any, name: str) -> None:
    kind, given = signature.args
    row, value = arguments
    place = _place_of_field(context, builder, kind, row, name)
    _write(context, builder, place, kind.record.typeof(name), f"{kind.table}.{name}", value, given)
