"""Words to fields: everything between a parsed word and the text a command gets. Never runs a command itself."""
