"""Thunks: what a lowered command is, apart from any shell, store or engine. Standard library only."""
