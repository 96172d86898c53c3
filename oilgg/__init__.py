"""oilgg: a bash-compatible shell that runs scripts out of order and leaves the same bytes, sooner."""

__version__ = "0.1.0"
