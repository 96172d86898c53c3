"""Views: what a job sees as the file system, and what it wrote there."""

from __future__ import annotations
