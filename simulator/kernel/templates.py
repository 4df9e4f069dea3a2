"""A World as it was built, from which Worlds are made, and made anew for another run."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from .layout import CACHE_LINE, rows_on_lines
from .world import World


class Template:
    """The content of a World on day 0, packed so that a copy of it is one piece of memory.

    Parameters
    ----------
    world: what is copied; the template keeps its own copy.
    blank: tables of which a run reads no row that it has not written: their content does not matter.
    """

    def __init__(self, world: World, blank: Collection[str] = ()) -> None:
        names = sorted(world.names, key=lambda name: name in blank)
        self._places: dict[str, tuple[int, int, Any, type]] = {}
        start = self._filled = 0
        for name in names:
            table = getattr(world, name)
            self._places[name] = start, table.nbytes, table.dtype, type(table)
            start += -(-table.nbytes // CACHE_LINE) * CACHE_LINE
            self._filled = self._filled if name in blank else start
        self._bytes = start
        self._image = rows_on_lines(np.uint8, self._filled)
        for name in world.names:
            if name not in blank:
                first, size, *_ = self._places[name]
                self._image[first : first + size] = getattr(world, name).view(np.uint8)
        self._world = world.without_tables()

    @property
    def bytes(self) -> int:
        """Memory that a World of it takes at first."""
        return self._bytes

    def new(self) -> World:
        """A World with this content, its tables one behind the other."""
        world, room = self._world.without_tables(), rows_on_lines(np.uint8, self._bytes)
        room[: self._filled] = self._image
        for name in world.names:
            first, size, dtype, kind = self._places[name]
            world.point_to(name, room[first : first + size].view(dtype).view(kind))
        world.home = room, {name: getattr(world, name) for name in world.names}
        return world

    def renew(self, world: World) -> None:
        """Give a World that `new` made its first content again; tables that have grown are as small as at first."""
        room, tables = world.home
        room[: self._filled] = self._image
        for name, table in tables.items():
            if getattr(world, name) is not table:
                world.point_to(name, table)
