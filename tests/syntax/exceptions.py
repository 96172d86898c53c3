"""Where we differ from bash on purpose, with the reason: files of the corpus, and texts of test_messages."""

from __future__ import annotations

FILES: dict[str, str] = {
    # path: reason
}
