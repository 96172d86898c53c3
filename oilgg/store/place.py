"""Where the store of a user is, found without loading it."""

from __future__ import annotations

from oilgg.errors import StoreError


def default_folder(environment: dict[str, str]) -> str:
    """Where the store is: $OILGG_STORE, else oilgg/store in $XDG_CACHE_HOME or ~/.cache. Raises StoreError."""
    folder = environment.get("OILGG_STORE")
    if folder:
        return folder
    cache = environment.get("XDG_CACHE_HOME", "")
    if not cache.startswith("/"):
        home = environment.get("HOME", "")
        if not home.startswith("/"):
            raise StoreError("no folder for the store: neither OILGG_STORE, XDG_CACHE_HOME nor HOME is set")
        cache = home + "/.cache"
    return cache + "/oilgg/store"
