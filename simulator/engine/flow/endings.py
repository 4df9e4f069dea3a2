"""An initiative is ended before its time: nothing of it waits or is worked on any more."""

from __future__ import annotations

from ...kernel.calendar import cancel
from ...kernel.compiled import compiled
from ...kernel.units import NONE
from ...state.availability import is_available
from ...state.log import log
from ...state.portfolio import stop_waiting_for_place
from ...state.rows import close_item, oldest_of
from ...state.slots import item_slot
from ...work.records import APPROVAL, DECISION, DEPENDENCY, ENDED, EXPIRE, QUEUE, RELEASE, STAFFING, TOUCH
from ...work.release import TRAIN
from .closure import close_initiative
from .dispatch import leave_line, leave_place, take_work
from .requests import withdraw
from .staffing import give_up_waiting
from .tasks import put_down


@compiled
def end_initiative(w, n):
    """Close initiative n with all its items; people who worked on it look for other work."""
    call_off(w, n)
    i = oldest_of(w, n)
    while i != NONE:
        if w.items[i].state == TOUCH:
            put_down(w, i)
        i = w.items[i].previous_of_initiative
    i = oldest_of(w, n)
    while i != NONE:
        after = w.items[i].previous_of_initiative
        leave_place(w, w.items[i])
        log(w, EXPIRE, w.items[i], NONE, w.items[i].team)
        close_item(w, i, ENDED)
        i = after
    close_initiative(w, n, ENDED)
    occupy_people(w)  # last, or a person could take up an item that is about to close


@compiled
def call_off(w, n):
    """Nothing of initiative n waits any longer, for people, a team or a release; then nothing is asked any longer.

    In this order, or a reviewer whose request is withdrawn could open an item of it.
    """
    unstaffed = False
    if w.initiatives[n].is_waiting == 1:
        stop_waiting_for_place(w, n)
        return
    i = oldest_of(w, n)
    while i != NONE:
        state = w.items[i].state
        if state == QUEUE:
            leave_line(w, i)
        elif state == RELEASE and w.parameters[0].release_mode == TRAIN:
            leave_train(w, i)
        unstaffed = unstaffed or state == STAFFING
        i = w.items[i].previous_of_initiative
    i = oldest_of(w, n)
    while i != NONE:
        if w.items[i].state in (DECISION, APPROVAL, DEPENDENCY):
            cancel(w, item_slot(w, i))
            withdraw(w, i)
        i = w.items[i].previous_of_initiative
    if unstaffed:
        give_up_waiting(w, n)


@compiled
def leave_train(w, i):
    """Item i no longer waits for the train, if it waits there itself and not behind its leader."""
    clock = w.clock[0]
    before, here = NONE, clock.train_first
    while here not in (i, NONE):
        before, here = here, w.items[here].sibling
    if here == NONE:
        return
    if before == NONE:
        clock.train_first = w.items[i].sibling
    else:
        w.items[before].sibling = w.items[i].sibling
    if clock.train_last == i:
        clock.train_last = before


@compiled
def occupy_people(w):
    """People who may open a task and are on no list of available people look for work."""
    for p in range(w.parameters[0].people):
        if w.people[p].open_count < w.people[p].open_limit and not is_available(w, p):
            take_work(w, p)
