"""The shell's options: those of `set -o` and those of `shopt`, as plain attributes."""

from __future__ import annotations

SET_LETTERS: dict[str, str] = {
    "a": "allexport", "b": "notify", "e": "errexit", "f": "noglob", "h": "hashall", "i": "interactive", "k": "keyword",
    "m": "monitor", "n": "noexec", "p": "privileged", "s": "stdin_shell", "t": "onecmd", "u": "nounset", "v": "verbose",
    "x": "xtrace", "B": "braceexpand", "C": "noclobber", "E": "errtrace", "H": "histexpand", "P": "physical",
    "T": "functrace", "c": "command_string", "r": "restricted",
}  # fmt: skip
"""Letter of `set -X` and of `$-` to the option's attribute (i, s, c and r only show in `$-`)."""

DASH_ORDER = "abefhikmnprtuvxBCEHPTcs"
"""The letters of `$-` in the order bash prints them."""

SET_OPTIONS: tuple[str, ...] = (
    "allexport", "braceexpand", "emacs", "errexit", "errtrace", "functrace", "hashall", "histexpand", "history",
    "ignoreeof", "interactive-comments", "keyword", "monitor", "noclobber", "noexec", "noglob", "nolog", "notify",
    "nounset", "onecmd", "physical", "pipefail", "posix", "privileged", "verbose", "vi", "xtrace",
)  # fmt: skip
"""Names of `set -o` in bash's order; the attribute has "_" for "-"."""

SHOPT_OPTIONS: tuple[str, ...] = (
    "autocd", "assoc_expand_once", "cdable_vars", "cdspell", "checkhash", "checkjobs", "checkwinsize", "cmdhist",
    "compat31", "compat32", "compat40", "compat41", "compat42", "compat43", "compat44", "complete_fullquote",
    "direxpand", "dirspell", "dotglob", "execfail", "expand_aliases", "extdebug", "extglob", "extquote", "failglob",
    "force_fignore", "globasciiranges", "globskipdots", "globstar", "gnu_errfmt", "histappend", "histreedit",
    "histverify", "hostcomplete", "huponexit", "inherit_errexit", "interactive_comments", "lastpipe", "lithist",
    "localvar_inherit", "localvar_unset", "login_shell", "mailwarn", "no_empty_cmd_completion", "nocaseglob",
    "nocasematch", "noexpand_translation", "nullglob", "patsub_replacement", "progcomp", "progcomp_alias",
    "promptvars", "restricted_shell", "shift_verbose", "sourcepath", "varredir_close", "xpg_echo",
)  # fmt: skip
"""Names of `shopt` in bash's order."""

OWN_OPTIONS: tuple[str, ...] = ("lower", "inprocess_sh")
"""Options of oilgg itself; `shopt` takes them by name, but does not list them."""

_ON_AT_START = (
    "braceexpand", "hashall", "interactive_comments", "checkwinsize", "cmdhist", "complete_fullquote", "extquote",
    "force_fignore", "globasciiranges", "globskipdots", "hostcomplete", "patsub_replacement", "progcomp", "promptvars",
    "sourcepath",
)  # fmt: skip
_ALL: tuple[str, ...] = tuple(
    dict.fromkeys(
        [name.replace("-", "_") for name in SET_OPTIONS]
        + list(SHOPT_OPTIONS)
        + list(OWN_OPTIONS)
        + list(SET_LETTERS.values())
    )
)


class Options:
    """All options of one (sub)shell, an attribute each.

    Read them as attributes. Change them with `Shell.set_option`, which copies the object first when a mark still needs
    the old one, and does what changing the option entails.
    """

    __slots__ = (*_ALL, "shared")

    allexport: bool
    braceexpand: bool
    emacs: bool
    errexit: bool
    errtrace: bool
    functrace: bool
    hashall: bool
    histexpand: bool
    history: bool
    ignoreeof: bool
    interactive_comments: bool
    keyword: bool
    monitor: bool
    noclobber: bool
    noexec: bool
    noglob: bool
    nolog: bool
    notify: bool
    nounset: bool
    onecmd: bool
    physical: bool
    pipefail: bool
    posix: bool
    privileged: bool
    verbose: bool
    vi: bool
    xtrace: bool
    autocd: bool
    assoc_expand_once: bool
    cdable_vars: bool
    cdspell: bool
    checkhash: bool
    checkjobs: bool
    checkwinsize: bool
    cmdhist: bool
    compat31: bool
    compat32: bool
    compat40: bool
    compat41: bool
    compat42: bool
    compat43: bool
    compat44: bool
    complete_fullquote: bool
    direxpand: bool
    dirspell: bool
    dotglob: bool
    execfail: bool
    expand_aliases: bool
    extdebug: bool
    extglob: bool
    extquote: bool
    failglob: bool
    force_fignore: bool
    globasciiranges: bool
    globskipdots: bool
    globstar: bool
    gnu_errfmt: bool
    histappend: bool
    histreedit: bool
    histverify: bool
    hostcomplete: bool
    huponexit: bool
    inherit_errexit: bool
    lastpipe: bool
    lithist: bool
    localvar_inherit: bool
    localvar_unset: bool
    login_shell: bool
    mailwarn: bool
    no_empty_cmd_completion: bool
    nocaseglob: bool
    nocasematch: bool
    noexpand_translation: bool
    nullglob: bool
    patsub_replacement: bool
    progcomp: bool
    progcomp_alias: bool
    promptvars: bool
    restricted_shell: bool
    shift_verbose: bool
    sourcepath: bool
    varredir_close: bool
    xpg_echo: bool
    lower: bool
    inprocess_sh: bool
    interactive: bool
    stdin_shell: bool
    command_string: bool
    restricted: bool
    shared: bool

    def __init__(self) -> None:
        for name in _ALL:
            setattr(self, name, False)
        for name in _ON_AT_START:
            setattr(self, name, True)
        self.shared = False

    def copy(self) -> Options:
        """Another object with the same options."""
        other = Options.__new__(Options)
        for name in _ALL:
            setattr(other, name, getattr(self, name))
        other.shared = False
        return other

    def get(self, name: str) -> bool | None:
        """The option called `name` by `set -o` or `shopt`; None if there is none."""
        value = getattr(self, name.replace("-", "_"), None)
        return value if name != "shared" else None

    def letters(self) -> str:
        """The value of `$-`."""
        return "".join([letter for letter in DASH_ORDER if getattr(self, SET_LETTERS[letter])])
