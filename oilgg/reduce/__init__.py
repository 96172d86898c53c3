"""Reducing thunks: known results, runs on engines, what runs teach."""
