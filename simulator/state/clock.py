"""What a World knows about itself: its clock, its parameters, its kinds of event."""

from __future__ import annotations

import numpy as np

# Kinds of event, in the order in which simultaneous ones happen: what looks at the past first
# (a train takes what was finished before it leaves), then what arrives, then what people finish.
(
    PERIOD_ENDS,
    WEEK_TURNS,
    TRAIN_LEAVES,
    BOARD_SITS,
    TEAM_TURNS,
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
    TASK_DONE,
) = range(16)

EVENT_NAMES = (
    "the end of a period",
    "the turn of a week",
    "a train that leaves",
    "a board that sits",
    "a team's calendar",
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
    "a task that is done",
)
"""What happens, by kind of event, in words."""

FINISHED, NEED_ROOM, FLUSH, BROKEN, PAUSED, AT_ONCE = range(6)
"""Why the loop comes back to Python."""

EVENTS_AT_ONCE = 2_000_000
"""Events at one instant that are nothing unusual: tasks without effort, repeated and repeated."""

ITEMS, INITIATIVES, LIVES = range(3)
"""Tables that grow while the loop runs."""

NO_ROOM = 8
"""Number of the rule that a table has room for what an event brings; see `checks.RULES`."""

CLOCK = np.dtype(
    [
        ("now", "f8"),  # working days since the start of the simulation
        ("seed", "i8"),
        ("events_ahead", "i8"),  # entries of the calendar
        ("events", "i8"),  # events that have happened
        ("pause_at", "i8"),  # number of events after which the loop comes back, so that Python can look round
        ("at_once", "i8"),  # events since time last moved on
        ("most_at_once", "i8"),  # of these, how many before Python asks what goes round
        ("arrivals", "i8"),  # bare items and opportunities that have arrived
        ("deployments", "i8"),
        ("available", "i8"),  # how often anybody became available: the order of the longest idle
        ("free_item", "i8"),  # first free row of items, -1 for none
        ("free_items", "i8"),
        ("free_initiative", "i8"),
        ("free_initiatives", "i8"),
        ("free_live", "i8"),  # first free row of lives, -1 for none
        ("free_lives", "i8"),
        ("lacking", "i8"),  # table that the next event could fill: ITEMS, INITIATIVES or LIVES
        ("open_items", "i8"),  # items in the organisation, without proposals
        ("open_initiatives", "i8"),
        ("cohort_open", "i8"),  # of what arrived in the window, how much is not closed
        ("item_days", "f8"),  # time integral of open_items in this period
        ("item_days_until", "f8"),
        ("train_first", "i8"),  # first and last item that wait for the train, -1 for none
        ("train_last", "i8"),
        ("first_unstaffed", "i8"),  # first and last initiative that wait for seats, -1 for none
        ("last_unstaffed", "i8"),
        ("first_moved", "i8"),  # first of those whose partners have changed in this event, -1 for none
        ("sitting", "i8"),  # 1: this event is a board's sitting
        ("common", "i8"),  # deployment of what it lets out, -1 before the first
        ("seats_freed", "i8"),  # 1: somebody has left a temporary team in this event
        ("free_team", "i8"),  # first temporary team that nobody uses
        ("agenda", "i8"),  # first item whose request has been decided, -1 for none
        ("agenda_last", "i8"),
        ("trains", "i8"),  # how many have left
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
        ("people", "i8"),
        ("roles", "i8"),
        ("stages", "i8"),
        ("work_stages", "i8"),  # of these, how many are work; the rest are reviews
        ("first_item_stage", "i8"),  # stages before it are done once per initiative
        ("tiers", "i8"),  # most tasks that anybody may have open
        ("streams", "i8"),
        ("layers", "i8"),
        ("estimate_above", "f8"),  # gate: opportunities below are refused
        ("backlog_limit", "i8"),  # gate: so many not begun in a team, -1 for any number
        ("release_mode", "i8"),
        ("train_days", "f8"),
        ("window_start", "f8"),
        ("window_end", "f8"),
        ("periods", "i8"),
        ("room_per_event", "i8"),  # most items that one event can create
        # mechanisms, at their off values where they are switched off
        ("coupled", "i8"),  # 1: items need changes elsewhere
        ("pair_cost", "f8"),
        ("size_cost", "f8"),
        ("tie_team", "f8"),
        ("tie_group", "f8"),
        ("tie_across", "f8"),
        ("decision_law", "i8"),  # nominal days of work between decisions, -1 for none
        ("local_share", "f8"),
        ("cross_share", "f8"),
        ("consult_law", "i8"),
        ("consult_stage", "i8"),  # stage that stands for answering, -1 for none
        ("held_days", "f8"),  # after which anyone may go on with an answered task
        ("give_days", "f8"),
        ("take_days", "f8"),
        ("lost_effort", "f8"),
        ("lost_return", "f8"),
        ("staff_roles", "i8"),  # kinds of seat that an initiative needs, 0 for no temporary teams
        ("seats", "i8"),  # seats that all people together can take
        ("meeting_share", "f8"),  # of the time of each member of a temporary team, and for each other
        ("meeting_share_each", "f8"),
        ("negotiating_days", "f8"),  # of taking over a change that another team needs
        ("self_service_effort", "f8"),  # share of its effort that a change takes whoever serves himself
        ("deciding_wrong", "f8"),  # chance that a local decision is wrong
        ("lost_per_layer", "f8"),
        ("wrong_return", "f8"),
        ("wrong_value", "f8"),
        ("learning", "i8"),  # 1: people learn and forget
        ("learning_power", "f8"),
        ("first_days", "f8"),
        ("reference_days", "f8"),
        ("familiar_days", "f8"),
        ("familiarity_first_days", "f8"),
        ("familiarity_speed", "f8"),
        ("familiarity_defects", "f8"),
        ("ramp_days", "f8"),  # 0: newcomers are as good as anybody
        ("ramp_start", "f8"),
        ("mentoring", "f8"),
        ("leaving_law", "i8"),  # working days until somebody leaves, -1: nobody does
        ("vacancy_law", "i8"),
        ("defect_rate", "f8"),  # per nominal day of work
        ("handoff_defects", "f8"),
        ("legacy_defects", "f8"),
        ("neglect", "f8"),  # of an area, per nominal day of work without upkeep
        ("upkeep", "f8"),  # share of everybody's time
        ("enough_upkeep", "f8"),
        ("surface_law", "i8"),
        ("incident_law", "i8"),
        ("route_steps", "i8"),
        ("fixes_ask", "i8"),  # 1: fixes need the approval that any release needs
        ("change_days", "f8"),  # of a change and of a deployment, where nothing is automated
        ("deployment_days", "f8"),
        ("deployment_failures", "f8"),  # expected, of a deployment by hand
        ("studies", "i8"),  # loops of feedback before commitment; the others come after release
        ("loops", "i8"),
        ("idea_lift", "f8"),
        ("retro_weeks", "f8"),  # between retrospectives, 0 for none
        ("most_gain", "f8"),
        ("closes", "f8"),
        ("features", "i8"),  # 1: what initiatives bring is followed as long as it lives
        ("customers", "i8"),  # 1: customers come and go
        ("bass_p", "f8"),
        ("bass_q", "f8"),
        ("years_on_market", "f8"),
        ("churn", "f8"),  # hazard per working day at the base of satisfaction
        ("churn_response", "f8"),
        ("mood_good", "f8"),
        ("mood_harmful", "f8"),
        ("mood_broken", "f8"),
        ("memory_days", "f8"),
        ("used_good", "f8"),
        ("used_other", "f8"),
        ("money", "i8"),  # 1: money is counted
        ("overhead", "f8"),
        ("running", "f8"),  # of all areas, per working day
        ("hiring", "f8"),
        ("price", "f8"),  # revenue per customer and working day
        ("budget_law", "i8"),
        ("weekly", "i8"),  # 1: something happens every week
        ("areas", "i8"),
        ("log", "i8"),  # 1: write the event log
        ("debug", "i8"),  # 1: check the rules after every event
        # slots of the calendar: 0 the period, 1 the train, 2 the week, then streams, layers, people, teams, careers, rows
        ("first_stream_slot", "i8"),
        ("first_person_slot", "i8"),
        ("first_layer_slot", "i8"),
        ("first_team_slot", "i8"),
        ("first_career_slot", "i8"),
        ("first_row_slot", "i8"),  # initiatives in even, items in odd places
    ],
    align=True,
)

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

PERIOD_SLOT, TRAIN_SLOT, WEEK_SLOT, FIRST_FREE_SLOT = 0, 1, 2, 3
