"""Stores: bytes by digest, what thunks reduced to, and what is known about files."""
