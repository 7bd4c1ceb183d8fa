"""What tests of all packages share."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomcore.config import ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the real data sets; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data sets are not in {folder}")
    return folder
