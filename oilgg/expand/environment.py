"""What variables mean outside of the shell: the environment of commands, and the locale that the names LC_… choose."""

from __future__ import annotations

from oilgg.expand.values import EXPORT, NameRef, hash_order, is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oilgg.expand.bindings import Scope
    from oilgg.expand.host import Host
    from oilgg.expand.values import Value

_LOCALE_NAMES = ("LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME", "LANG")


class Environment:
    """The tables of names (bindings.py says what is in them), and what commands get of them.

    `foreign_environment` is what the shell was started with and cannot be a variable; `function_exports` is what stands
    for exported functions.
    """

    __slots__ = (
        "for_program",
        "_bytes_environment", "_environment", "_multibyte", "_started",
        "attributes", "dynamic", "foreign_environment", "function_exports", "hooks", "scope", "shell", "values",
    )  # fmt: skip

    def __init__(self, shell: Host | None) -> None:
        self.shell = shell
        self.for_program = False
        """Assignments are for a program that is about to start: a locale that is missing is its own affair."""
        self.values: dict[str, Value] = {}
        self.attributes: dict[str, int] = {}
        self.dynamic: dict[str, Callable[[], Value | None]] = {}
        self.hooks: dict[str, Callable[[str, str | None], None]] = dict.fromkeys(_LOCALE_NAMES, self._locale_changed)
        self.scope: Scope | None = None
        self.foreign_environment: dict[str, str] = {}
        self.function_exports: dict[str, str] = {}
        self._environment: dict[str, str] | None = None
        self._bytes_environment: dict[bytes, bytes] | None = None
        self._multibyte: bool | None = None
        self._started = False

    def get(self, name: str) -> str | None:
        """The text of a variable, None if it is not set; Bindings says more."""
        raise NotImplementedError

    # ---- environment

    def import_environment(self, environment: Mapping[str, str]) -> None:
        """Take over the environment the shell was started with; names of no variables are only passed on."""
        for name, value in environment.items():
            if is_name(name):
                self.values[name] = value
                self.attributes[name] = EXPORT
                hook = self.hooks.get(name)
                if hook is not None:
                    hook(name, value)
            elif name:
                self.foreign_environment[name] = value
        self._forget_environment()
        self._started = True

    def exported(self) -> dict[str, str]:
        """The environment of a command, in bash's order. Kept until something exported changes: do not change it."""
        if self._environment is None:
            environment = dict(self.foreign_environment)
            for name in self._exported_names():
                value = self.values.get(name)
                if isinstance(value, str):
                    environment[name] = value
                elif isinstance(value, NameRef):
                    environment[name] = value.target
                elif value is None and name in self.dynamic:
                    environment[name] = self.get(name) or ""
            self._add_hidden(environment)
            environment.update(self.function_exports)
            self._environment = environment
        return self._environment

    def _add_hidden(self, environment: dict[str, str]) -> None:
        """What a local name that is not exported, or unset, hides from the shell, programs see all the same."""
        scope = self.scope
        while scope is not None:
            for name, (value, bits) in scope.saved.items():
                if bits and bits & EXPORT and name not in environment and isinstance(value, str):
                    environment[name] = value
            scope = scope.parent

    def _exported_names(self) -> list[str]:
        """Exported names as bash finds them: those of inner scopes first, each table by the hash of the name."""
        exported = {name: None for name, bits in self.attributes.items() if bits & EXPORT}
        scope = self.scope
        ordered: dict[str, None] = {}
        while scope is not None:
            for name in hash_order(scope.saved, 4):
                if name in exported:
                    ordered[name] = None
            scope = scope.parent
        ordered.update(dict.fromkeys(hash_order(exported)))
        return list(ordered)

    def environment(self) -> dict[bytes, bytes]:
        """The same as bytes, as `posix_spawn` and `execve` take it; kept as well."""
        if self._bytes_environment is None:
            self._bytes_environment = {
                name.encode("utf-8", "surrogateescape"): value.encode("utf-8", "surrogateescape")
                for name, value in self.exported().items()
            }
        return self._bytes_environment

    def environment_changed(self) -> None:
        """To be called by who changes `function_exports` or `foreign_environment`."""
        self._forget_environment()

    def _renew_in_environment(self, name: str) -> None:
        """An exported variable got a value: who holds the environment so far keeps it as it was."""
        value = self.values.get(name)
        environment, raw = self._environment, self._bytes_environment
        if environment is None or name not in environment or not isinstance(value, str):
            self._forget_environment()
            return
        self._environment = environment = environment.copy()
        environment[name] = value
        if raw is not None:
            self._bytes_environment = raw = raw.copy()
            raw[name.encode("utf-8", "surrogateescape")] = value.encode("utf-8", "surrogateescape")

    def _forget_environment(self) -> None:
        self._environment = None
        self._bytes_environment = None

    # ---- locale

    def multibyte(self) -> bool:
        """Whether characters may be longer than a byte: the locale of LC_ALL, LC_CTYPE or LANG is a UTF-8 one."""
        if self._multibyte is None:
            from oilgg.expand.locale import is_multibyte

            self._multibyte = is_multibyte(self.locale_name("LC_CTYPE"))
        return self._multibyte

    def locale_name(self, category: str) -> str:
        """The name of the locale in force for `category` ("LC_CTYPE", "LC_COLLATE", …): the first that exists."""
        for name in ("LC_ALL", category, "LANG"):
            value = self.values.get(name)
            if isinstance(value, str) and value:
                if value in ("C", "POSIX"):
                    return value
                from oilgg.expand.locale import exists

                if exists(value):
                    return value
        return "C"

    def _locale_changed(self, name: str, value: str | None) -> None:
        self._multibyte = None
        separators = self.values.get("IFS")
        if isinstance(separators, str) and not separators.isascii():
            self.hooks["IFS"]("IFS", separators)
        if not value or value in ("C", "POSIX") or name == "LANG" or self.shell is None or self.for_program:
            return
        if name != "LC_ALL" and self.values.get("LC_ALL"):
            return
        from oilgg.expand.locale import exists

        if not exists(value):
            reason = ": No such file or directory" if self._started else ""
            self.shell.error(f"warning: setlocale: {name}: cannot change locale ({value}){reason}")
