"""Configuration: defaults < user's file < project's file < environment < options of the command line.

Files hold `name = value` lines with `#` comments: `$XDG_CONFIG_HOME/oilgg/config` (`~/.config/oilgg/config`) for the
user, `.oilgg/config` in the working directory for the project. In the environment a setting is called `OILGG_NAME`.
"""

from __future__ import annotations

import posix

from oilgg.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

BOOLEANS = {"1": True, "yes": True, "on": True, "true": True, "0": False, "no": False, "off": False, "false": False}
CHOICES = {
    "failure": ("none", "fail-fast", "keep-going"),
    "status": ("none", "line", "log"),
    "view": ("auto", "overlay", "operand", "plain"),
}
ENGINE_KINDS = ("local", "dask", "lambda", "loopback", "reapi")
UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}
NAMES = (
    "jobs", "load", "engine", "budget", "lower", "explain", "dry_run", "status", "store", "share", "view", "learn",
    "check", "quick", "timeout", "failure", "secrets", "verify",
)  # fmt: skip


class Config:
    """Every setting of one run.

    jobs: commands run at the same time (0: one a core) · load: no command is started beside others while the load of
    the machine is that high (0: no limit) · lower: whether commands are lowered at all · explain: print
    the reason for each command · dry_run: print what would run · status: "none", "line" (on a terminal) or "log" ·
    store: folder of kept results ("": there is none) · view: where commands run ("auto", "overlay", "operand",
    "plain") · engine: where else they run: names of engines with commas ("" for this machine alone) · budget: what a
    run may cost there, in US dollars ("" for no limit) · share: a store that other machines use as well ("" for none) ·
    learn: commands without annotation run under a tracer, so that they can be reused · check: annotated commands as
    well, to find what they read without saying so · quick: commands that are over at once run in place, not lowered ·
    timeout: each program that takes longer is killed (0: none) · failure: what happens behind a command that fails
    under `set -e` ("none", "fail-fast", "keep-going") · secrets: names of variables, with commas and `*`, that must
    not get into what is kept or sent · verify: the share of results from other machines that is made here again.
    """

    __slots__ = (
        "budget", "check", "dry_run", "engine", "explain", "failure", "jobs", "learn", "load", "lower", "quick",
        "secrets", "share", "status", "store", "timeout_s", "verify", "view",
    )  # fmt: skip

    def __init__(self) -> None:
        self.jobs = 0
        self.load = 0.0
        self.timeout_s = 0.0
        self.failure = "none"
        self.lower = True
        self.explain = False
        self.dry_run = False
        self.status = "line"
        self.store = ""
        self.view = "auto"
        self.engine = ""
        self.budget = ""
        self.secrets = ""
        self.verify = 0.0
        self.share = ""
        self.learn = False
        self.check = False
        self.quick = True

    def copy(self) -> Config:
        """The same settings, to be changed."""
        other = Config()
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def set(self, name: str, text: str, origin: str) -> None:
        """Set `name` from `text`; raises ConfigError that names `origin` (a file and line, a variable, an option)."""
        if name == "jobs":
            if not text.isdecimal():
                raise ConfigError(f"{origin}: {text}: jobs must be a number")
            self.jobs = int(text)
        elif name == "load":
            if not text.replace(".", "", 1).isdecimal():
                raise ConfigError(f"{origin}: {text}: load must be a number")
            self.load = float(text)
        elif name == "timeout":
            self.timeout_s = _seconds(text, origin)
        elif name == "secrets":
            self.secrets = text
        elif name == "verify":
            number = text.removesuffix("%")
            if not number.replace(".", "", 1).isdecimal() or float(number) > 100:
                raise ConfigError(f"{origin}: {text}: verify is a percentage of the results")
            self.verify = float(number) / 100
        elif name == "store":
            self.store = text
        elif name == "share":
            if text and not text.startswith(("s3://", "file:///")):
                raise ConfigError(f"{origin}: {text}: share is s3://BUCKET/NAMESPACE or file:///FOLDER")
            self.share = text
        elif name == "budget":
            if not text.replace(".", "", 1).isdecimal():
                raise ConfigError(f"{origin}: {text}: budget must be an amount of US dollars")
            self.budget = text
        elif name == "engine":
            self.engine = _engines(text, origin)
        elif name in CHOICES:
            if text not in CHOICES[name]:
                raise ConfigError(f"{origin}: {text}: {name} is one of {', '.join(CHOICES[name])}")
            setattr(self, name, text)
        elif name in NAMES:
            if text.lower() not in BOOLEANS:
                raise ConfigError(f"{origin}: {text}: {name} is yes or no")
            setattr(self, name, BOOLEANS[text.lower()])
        else:
            raise ConfigError(f"{origin}: {name}: no such setting; there are {', '.join(NAMES)}")

    def read_file(self, path: str) -> None:
        """Take the settings of a file; a file that isn't there or can't be read is no error."""
        try:
            descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
        except OSError:
            return
        try:
            text = posix.read(descriptor, 1 << 16).decode("utf-8", "surrogateescape")
        except OSError:
            return
        finally:
            posix.close(descriptor)
        for number, line in enumerate(text.split("\n"), 1):
            line = line.partition("#")[0].strip()
            if line:
                name, equals, value = line.partition("=")
                origin = f"{path}: line {number}"
                if not equals:
                    raise ConfigError(f"{origin}: {line}: not of the form `name = value'")
                self.set(name.strip().replace("-", "_"), value.strip().strip("\"'"), origin)


def _seconds(text: str, origin: str) -> float:
    """A duration as `timeout` and `sleep` take it: a number, and s, m, h or d."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in UNITS_S else (text, "s")
    if not number.replace(".", "", 1).isdecimal():
        raise ConfigError(f"{origin}: {text}: timeout is a duration such as 30, 2.5m or 1h")
    return float(number) * UNITS_S[unit]


def _engines(text: str, origin: str) -> str:
    """The names of engines as one text; each starts with the name of a kind that there is."""
    for name in text.split(","):
        if name.partition(":")[0].strip() not in ENGINE_KINDS:
            raise ConfigError(f"{origin}: {name}: no such engine; there are {', '.join(ENGINE_KINDS)}")
    found = [name.strip() for name in text.split(",")]
    return "" if found == ["local"] else ",".join(found)


def default_store(environment: Mapping[bytes, bytes]) -> str:
    """Where results are kept: $OILGG_STORE, else oilgg/store in $XDG_CACHE_HOME or ~/.cache; "" for nowhere."""
    folder = environment.get(b"OILGG_STORE")
    if not folder:
        cache = environment.get(b"XDG_CACHE_HOME", b"")
        if not cache.startswith(b"/"):
            home = environment.get(b"HOME", b"")
            if not home.startswith(b"/"):
                return ""
            cache = home + b"/.cache"
        folder = cache + b"/oilgg/store"
    return folder.decode("utf-8", "surrogateescape")


def load(options: Mapping[str, str], environment: Mapping[bytes, bytes]) -> Config:
    """The configuration of a run; `options` are those given on the command line, by setting name."""
    config = Config()
    home = environment.get(b"XDG_CONFIG_HOME", b"")
    if not home and environment.get(b"HOME"):
        home = environment[b"HOME"] + b"/.config"
    if home:
        config.read_file(home.decode("utf-8", "surrogateescape") + "/oilgg/config")
    config.read_file(".oilgg/config")
    config.store = config.store or default_store(environment)
    for name in NAMES:
        value = environment.get(b"OILGG_" + name.upper().encode())
        if value:
            config.set(name, value.decode("utf-8", "surrogateescape"), "OILGG_" + name.upper())
    for name, text in options.items():
        config.set(name, text, "--" + name.replace("_", "-"))
    if config.store and config.store[0] != "/":
        try:
            config.store = f"{posix.getcwd()}/{config.store}"  # also when the script goes elsewhere
        except OSError:
            config.store = ""  # we are nowhere
    return config
