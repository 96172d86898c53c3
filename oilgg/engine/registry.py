"""Engines by name, as `--engine` and the configuration give them: `local`, `dask:tls://…`, `lambda:NAME`, `reapi:grpc://…`."""

from __future__ import annotations

from oilgg.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.base import Engine
    from oilgg.engine.network import Home, NetworkEngine

# scheme -> module:class; imported only when it is asked for, so that a missing extra troubles nobody else.
ENGINES = {
    "local": "oilgg.engine.local:LocalEngine",
}
# Those that live in the engine process: their classes take the whole name and a `Home`.
NETWORK_ENGINES = {
    "lambda": "oilgg.engine.aws_lambda:LambdaEngine",
    "dask": "oilgg.engine.dask:DaskEngine",
    "loopback": "oilgg.engine.loopback:LoopbackEngine",
    "reapi": "oilgg.engine.reapi:ReapiEngine",
    "share": "oilgg.engine.share:ShareEngine",
}


def open_engine(name: str) -> Engine:
    """The engine of this process called `name` (`scheme` or `scheme:address`). Raises EngineError."""
    scheme, _, address = name.partition(":")
    make = _class(name, ENGINES)
    if scheme == "local":
        engine: Engine = make(int(address) if address.isdigit() else 0)
        return engine
    opened: Engine = make(address)
    return opened


def open_network_engine(name: str, home: Home) -> NetworkEngine:
    """The engine called `name`, not connected yet; for the engine process. Raises EngineError."""
    engine: NetworkEngine = _class(name, NETWORK_ENGINES)(name, home)
    return engine


def check_names(names: str) -> list[str]:
    """The names in a list with commas, each of an engine that there is. Raises EngineError."""
    found = [name.strip() for name in names.split(",") if name.strip()]
    for name in found:
        if name.partition(":")[0] not in {*ENGINES, *NETWORK_ENGINES}:
            _unknown(name)
    return found


def _class(name: str, table: dict[str, str]):  # type: ignore[no-untyped-def]
    import importlib

    scheme = name.partition(":")[0]
    if scheme not in table:
        _unknown(name)
    module, _, attribute = table[scheme].partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise EngineError(f"{name}: this engine needs {error.name}, which is not installed")


def _unknown(name: str) -> None:
    known = ", ".join(sorted({*ENGINES, *NETWORK_ENGINES}))
    raise EngineError(f"{name}: no such engine; there are {known}")
