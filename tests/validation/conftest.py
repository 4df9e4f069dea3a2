"""Where test processes share what they have simulated."""

from __future__ import annotations

import os

import pytest

from . import targets


@pytest.fixture(scope="session", autouse=True)
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The folder of the session; with several processes it lies above that of each."""
    base = tmp_path_factory.getbasetemp()
    targets.shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
