"""The builtins of the shell: where each lives, and how one is found by name.

A builtin is a function `name(shell, args) -> int`: `args` without the name itself, the exit status as result.
Modules are imported when a script first uses one of their builtins, so a script pays for what it uses.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_HERE = "oilgg.interp.builtins."

BUILTINS: dict[str, str] = {
    ".": "evaluate:dot",
    ":": "echo:true",
    "[": "test:bracket",
    "alias": "alias:alias",
    "bg": "jobs:bg",
    "bind": "bind:bind",
    "break": "control:break_",
    "builtin": "command:builtin",
    "caller": "caller:caller",
    "cd": "cd:cd",
    "command": "command:command",
    "compgen": "completion:compgen",
    "complete": "completion:complete",
    "compopt": "completion:compopt",
    "continue": "control:continue_",
    "declare": "declare:declare",
    "dirs": "directories:dirs",
    "disown": "jobs:disown",
    "echo": "echo:echo",
    "enable": "enable:enable",
    "eval": "evaluate:eval_",
    "exec": "execute:exec_",
    "exit": "control:exit_",
    "export": "export:export",
    "false": "echo:false",
    "fc": "history:fc",
    "fg": "jobs:fg",
    "getopts": "getopts:getopts",
    "hash": "hash:hash_",
    "help": "help:help_",
    "history": "history:history",
    "jobs": "jobs:jobs",
    "kill": "kill:kill",
    "let": "arithmetic:let",
    "local": "declare:local",
    "logout": "control:logout",
    "mapfile": "mapfile:mapfile",
    "popd": "directories:popd",
    "printf": "printf:printf",
    "pushd": "directories:pushd",
    "pwd": "cd:pwd",
    "read": "read:read",
    "readarray": "mapfile:readarray",
    "readonly": "export:readonly",
    "return": "control:return_",
    "set": "set:set_",
    "shift": "positional:shift",
    "shopt": "shopt:shopt",
    "source": "evaluate:source",
    "suspend": "jobs:suspend",
    "test": "test:test",
    "times": "times:times",
    "trap": "trap:trap",
    "true": "echo:true",
    "type": "type:type_",
    "typeset": "declare:typeset",
    "ulimit": "ulimit:ulimit",
    "umask": "umask:umask",
    "unalias": "alias:unalias",
    "unset": "unset:unset",
    "wait": "wait:wait",
}

# Not in bash, and in no list of builtins that a script can print.
OWN_BUILTINS: dict[str, str] = {"each": "each:each", "io": "io:io"}

SPECIAL_BUILTINS = frozenset(
    (
        ".",
        ":",
        "break",
        "continue",
        "eval",
        "exec",
        "exit",
        "export",
        "readonly",
        "return",
        "set",
        "shift",
        "source",
        "times",
        "trap",
        "unset",
    )
)

DECLARATION_BUILTINS = frozenset(("declare", "export", "local", "readonly", "typeset"))

_loaded: dict[str, Callable[[Any, Any], int]] = {}


def find(name: str) -> Callable[[Any, Any], int] | None:
    """The function of builtin `name`, imported at its first use; None if there is no such builtin."""
    function = _loaded.get(name)
    if function is None:
        where = BUILTINS.get(name) or OWN_BUILTINS.get(name)
        if where is None:
            return None
        module, _, attribute = where.partition(":")
        loaded = __import__(_HERE + module, None, None, (attribute,))
        function = _loaded[name] = getattr(loaded, attribute)
    return function
