"""The command `oilgg`: options, script, start-up files."""
