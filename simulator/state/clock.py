"""What a World knows about itself: its clock, its parameters, its kinds of event."""

from __future__ import annotations

import numpy as np

# Kinds of event, in the order in which simultaneous ones happen. First come those that look back: a
# train takes what was finished before it leaves. Then come arrivals, then what people finish.
(
    PERIOD_ENDS,
    WEEK_TURNS,
    TRAIN_LEAVES,
    BOARD_SITS,
    TEAM_TURNS,
    REASSIGNING,
    FUNDING,
    LEAVES,
    HIRED,
    ARRIVAL,
    EXPIRY,
    REVIEW_DONE,
    ANSWER_OVERDUE,
    HELD_TOO_LONG,
    STUDY_DONE,
    INCIDENT_SHOWS,
    FEATURE_TURNS,
    MEETING,
    TASK_DONE,
) = range(19)

EVENT_NAMES = (
    "the end of a period",
    "the turn of a week",
    "a train that leaves",
    "a board that sits",
    "a team's calendar",
    "teams that follow the work",
    "a round of funding",
    "a person who leaves",
    "a person who is hired",
    "an arrival",
    "an expiry",
    "a review outside",
    "an answer that is overdue",
    "a task held too long",
    "a study that is done",
    "an incident that shows",
    "a feature that ends",
    "a team that hears of a request",
    "a task that is done",
)
"""What happens, by kind of event, in words."""

FINISHED, NEED_ROOM, FLUSH, BROKEN, PAUSED, AT_ONCE = range(6)
"""Why the loop comes back to Python."""

EVENTS_AT_ONCE = 2_000_000
"""This many events at one instant are nothing unusual: tasks without effort may repeat often."""

ITEMS, INITIATIVES, CONTRIBUTIONS, REQUESTS, FEATURES = range(5)
"""Tables that grow while the loop runs."""

NO_ROOM = 8
"""Number of the rule that a table has room for what an event brings; see `checks.RULES`."""

CLOCK = np.dtype(
    [
        ("now", "f8"),  # working days since the start of the simulation
        ("seed", "i8"),
        ("events_ahead", "i8"),  # entries of the calendar
        ("events", "i8"),  # events that have happened
        ("pause_at", "i8"),  # number of events after which the loop comes back to Python
        ("at_once", "i8"),  # events since time last moved on
        ("most_at_once", "i8"),  # at this number of them Python checks for an endless loop
        ("arrivals", "i8"),  # bare items and opportunities that have arrived
        ("deployments", "i8"),
        ("available", "i8"),  # how often a person became available; it orders people by idle time
        ("free_item", "i8"),  # first free row of items, -1 for none
        ("free_items", "i8"),
        ("free_initiative", "i8"),
        ("free_initiatives", "i8"),
        ("free_contribution", "i8"),  # first free row of contributions, -1 for none
        ("free_contributions", "i8"),
        ("free_request", "i8"),  # first free row of requests, -1 for none
        ("free_requests", "i8"),
        ("free_feature", "i8"),  # first free row of features, -1 for none
        ("free_features", "i8"),
        ("lacking", "i8"),  # table that the next event could fill: ITEMS, INITIATIVES, …
        ("open_items", "i8"),  # items in the organisation, without proposals
        ("open_initiatives", "i8"),
        ("cohort_open", "i8"),  # of what arrived in the window, how much is not closed
        ("item_days", "f8"),  # time integral of open_items in this period
        ("item_days_until", "f8"),
        ("train_first", "i8"),  # first and last item that wait for the train, -1 for none
        ("train_last", "i8"),
        ("first_unstaffed", "i8"),  # first and last initiative that wait for seats, -1 for none
        ("last_unstaffed", "i8"),
        ("finisher", "i8"),  # who has just finished a task and has not looked for work yet, -1 for no one
        ("first_scope", "i8"),  # first scope to look at after this event, -1 for none
        ("ideas_waiting", "i8"),  # ideas that wait for a place
        ("ideas_unfunded", "i8"),  # initiatives that wait for money
        ("sitting", "i8"),  # 1: this event is a board's sitting
        ("common", "i8"),  # deployment of what it approves, -1 before the first
        ("seats_freed", "i8"),  # 1: look after this event whether an initiative can be staffed
        ("free_team", "i8"),  # first temporary team not in use
        ("agenda", "i8"),  # first item whose request has been decided, -1 for none
        ("agenda_last", "i8"),
        ("trains", "i8"),  # how many have left
        ("reassigned", "i8"),  # how many times teams have followed the work, and the next one
        ("rounds", "i8"),  # how many rounds of funding there have been, and the next one
        ("fresh_deployment", "i8"),  # 1: nothing has gone out with the newest deployment yet
        ("incidents_waiting", "i8"),  # incidents that stand in queues
        ("week", "i8"),  # how many weeks are over
        ("payroll", "f8"),  # money per working day that people are paid
        ("balance", "f8"),  # money that there is
        ("money_at", "f8"),  # until when costs have been booked
        ("leavers", "i8"),  # people who have left in this period
        ("closed_items", "i8"),  # rows in use of the table of the same name
        ("closed_initiatives", "i8"),
        ("logged", "i8"),  # rows in use of the table `log`
        ("period", "i8"),  # how many periods are over
        ("period_start", "f8"),
        ("kept_periods", "i8"),  # periods whose books wait to be emptied
        ("over", "i8"),  # 1: the simulation is over
        ("broken", "i8"),  # number of the rule that a debug check found broken
        ("broken_at", "i8"),  # row concerned
    ],
    align=True,
)

PARAMETERS = np.dtype(
    [
        ("accounts", "i8"),  # of people's time
        ("people", "i8"),
        ("roles", "i8"),
        ("stages", "i8"),
        ("work_stages", "i8"),  # of these, how many are work; the rest are reviews
        ("first_item_stage", "i8"),  # stages before it are done once per initiative
        ("tiers", "i8"),  # most tasks that one person may have open
        ("streams", "i8"),
        ("layers", "i8"),
        ("estimate_above", "f8"),  # gate: opportunities below are refused
        ("backlog_limit", "i8"),  # gate: most initiatives not begun in a team, -1 for any number
        ("limit_per", "i8"),  # who has places for initiatives: NO_LIMIT, PER_TEAM, …
        ("board_of_places", "i8"),  # layer that fills them, -1 where they are filled at once
        ("release_mode", "i8"),
        ("train_days", "f8"),
        ("window_start", "f8"),
        ("window_end", "f8"),
        ("periods", "i8"),
        ("stage_of_most_work", "i8"),  # of the stages per item
        ("room_per_event", "i8"),  # most items that one event can create
        ("reassign_days", "f8"),  # days from one time that teams follow the work to the next, 0 for never
        ("reassign_areas", "i8"),  # 1: areas move; 0: people do
        ("most_moves", "i8"),  # people or areas that move at a time
        ("while_needed", "i8"),  # 1: seats are given back as soon as no item needs their role
        ("staff_roles", "i8"),  # kinds of seat that an initiative needs, 0 for no temporary teams
        ("seats", "i8"),  # seats that all people together can take
        ("features", "i8"),  # 1: features are followed to the end of their life
        ("weekly", "i8"),  # 1: something happens every week
        ("areas", "i8"),
        ("log", "i8"),  # 1: write the event log
        ("debug", "i8"),  # 1: check the rules after every event
        # slots of the calendar: the period, the train, the week, reassigning, funding, then streams, layers, people, teams, careers, rows
        ("first_stream_slot", "i8"),
        ("first_person_slot", "i8"),
        ("first_layer_slot", "i8"),
        ("first_team_slot", "i8"),
        ("first_career_slot", "i8"),
        ("first_row_slot", "i8"),  # initiatives, items, requests and features take turns
    ],
    align=True,
)
"""Parameters of every run; mechanisms add theirs."""

PERIOD = np.dtype(
    [
        ("start", "f8"),
        ("end", "f8"),
        ("item_days", "f8"),  # time integral of the number of items in the organisation
        ("leavers", "i8"),
        ("balance", "f8"),  # money that there is at the end
    ],
    align=True,
)

PERIOD_SLOT, TRAIN_SLOT, WEEK_SLOT, REASSIGNING_SLOT, FUNDING_SLOT, FIRST_FREE_SLOT = range(6)
