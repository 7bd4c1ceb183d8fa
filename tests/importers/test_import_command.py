"""`ecomcore import` and `ecomcore shops`, as typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from import_folders import VARIANTS, small_shop

from ecomcore.config import ROOT
from ecomcore.importers.csv_folder import FORMATS


def ecomcore(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ecomcore.cli", *arguments],
        env={"ECOM_VAR_DIR": str(var), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_import_and_list(tmp_path: Path) -> None:
    folder = str(small_shop(tmp_path / "files"))
    shown = ecomcore(tmp_path, "import", "csv", folder, "--shop", "small")
    assert shown.returncode == 0, shown.stderr
    assert "products" in shown.stdout
    again = ecomcore(tmp_path, "import", "csv", folder, "--shop", "small", "--json")
    summary = json.loads(again.stdout)
    assert summary["counts"]["products"] == {"added": 0, "changed": 0, "unchanged": 2}
    shops = json.loads(ecomcore(tmp_path, "shops", "--json").stdout)
    assert [(line["shop"], line["products"], line["orders"]) for line in shops] == [("small", 2, 3)]
    assert "小店" in ecomcore(tmp_path, "shops").stdout


def test_bad_rows(tmp_path: Path) -> None:
    folder = small_shop(tmp_path / "files", variants=[*VARIANTS, *(f"X{i},mug" for i in range(30))])
    shown = ecomcore(tmp_path, "import", "csv", str(folder), "--shop", "small")
    assert shown.returncode == 2
    assert "variants.csv:34 row: has 2 cells" in shown.stderr
    assert "Traceback" not in shown.stderr
    listed = ecomcore(tmp_path, "import", "csv", str(folder), "--shop", "small", "--json")
    assert listed.returncode == 2
    rows = json.loads(listed.stdout)["rows"]
    assert len(rows) == 30
    assert rows[0]["line"] == 5


def test_what_cannot_be_used(tmp_path: Path) -> None:
    folder = str(small_shop(tmp_path / "files"))
    unknown = ecomcore(tmp_path, "import", "excel", folder, "--shop", "small")
    assert unknown.returncode == 2
    assert "there is no format 'excel'" in unknown.stderr
    name = ecomcore(tmp_path, "import", "csv", folder, "--shop", "Not A Shop")
    assert name.returncode == 2
    assert "cannot name a shop" in name.stderr
    assert "no shop yet" in ecomcore(tmp_path, "shops").stdout


def test_the_guide_names_every_file_and_column() -> None:
    guide = (ROOT / "docs" / "import.md").read_text("utf-8")
    lines = {
        form.name: line
        for form in FORMATS
        for line in guide.splitlines()
        if f"| `{form.name}`" in line
    }
    for form in FORMATS:
        texts = [f"{base}_en" if base else "en" for base in form.texts]
        for column in (*form.columns, *form.address, *texts):
            assert f"`{column}`" in lines[form.name], f"{form.name}: {column}"
