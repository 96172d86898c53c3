"""Build hook: sees to it that parse tables and messages fit their grammars when oilgg is built or installed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILE_IF_STALE = """
import marshal, pathlib
from oilgg.syntax import build
path = build.HERE / "tables.bin"
if not path.exists() or marshal.loads(path.read_bytes())["hash"] != build.grammar_hash():
    build.write()
from oilgg.engine import reapi_messages
if reapi_messages.is_stale():
    reapi_messages.compile_messages()
"""


class GrammarTables(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles grammars and messages before files are collected, unless that has been done."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling."""
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": self.root}
        subprocess.run([sys.executable, "-c", COMPILE_IF_STALE], cwd=self.root, env=environment, check=True)
