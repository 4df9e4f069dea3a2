"""The page on real histories says what the histories say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the histories are not here")
def test_the_page_on_histories_has_their_figures() -> None:
    spec = importlib.util.spec_from_file_location("histories", ROOT / "docs" / "histories.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.page(DATA) == made.PAGE.read_text(encoding="utf-8")
