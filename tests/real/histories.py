"""Worlds from real work histories: arrivals as they were, teams and people as the files name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

DATA = Path(__file__).parents[3] / "shared" / "data"


def write(path: Path, content: dict[str, Any]) -> Path:
    """Write a YAML file."""
    YAML(typ="safe", pure=True).dump(content, path)
    return path


def comparison(
    folder: Path,
    name: str,
    source: Path,
    column: str,
    people: dict[str, int],
    effort: Any,
    warmup: float,
    window: float,
) -> Path:
    """A comparison file: one team per value of a column, against one pool of the same people.

    people: how many by value; effort: the law of effort, which no history tells.
    """
    products = list(people)
    world = {
        "name": name,
        "horizon": {"days": window, "warmup_days": warmup, "run_off_days": 20 * window},
        "workforce": {"agent": {"count": sum(people.values())}},
        "products": [{"name": product} for product in products],
        "value_stream": [{"stage": "resolve", "by": {"agent": 1.0}}],
        "demand": {
            "items": [
                {
                    "name": "history",
                    "from_csv": {"file": str(source), "time": "created", "product": column},
                    "effort_days": effort,
                }
            ]
        },
        "mechanisms": "none",
    }
    write(folder / "world.yaml", world)
    teams = [{"name": p, "members": {"agent": n}, "owns": {"products": [p]}} for p, n in people.items()]
    variants = [
        {"name": "specialised", "change": {"structure": {"recipe": "explicit", "teams": teams}}},
        {
            "name": "pooled",
            "change": {
                "structure": {
                    "recipe": "explicit",
                    "teams": [{"name": "pool", "members": {"agent": sum(people.values())}}],
                }
            },
        },
    ]
    return write(
        folder / f"{name}.yaml",
        {
            "base": "world.yaml",
            "variants": variants,
            "decide_on": [
                "lead_time_days_mean",
                "lead_time_days_p50",
                "lead_time_days_p85",
                "queue_time_days_mean",
                "utilisation",
            ],
        },
    )


def incidents(folder: Path) -> Path:
    """890 incidents of three days, 61 support teams with the assignees that each one shows."""
    rows = pd.read_csv(DATA / "work_it_incidents.csv")
    events = pd.read_csv(DATA / "work_it_incidents_events.csv")
    first = rows["first_team"].fillna("none")
    source = folder / "incidents.csv"
    rows.assign(team=first)[["created", "team"]].to_csv(source, index=False)
    seen = events.dropna(subset=["resource"]).groupby("team")["resource"].nunique()
    people = {team: int(max(1, seen.get(team, 1))) for team in sorted(first.unique())}
    return comparison(
        folder, "incidents", source, "team", people, {"lognormal": {"mean": 0.35, "sigma": 1.0}}, 0.0, 4.0
    )


def proposals(folder: Path) -> Path:
    """Kubernetes feature proposals, one reviewing group per special interest group."""
    return _kubernetes(folder, "work_kubernetes_keps.csv", "proposals", days_of_work=5.0)


def reviews(folder: Path) -> Path:
    """Pull requests against Kubernetes proposals, as bare items."""
    return _kubernetes(folder, "work_kubernetes_kep_reviews.csv", "reviews", days_of_work=1.0)


def _kubernetes(folder: Path, file: str, name: str, days_of_work: float) -> Path:
    rows = pd.read_csv(DATA / file)
    rows = rows[rows["created"].notna() & rows["area"].notna()]
    if "left_censored" in rows:
        rows = rows[rows["left_censored"] == 0]
    rows = rows[rows.get("type", "") != "bulk"]
    source = folder / f"{name}.csv"
    rows[["created", "area"]].to_csv(source, index=False)
    stamps = pd.to_datetime(rows["created"], utc=True, format="ISO8601")
    span = float((stamps.max() - stamps.min()).days) * 5 / 7
    load = rows["area"].value_counts() * days_of_work / span
    people = {area: max(1, round(load[area] / 0.7)) for area in sorted(rows["area"].unique())}
    effort = {"lognormal": {"mean": days_of_work, "sigma": 1.0}}
    return comparison(folder, name, source, "area", people, effort, 0.2 * span, 0.9 * span)
