"""Engines of the engine process, by name as `--engine` gives them: `dask:tls://…`, `lambda:NAME`, `reapi:grpc://…`."""

from __future__ import annotations

from oilgg.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.network import Home, NetworkEngine

# scheme -> module:class; imported only when it is asked for, so that a missing extra troubles nobody else. The classes
# take the whole name and a `Home`.
NETWORK_ENGINES = {
    "lambda": "oilgg.engine.aws_lambda:LambdaEngine",
    "dask": "oilgg.engine.dask:DaskEngine",
    "loopback": "oilgg.engine.loopback:LoopbackEngine",
    "reapi": "oilgg.engine.reapi:ReapiEngine",
    "share": "oilgg.engine.share:ShareEngine",
}


def open_network_engine(name: str, home: Home) -> NetworkEngine:
    """The engine called `name`, not connected yet; for the engine process. Raises EngineError."""
    import importlib

    scheme = name.partition(":")[0]
    if scheme not in NETWORK_ENGINES:
        raise EngineError(f"{name}: no such engine; there are {', '.join(sorted(NETWORK_ENGINES))}")
    module, _, attribute = NETWORK_ENGINES[scheme].partition(":")
    try:
        make = getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise EngineError(f"{name}: this engine needs {error.name}, which is not installed")
    engine: NetworkEngine = make(name, home)
    return engine
