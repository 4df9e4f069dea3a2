"""The records of the work: items, initiatives, and what is kept of them when they are closed."""

from __future__ import annotations

import numpy as np

# States and parts of the lead time, in order of precedence: an initiative is in the first that holds
# for any of its items. SHARED is not a state: it is the open time in which no one works on the item.
PARTS = ("touch", "shared", "queue", "dependency", "decision", "approval", "staffing", "release")
TOUCH, SHARED, QUEUE, DEPENDENCY, DECISION, APPROVAL, STAFFING, RELEASE = range(len(PARTS))

# Kinds of item. A proposal represents the initiative itself in the stages done once per initiative; a review is
# work on a request to a layer, an answer is work for a team that consults; an incident is a failure to be put right.
# None of these four is counted as work.
BARE, OWN, DEPENDENT, PROPOSAL, REVIEW, ANSWER, INCIDENT = range(7)

FATES = ("open", "released", "ended", "refused", "expired")
OPEN, RELEASED, ENDED, REFUSED, EXPIRED = range(len(FATES))

# Phases of a task: what a handoff asks of the receiver, the work itself, what it asks of the giver.
TAKE, WORK, GIVE = range(3)

# Under a limit on work in progress an item needs a place, holds one, or is exempt.
NEEDS_PLACE, HOLDS_PLACE, EXEMPT = range(3)

ITEM = np.dtype(
    [
        # fields read whenever a person's time is booked or split: together, in few cache lines
        ("remaining", "f8"),  # nominal days of the open task
        ("pause_at", "f8"),  # remaining work at which the next is raised, 0 for none
        ("speed", "f8"),  # nominal days done per day worked: skill times proficiency
        ("share", "f8"),  # of its person's time, at present
        ("focus", "f8"),  # share of the time on it that coordination leaves
        ("attention", "f8"),  # days worked on it per day that duties leave, at present
        ("counted", "f8"),  # the same, 0 while its person works off duties
        ("initiative", "i4"),  # row, -1 for a bare item
        ("membership", "i4"),  # for which of the person's memberships
        ("stage", "i8"),
        ("furthest", "i4"),  # last stage that has been finished at least once, -1 for none
        ("kind", "i4"),  # BARE, OWN, DEPENDENT or PROPOSAL
        ("phase", "i4"),  # of the task: TAKE, WORK or GIVE
        ("handed", "i4"),  # 1: another team did the stage before
        ("days", "f8", (len(PARTS),)),  # its lead time by part
        # where it is, and its place in a queue
        ("state", "i4"),  # TOUCH, QUEUE, DEPENDENCY, ... as in PARTS
        ("since", "f8"),  # until when its time has been booked
        ("team", "i4"),  # the team that works on it or holds it in its queue, -1 before the first
        ("place", "i4"),  # NEEDS_PLACE, HOLDS_PLACE or EXEMPT
        ("person", "i4"),  # who has it open, -1 for no one
        ("rank", "f8"),
        ("queued_at", "f8"),
        ("ordinal", "i8"),  # of its initiative or arrival, then its number there: the same in every structure
        ("child", "i4"),
        ("sibling", "i4"),  # also links the rows that are free
        ("previous", "i4"),
        ("heads_queue", "i4"),  # 1: goes before everything else in its queue
        ("ticket", "i4"),  # 1: a ticket, in a class of its own
        # whose it is
        ("stream", "i4"),
        ("owner_key", "i8"),  # of its arrival, for keyed draws
        ("part_key", "i8"),  # of the item within its arrival, for keyed draws
        ("product", "i4"),
        # where it is
        ("last_person", "i4"),  # who finished the stage before
        # its work
        ("effort", "f8"),  # nominal days, over the stages with a share, first time
        ("repeat_effort", "f8"),  # the same for the repetition it is in
        ("repeat_share", "f8"),  # of a newly drawn effort that this repetition takes
        ("returns", "i4"),  # how often it was sent back
        ("handoffs", "i4"),
        ("dependencies", "i4"),  # changes it needs in other areas
        ("negotiated", "i4"),  # 1: a change for another team, which both have agreed on
        ("announced", "i4"),  # 1: a change for another team, of which that team knows
        ("joined", "i4"),  # 1: a change elsewhere that has been put together with its leader once
        ("goes_back", "i4"),  # 1: it turned out that it does not fit, and is about to go back
        ("made_by", "i4"),  # team that did the stage of most work, -1 for none yet
        ("stage_effort", "f8"),  # nominal days of the stage
        # what it waits for together with others
        ("leader", "i4"),  # row of the item to which a dependency is attached, its own row otherwise
        ("unfinished", "i4"),  # of a leader: itself and its dependencies, those that are not done
        ("follower", "i4"),  # next item that is released together with it, -1 for none
        ("next_of_initiative", "i4"),  # neighbours among the open items of its initiative, the newest first
        ("previous_of_initiative", "i4"),
        # decisions that it raises
        ("decisions", "i8"),  # raised so far
        ("waits", "i4"),  # of these, how many had to be waited for, and how long in all
        ("decision_wait", "f8"),
        ("raised_by", "i4"),
        ("held", "i4"),  # whether it rests with its initiative: NOT_HELD, HELD, HELD_FIRST
        ("raised_at", "f8"),
        # of the item that asks: its requests
        ("question", "i8"),  # START, RELEASE_QUESTION
        ("asked", "i4"),  # requests made
        ("yes", "i4"),
        ("no", "i4"),
        ("first_request", "i4"),  # first of its requests that are not answered
        ("verdict", "i4"),  # 1 approved, -1 refused, 0 not decided
        ("request", "i4"),  # of a review or an answer: row of the request that it is work on
        # its failures
        ("wrongs", "i4"),  # wrong decisions in all
        ("failed", "i4"),  # 1: its release failed
        ("worth", "f8"),  # money per quarter of life that it brings, once it is released
        # its times, in working days since the start of the simulation
        ("created_at", "f8"),
        ("started_at", "f8"),
        ("done_at", "f8"),
        ("closed_at", "f8"),
        ("fate", "i4"),
        ("deployment", "i4"),  # ordinal of the deployment that released it, -1 for none
        ("in_cohort", "i4"),
        ("initiative_ordinal", "i8"),
    ],
    align=True,
)

REQUEST = np.dtype(
    [
        ("asker", "i8"),  # row of the item that asks, -1 where the row is free
        ("layer", "i8"),  # of approval, -1 where a team is consulted
        ("position", "i8"),  # among the layers of the decision right
        ("attempt", "i8"),  # how often it was sent back
        ("review", "i8"),  # row of the item that is work on it, -1 for none
        ("asked_at", "f8"),
        ("next_of_asker", "i8"),  # next request of the same asker
        ("queued_at", "f8"),  # since when it has waited for a board
        ("next", "i8"),  # neighbours among those that wait for the board; also links free rows
        ("previous", "i8"),
    ],
    align=True,
)
"""What an item asks of a layer or of another team."""

FEATURE = np.dtype(
    [
        ("ordinal", "i8"),  # that of its initiative, -1 where the row is free
        ("initiative", "i8"),  # row, -1 once the initiative is over
        ("product", "i8"),
        ("worth", "f8"),  # money per day that it brings
        ("mood", "f8"),  # points by which it moves satisfaction, as of `mood_at`
        ("mood_at", "f8"),
        ("turns_at", "f8"),  # working day of its next event
        ("is_taken_back", "i8"),  # 1: that event takes it back; 0: its life is over
        ("next_free", "i8"),
    ],
    align=True,
)
"""What an initiative has brought to its users, from its first release to the end of its life."""

CONTRIBUTION = np.dtype(
    [
        (
            "person",
            "i4",
        ),  # who has open or blocked tasks of a unit; -2 in the row of a team, -1 where the row is free
        ("unit", "i4"),  # of work: the initiative, or a bare item with its dependent changes
        ("team", "i4"),  # for which of the person's teams
        ("since", "f8"),  # working day since when the person has been in that team
        ("count", "i4"),  # of such tasks; in the row of a team, of the people it has engaged
        ("next_of_unit", "i4"),  # next row of the same unit, of people or of teams; also links free rows
        ("next_of_person", "i4"),
    ],
    align=True,
)

INITIATIVE = np.dtype(
    [
        ("ordinal", "i8"),  # in order of arrival
        ("stream", "i4"),
        ("owner_key", "i8"),
        ("product", "i4"),
        ("good", "i4"),  # 1 good, 0 without effect, -1 harmful: hidden from all people inside
        ("value", "f8"),  # per quarter of life, signed, also hidden
        ("estimated_value", "f8"),  # per quarter of life, of what it would be worth if good
        ("is_narrowed", "i4"),  # 1: discovery has made both estimates better
        ("estimated_effort", "f8"),  # nominal days of all its own items
        ("items", "i4"),  # work items in its own area
        ("finished", "i4"),  # of these, with their dependent changes
        ("released", "i4"),
        ("waiting", "i4"),  # row of the first finished item that waits for the whole initiative
        ("proposal", "i4"),  # row of the item that represents it, -1 for none
        ("first_item", "i4"),  # newest of its open items, or the proposal, -1 for none
        ("created", "i4"),  # of its own items, how many there have been
        ("numbered", "i4"),  # numbers given to its items, with the changes they need elsewhere
        ("done", "i4"),  # own items that are through all stages, with those changes
        ("raised", "i4"),  # decisions about it, raised so far
        ("blocked", "i4"),  # 1: one of them is awaited, and all of its work rests
        ("scope", "i4"),  # whose place it waits for or has, -1 where none is needed
        ("is_waiting", "i4"),  # 1: it waits for a place
        ("staffed", "i4"),  # 1: it has its temporary team, or needs none
        ("backlog_team", "i4"),  # in whose backlog it is, -1 for none
        ("refused", "i4"),  # items that were refused at their release
        ("begun", "i4"),  # 1 once work on it has started
        ("team", "i4"),  # its temporary team, -1 for none
        ("stages_at_first", "i8"),  # the same when that team was new
        ("team_stages", "i8"),  # bit s: that team does stage s
        (
            "unfinished",
            "i4",
        ),  # items that are not done, with those not created yet and what they need elsewhere
        ("next_unstaffed", "i4"),  # next that waits to be staffed
        ("items_effort", "f8"),  # nominal days of its own items, first time
        ("idea", "f8"),  # its fixed draw: how good it is depends on where that lies
        ("worth", "f8"),  # money per quarter of life, if it is good
        ("feature", "i4"),  # row of what its users have of it, -1 for none
        ("last_person", "i4"),  # who worked last on what was released of it, -1 for no one
        ("arrived_at", "f8"),
        ("committed_at", "f8"),  # when it was committed, and its first items were created
        ("begun_at", "f8"),
        ("first_release_at", "f8"),
        ("most_released_at", "f8"),  # when 80 % of its value had been released
        ("closed_at", "f8"),
        ("life_ends_at", "f8"),
        ("fate", "i4"),
        ("in_cohort", "i4"),
        ("asked_at", "f8"),  # first request and last answer on its start
        ("answered_at", "f8"),
        ("requests", "i4"),  # answered requests, of all kinds, and the days they took
        ("request_days", "f8"),
        ("counts", "i4", (len(PARTS),)),  # its open items by state
        ("intensity", "f8"),  # shares of people's time that are spent on it
        ("since", "f8"),
        ("days", "f8", (len(PARTS),)),
        ("next_free", "i4"),
    ],
    align=True,
)

_KEPT = (
    ("ordinal", "i8"), ("initiative_ordinal", "i8"), ("stream", "i4"), ("kind", "i1"),
    ("product", "i4"), ("effort", "f8"), ("returns", "i4"), ("handoffs", "i4"), ("dependencies", "i4"), ("waits", "i4"), ("decision_wait", "f8"), ("wrongs", "i4"), ("failed", "i1"), ("worth", "f8"),
    ("created_at", "f8"), ("started_at", "f8"), ("done_at", "f8"), ("closed_at", "f8"),
    ("fate", "i1"), ("deployment", "i8"), ("in_cohort", "i1"), ("days", "f8", (len(PARTS),)),
)  # fmt: skip
CLOSED_ITEM = np.dtype(list(_KEPT), align=True)
"""What is kept of an item that was closed, or is open at the end."""

EVENT = np.dtype(
    [
        ("time", "f8"),
        ("activity", "i8"),
        ("ordinal", "i8"),  # of the item, -1 where the event is the initiative's
        ("initiative", "i8"),  # ordinal, -1 for a bare item
        ("stage", "i8"),
        ("person", "i8"),
        ("team", "i8"),
    ],
    align=True,
)

ACTIVITIES = (
    "arrive", "request", "approve", "refuse", "return", "start", "stop", "done", "handoff", "join",
    "release", "incident", "restore", "expire", "leave", "hire",
)  # fmt: skip
ARRIVE, ASK, APPROVE, REFUSE, RETURN, START, STOP, DONE, HANDOFF, JOIN, RELEASED_EVENT = range(11)
INCIDENT_EVENT, RESTORE, EXPIRE, LEAVE, HIRE = range(11, 16)

MOST_VALUE = 0.8  # share of an initiative's value that `most_released_at` speaks of
ITEM_BITS = 24  # an item's ordinal: that of its arrival, shifted by this, plus its number there
STREAM_BITS = 40  # an arrival's key: its stream, shifted by this, plus its number in the stream
