"""Annotations: what a command reads and writes, and what an invocation of it therefore does."""
