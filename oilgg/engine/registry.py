"""Engines by name, as `--engine` and the configuration give them: `local`, `dask:tls://…`, `lambda:NAME`, `reapi:grpc://…`."""

from __future__ import annotations

from oilgg.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.base import Engine

# scheme -> module:class; imported only when it is asked for, so that a missing extra troubles nobody else.
ENGINES = {
    "local": "oilgg.engine.local:LocalEngine",
}


def open_engine(name: str) -> Engine:
    """The engine called `name` (`scheme` or `scheme:address`). Raises EngineError."""
    import importlib

    scheme, _, address = name.partition(":")
    if scheme not in ENGINES:
        raise EngineError(f"{name}: no such engine; there are {', '.join(sorted(ENGINES))}")
    module, _, attribute = ENGINES[scheme].partition(":")
    try:
        make = getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise EngineError(f"{name}: this engine needs {error.name}, which is not installed")
    if scheme == "local":
        engine: Engine = make(int(address) if address.isdigit() else 0)
        return engine
    opened: Engine = make(address)
    return opened
