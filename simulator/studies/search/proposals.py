"""What a search tries next: every candidate where there are few, else what a sampler proposes from those that are known."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, Protocol

from ...errors import InputError, Problem
from .space import Candidate, Space

Sampler = Literal["nsga2", "tpe"]
GENERATION = 20
"""Candidates that are tried at a time, and learnt from; the same for any number of trials, so that a search can go on."""
STARTED_BY_CHANCE = 10
"""Candidates that TPE draws before it learns."""


class Proposals(Protocol):
    """What is tried next, a generation at a time."""

    def generation(self) -> list[Candidate]:
        """The next candidates; none where the search is over."""

    def tell(self, results: Sequence[Sequence[float] | None]) -> None:
        """The objectives of the last generation, larger is better; None where a candidate cannot be simulated."""


class Every:
    """All candidates."""

    def __init__(self, space: Space) -> None:
        self._left = space.every()

    def generation(self) -> list[Candidate]:
        """The next candidates."""
        generation, self._left = self._left[:GENERATION], self._left[GENERATION:]
        return generation

    def tell(self, results: Sequence[Sequence[float] | None]) -> None:
        """Nothing is learnt."""


class Sampled:
    """What a sampler of Optuna proposes: NSGA-II [DebEtAl2002]_, or TPE [BergstraEtAl2011]_.

    The variants as their files say come first. The seed of the sampler makes a search the same again.
    """

    def __init__(self, space: Space, sampler: Sampler, objectives: int, trials: int, seed: int) -> None:
        try:
            import optuna
        except ImportError:
            raise InputError(
                [Problem("", "needs Optuna", "pip install 'orgsim[search]'", "search")]
            ) from None
        self._space, self._left = space, trials
        self._distributions = {option.path: option.distribution() for option in space.options}
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        with _as_it_is_used():
            made: Any = (
                optuna.samplers.NSGAIISampler(population_size=GENERATION, seed=seed)
                if sampler == "nsga2"
                else optuna.samplers.TPESampler(
                    STARTED_BY_CHANCE, multivariate=True, constant_liar=True, seed=seed
                )
            )
        self._study = optuna.create_study(directions=["maximize"] * objectives, sampler=made)
        for numbers in space.as_they_are():
            self._study.enqueue_trial(dict(numbers))
        self._asked: list[Any] = []

    def generation(self) -> list[Candidate]:
        """The next candidates."""
        count = min(GENERATION, self._left)
        self._left -= count
        with _as_it_is_used():
            self._asked = [self._study.ask(self._distributions) for _ in range(count)]
        return [self._space.candidate(trial.params) for trial in self._asked]

    def tell(self, results: Sequence[Sequence[float] | None]) -> None:
        """What the sampler learns from."""
        from optuna.trial import TrialState

        with _as_it_is_used():
            for trial, values in zip(self._asked, results, strict=True):
                if values is None:
                    self._study.tell(trial, state=TrialState.FAIL)
                else:
                    self._study.tell(trial, list(values))


def proposals(space: Space, sampler: Sampler | None, objectives: int, trials: int, seed: int) -> Proposals:
    """All candidates where there are no more than trials; else a sampler, by default NSGA-II for several objectives."""
    if space.size <= trials:
        return Every(space)
    return Sampled(space, sampler or ("nsga2" if objectives > 1 else "tpe"), objectives, trials, seed)


@contextmanager
def _as_it_is_used() -> Iterator[None]:
    """Optuna warns of options that may change in later versions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
