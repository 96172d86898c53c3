"""Verbs of `oilgg --tool`, one a file: `main(arguments) -> status`."""
