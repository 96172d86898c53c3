"""Program order: what has been decided, what is pending, what has become real."""
