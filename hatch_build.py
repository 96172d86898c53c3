"""Build hook: compiles the grammar into parse tables when oilgg is built or installed."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GrammarTables(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `python -m oilgg.syntax.build` in the source tree before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        subprocess.run([sys.executable, "-m", "oilgg.syntax.build"], cwd=self.root, check=True)
