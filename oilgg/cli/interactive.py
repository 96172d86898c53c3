"""A plain prompt: enough of a shell to type at, without editing beyond the terminal's own."""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell, ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell
