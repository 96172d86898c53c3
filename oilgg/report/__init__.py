"""Views of a run that never change it."""
