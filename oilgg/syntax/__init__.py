"""Text to tree: the bash language, parsed without running anything."""
