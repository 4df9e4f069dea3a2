"""`World`: the tables of one organisation, for compiled code a single pointer.

Compiled functions take one `World` and read its tables as attributes: `w.people[i].skill`. The
pointer leads to a block of (address, rows) pairs; the tables themselves are kept alive by Python,
so that passing a World costs no reference counts. With `NUMBA_DISABLE_JIT=1` the same attributes
are plain record arrays.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.core.typing.typeof import typeof, typeof_impl
from numba.extending import NativeValue, infer_getattr, models, register_model, unbox
from numba.np.arrayobj import make_array, populate_array

from .layout import rows_on_lines
from .table_types import RowsType


class WorldType(types.Type):  # type: ignore[misc]
    """numba's type of a World: the names and element types of its tables."""

    def __init__(self, tables: tuple[tuple[str, Any], ...]) -> None:
        self.tables = tables
        content = ",".join(f"{name}:{kind}" for name, kind in tables)
        # The name becomes part of every symbol: spelt out, it would cost seconds of compile time.
        super().__init__("World_" + hashlib.sha256(content.encode()).hexdigest()[:12])


@register_model(WorldType)
class _WorldModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, fe_type: WorldType) -> None:
        super().__init__(manager, fe_type, ir.IntType(64).as_pointer())


@lru_cache(maxsize=16)
def _type_for(tables: tuple[tuple[str, np.dtype[Any]], ...]) -> WorldType:
    """The type of a World with these tables: to derive it takes longer than to fill them, and nearly all are the same."""
    kinds = ((name, typeof(np.empty(0, dtype)).dtype) for name, dtype in tables)
    return WorldType(tuple((name, RowsType(k, name, kind)) for k, (name, kind) in enumerate(kinds)))


class World:
    """Named one-dimensional tables (record arrays or plain arrays), growable between calls.

    Attributes
    ----------
    home: the memory that its tables first lay in, and those tables; of a World that a template made.
    """

    home: tuple[Any, dict[str, Any]]

    def __init__(self, **tables: np.ndarray) -> None:
        self._block = np.zeros((len(tables) + 1, 2), np.int64)
        self._names = tuple(tables)
        for name, table in tables.items():
            self.point_to(name, table)
        self._numba_type = _type_for(tuple((name, table.dtype) for name, table in tables.items()))

    def point_to(self, name: str, table: np.ndarray) -> None:
        """Let compiled code find a table of this name there; Python keeps it alive."""
        assert table.ndim == 1 and table.flags.c_contiguous, name
        setattr(self, name, table)
        self._block[self._names.index(name)] = table.ctypes.data, table.shape[0]

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    @property
    def address(self) -> int:
        """Address of the block that compiled code reads."""
        return int(self._block.ctypes.data)

    @property
    def stray(self) -> str:
        """Where indices are checked: the table that was last read or written outside its rows, or nothing."""
        number = int(self._block[-1, 0])
        return self._names[number - 1] if number else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables."""
        return self._names

    @property
    def bytes(self) -> int:
        """Memory of all tables."""
        return sum(int(getattr(self, name).nbytes) for name in self._names)

    def grow(self, name: str, rows: int) -> None:
        """Give a table more rows, all zero; rows that exist keep their place and content."""
        old = getattr(self, name)
        new = table(old.dtype, rows)
        new.view(np.uint8)[: old.nbytes] = old.view(np.uint8)  # field by field it takes ten times as long
        self.point_to(name, new)

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy has addresses of its own: a World may be copied and pickled."""
        return _world_of, ({name: getattr(self, name) for name in self._names},)

    def without_tables(self) -> World:
        """A World of the same kind whose tables are pointed to later."""
        new = World.__new__(World)
        new._block, new._names = np.zeros_like(self._block), self._names
        new._numba_type = self._numba_type  # to derive it anew takes longer than a short run
        return new


def _world_of(tables: dict[str, Any]) -> World:
    return World(**tables)


def table(dtype: Any, rows: int) -> Any:
    """A table of zeros: a record array for records, so that plain Python reads `row.field` too."""
    array = rows_on_lines(dtype, rows)
    return array.view(np.recarray) if array.dtype.names else array


@typeof_impl.register(World)  # type: ignore[untyped-decorator]
def _type_of(world: World, context: Any) -> WorldType:
    return world._numba_type


@infer_getattr
class _Attributes(AttributeTemplate):  # type: ignore[misc]
    key = WorldType

    def generic_resolve(self, world: WorldType, name: str) -> Any:
        return dict(world.tables).get(name)


@lower_getattr_generic(WorldType)  # type: ignore[untyped-decorator]
def _read_table(context: Any, builder: Any, world: WorldType, pointer: Any, name: str) -> Any:
    position = [known for known, _ in world.tables].index(name)
    kind = dict(world.tables)[name]
    address, rows = (_word(builder, pointer, 2 * position + k) for k in range(2))
    size = ir.Constant(ir.IntType(64), context.get_abi_sizeof(context.get_data_type(kind.stored)))
    element = context.get_data_type(kind.dtype)
    array = make_array(kind)(context, builder)
    populate_array(
        array,
        data=builder.inttoptr(address, element.as_pointer()),
        shape=[rows],
        strides=[size],
        itemsize=size,
        meminfo=None,
        parent=builder.bitcast(_word_at(builder, pointer, 2 * len(world.tables)), ir.IntType(8).as_pointer()),
    )
    return array._getvalue()


def _word(builder: Any, pointer: Any, place: int) -> Any:
    """A word of the block. Tables grow only between calls, so that LLVM need read it once in a call."""
    word = builder.load(_word_at(builder, pointer, place))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


def _word_at(builder: Any, pointer: Any, place: int) -> Any:
    return builder.gep(pointer, [ir.Constant(ir.IntType(64), place)])


@unbox(WorldType)  # type: ignore[untyped-decorator]
def _unbox(kind: WorldType, world: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(world, "address")
    value = c.pyapi.long_as_longlong(address)
    c.pyapi.decref(address)
    return NativeValue(c.builder.inttoptr(value, ir.IntType(64).as_pointer()))
