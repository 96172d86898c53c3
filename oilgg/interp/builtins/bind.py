"""bind: key bindings of the line editor, which scripts do not have: names are known, nothing has an effect."""

from __future__ import annotations

import posix

from oilgg.interp.builtins.arguments import encode, error_text, parse_options, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.interp.state import Shell

FUNCTIONS = [
    "abort",
    "accept-line",
    "arrow-key-prefix",
    "backward-byte",
    "backward-char",
    "backward-delete-char",
    "backward-kill-line",
    "backward-kill-word",
    "backward-word",
    "beginning-of-history",
    "beginning-of-line",
    "bracketed-paste-begin",
    "call-last-kbd-macro",
    "capitalize-word",
    "character-search",
    "character-search-backward",
    "clear-display",
    "clear-screen",
    "complete",
    "copy-backward-word",
    "copy-forward-word",
    "copy-region-as-kill",
    "delete-char",
    "delete-char-or-list",
    "delete-horizontal-space",
    "digit-argument",
    "do-lowercase-version",
    "downcase-word",
    "dump-functions",
    "dump-macros",
    "dump-variables",
    "emacs-editing-mode",
    "end-kbd-macro",
    "end-of-history",
    "end-of-line",
    "exchange-point-and-mark",
    "fetch-history",
    "forward-backward-delete-char",
    "forward-byte",
    "forward-char",
    "forward-search-history",
    "forward-word",
    "history-search-backward",
    "history-search-forward",
    "history-substring-search-backward",
    "history-substring-search-forward",
    "insert-comment",
    "insert-completions",
    "kill-line",
    "kill-region",
    "kill-whole-line",
    "kill-word",
    "menu-complete",
    "menu-complete-backward",
    "next-history",
    "next-screen-line",
    "non-incremental-forward-search-history",
    "non-incremental-forward-search-history-again",
    "non-incremental-reverse-search-history",
    "non-incremental-reverse-search-history-again",
    "old-menu-complete",
    "operate-and-get-next",
    "overwrite-mode",
    "possible-completions",
    "previous-history",
    "previous-screen-line",
    "print-last-kbd-macro",
    "quoted-insert",
    "re-read-init-file",
    "redraw-current-line",
    "reverse-search-history",
    "revert-line",
    "self-insert",
    "set-mark",
    "skip-csi-sequence",
    "start-kbd-macro",
    "tab-insert",
    "tilde-expand",
    "transpose-chars",
    "transpose-words",
    "tty-status",
    "undo",
    "universal-argument",
    "unix-filename-rubout",
    "unix-line-discard",
    "unix-word-rubout",
    "upcase-word",
    "vi-append-eol",
    "vi-append-mode",
    "vi-arg-digit",
    "vi-bWord",
    "vi-back-to-indent",
    "vi-backward-bigword",
    "vi-backward-word",
    "vi-bword",
    "vi-change-case",
    "vi-change-char",
    "vi-change-to",
    "vi-char-search",
    "vi-column",
    "vi-complete",
    "vi-delete",
    "vi-delete-to",
    "vi-eWord",
    "vi-editing-mode",
    "vi-end-bigword",
    "vi-end-word",
    "vi-eof-maybe",
    "vi-eword",
    "vi-fWord",
    "vi-fetch-history",
    "vi-first-print",
    "vi-forward-bigword",
    "vi-forward-word",
    "vi-fword",
    "vi-goto-mark",
    "vi-insert-beg",
    "vi-insertion-mode",
    "vi-match",
    "vi-movement-mode",
    "vi-next-word",
    "vi-overstrike",
    "vi-overstrike-delete",
    "vi-prev-word",
    "vi-put",
    "vi-redo",
    "vi-replace",
    "vi-rubout",
    "vi-search",
    "vi-search-again",
    "vi-set-mark",
    "vi-subst",
    "vi-tilde-expand",
    "vi-undo",
    "vi-unix-word-rubout",
    "vi-yank-arg",
    "vi-yank-pop",
    "vi-yank-to",
    "yank",
    "yank-last-arg",
    "yank-nth-arg",
    "yank-pop",
]
"""What keys can be bound to, as the line editor has it, sorted."""

_OWN = [
    "alias-expand-line",
    "complete-command",
    "complete-filename",
    "complete-hostname",
    "complete-into-braces",
    "complete-username",
    "complete-variable",
    "dabbrev-expand",
    "display-shell-version",
    "dynamic-complete-history",
    "edit-and-execute-command",
    "glob-complete-word",
    "glob-expand-word",
    "glob-list-expansions",
    "history-and-alias-expand-line",
    "history-expand-line",
    "insert-last-argument",
    "magic-space",
    "possible-command-completions",
    "possible-filename-completions",
    "possible-hostname-completions",
    "possible-username-completions",
    "possible-variable-completions",
    "shell-backward-kill-word",
    "shell-backward-word",
    "shell-expand-line",
    "shell-forward-word",
    "shell-kill-word",
    "shell-transpose-words",
    "spell-correct-word",
    "vi-edit-and-execute-command",
]
"""What the shell adds to that once it uses the editor."""

_VARIABLES = {
    "bind-tty-special-chars": "on",
    "blink-matching-paren": "off",
    "byte-oriented": "off",
    "colored-completion-prefix": "off",
    "colored-stats": "off",
    "completion-ignore-case": "off",
    "completion-map-case": "off",
    "convert-meta": "off",
    "disable-completion": "off",
    "echo-control-characters": "on",
    "enable-active-region": "on",
    "enable-bracketed-paste": "on",
    "enable-keypad": "off",
    "enable-meta-key": "on",
    "expand-tilde": "off",
    "history-preserve-point": "off",
    "horizontal-scroll-mode": "off",
    "input-meta": "on",
    "mark-directories": "on",
    "mark-modified-lines": "off",
    "mark-symlinked-directories": "off",
    "match-hidden-files": "on",
    "menu-complete-display-prefix": "off",
    "meta-flag": "on",
    "output-meta": "on",
    "page-completions": "on",
    "prefer-visible-bell": "on",
    "print-completions-horizontally": "off",
    "revert-all-at-newline": "off",
    "show-all-if-ambiguous": "off",
    "show-all-if-unmodified": "off",
    "show-mode-in-prompt": "off",
    "skip-completed-text": "off",
    "visible-stats": "off",
    "bell-style": "audible",
    "comment-begin": "#",
    "completion-display-width": "-1",
    "completion-prefix-display-length": "0",
    "completion-query-items": "100",
    "editing-mode": "emacs",
    "emacs-mode-string": "@",
    "history-size": "0",
    "keymap": "emacs",
    "keyseq-timeout": "500",
    "vi-cmd-mode-string": "(cmd)",
    "vi-ins-mode-string": "(ins)",
}
"""Variables of the line editor and what they are where nothing sets them."""


_KEYMAPS = (
    "emacs", "emacs-standard", "emacs-meta", "emacs-ctlx", "vi", "vi-move", "vi-command", "vi-insert",
)  # fmt: skip


def bind(shell: Shell, args: list[str]) -> int:
    """Accept what scripts say about keys; names and variables are told."""
    if args[:1] != ["--help"] and not shell.interactive:
        shell.error("bind: warning: line editing not enabled")
    options, _ = parse_options(shell, "bind", args, "lvpVPsSXf:q:u:m:r:x:")
    given = dict(options)
    if given.get("m", "vi").lower() not in _KEYMAPS:
        shell.error(f"bind: `{given['m']}': invalid keymap name")
        return 1
    if "f" in given:
        try:
            posix.close(posix.open(encode(given["f"]), posix.O_RDONLY | posix.O_CLOEXEC))
        except OSError as error:
            shell.error(f"bind: {given['f']}: cannot read: {error_text(error)}")
            return 1
    for letter in "qu":
        if letter in given and given[letter] not in FUNCTIONS + _OWN:
            shell.error(f"bind: `{given[letter]}': unknown function name")
            return 1
    if "l" in given:
        write(shell, "".join([name + "\n" for name in sorted(FUNCTIONS + _OWN)]))
    if "v" in given:
        write(shell, "".join([f"set {name} {value}\n" for name, value in _VARIABLES.items()]))
    if "V" in given:
        write(shell, "".join([f"{name} is set to `{value}'\n" for name, value in _VARIABLES.items()]))
    return 0
