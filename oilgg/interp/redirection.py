"""Redirections: from nodes to what they mean, doing them in the shell, and handing them to a new process."""

from __future__ import annotations

import posix

from oilgg.errors import ExitShell, ExpansionError, ReadonlyError
from oilgg.expand.values import split_element
from oilgg.expand.words import BraceWord, compile_document, compile_word
from oilgg.interp import descriptors
from oilgg.interp.capture import Sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oilgg.interp.state import Shell

    Tree = tuple[Any, ...]
    Undo = list[tuple[int, int, Sink | None]]

_FLAGS = {
    "<": posix.O_RDONLY,
    ">": posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC,
    ">|": posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC,
    ">>": posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND,
    "<>": posix.O_RDWR | posix.O_CREAT,
}
_PIPE_BYTES = 4096
_FIRST_VARIABLE_FD = 10
_LARGEST = (1 << 31) - 1
_NO_DUPLICATE = "redirection error: cannot duplicate fd: Bad file descriptor"


class Redirect:
    """An expanded redirection.

    `op` is "<" ">" ">|" ">>" "<>" (target: path), "dup" (target: descriptor), "move" (target: descriptor, closed
    afterwards), "close", or "<<" (`text`: here-document or here-string). `variable` is the name in `{name}>…`, "" else.
    """

    __slots__ = ("fd", "line", "op", "raw", "target", "text", "variable")

    def __init__(self, fd: int, op: str, target: str | int, text: str, line: int, variable: str, raw: str = "") -> None:
        self.fd = fd
        self.op = op
        self.target = target
        self.text = text
        self.line = line
        self.variable = variable
        self.raw = raw
        """Source of the target, for messages about descriptors."""


class RedirectionFailed(Exception):
    """A redirection could not be done. The arguments are messages still to be printed, where those before it lead."""

    before: tuple[Redirect, ...] = ()


class Redirection:
    """A redirection of the script: `2>file`, `{fd}<&3-`, `<<END`."""

    __slots__ = ("fd", "line", "op", "raw", "runs", "variable", "word")

    def __init__(self, tree: Tree) -> None:
        fd, op = tree[2], tree[3]
        self.line: int = tree[1]
        self.op: str = op
        word = tree[5] if tree[0] == "heredoc" else tree[4]
        self.word = compile_document(word) if tree[0] == "heredoc" else compile_word(word)
        self.raw: str = word[0]
        self.runs = "$(" in self.raw or "`" in self.raw or "<(" in self.raw or ">(" in self.raw or "${ " in self.raw
        """Its expansion may run commands, which see what earlier redirections have done."""
        self.variable: str = fd if fd.__class__ is str else ""
        if fd.__class__ is int:
            self.fd: int = fd
        else:
            self.fd = 0 if op[0] == "<" else 1
        if fd is None and op == ">&":
            self.op = ">&1"

    def expand(self, shell: Shell, out: list[Redirect]) -> None:
        """Append what this redirection means now. Raises ExpansionError.

        What a command is a part of does not excuse commands in its redirections from `set -e`: `a < <(b) || c`.
        """
        checked = shell.checked
        if self.runs:
            shell.checked = True
        try:
            self._expand(shell, out)
        finally:
            shell.checked = checked

    def _expand(self, shell: Shell, out: list[Redirect]) -> None:
        op = self.op
        if op[0] == "<" and op[1:2] == "<":
            text = self.word.assigned(shell) + "\n" if op == "<<<" else self.word.text(shell)
            out.append(Redirect(self.fd, "<<", "", text, self.line, self.variable))
            return
        if op[-1] == "&" or op == ">&1":
            self._expand_duplicate(shell, out)
            return
        target = self._target(shell)
        if op[0] == "&":
            self._both(target, op[1:], out)
        else:
            out.append(Redirect(self.fd, op, target, "", self.line, self.variable))

    def _target(self, shell: Shell) -> str:
        """The one field of the word; in posix mode it is neither split nor a pattern."""
        if not shell.options.posix or shell.interactive or self.word.__class__ is BraceWord:
            return self.word.redirect_target(shell)
        text = self.word.text(shell)
        if not text and "'" not in self.raw and '"' not in self.raw:
            raise ExpansionError(f"{self.raw}: ambiguous redirect", strict=False)
        return text

    def _both(self, target: str, op: str, out: list[Redirect]) -> None:
        out.append(Redirect(1, op, target, "", self.line, ""))
        out.append(Redirect(2, "dup", 1, "", self.line, ""))

    def _expand_duplicate(self, shell: Shell, out: list[Redirect]) -> None:
        try:
            target = self._target(shell)
        except ExpansionError as error:
            if self.variable and error.message.endswith("ambiguous redirect"):
                raise ExpansionError(self.variable + ": ambiguous redirect", strict=False) from None
            raise
        if target == "-":
            out.append(Redirect(self.fd, "close", "", "", self.line, self.variable))
        elif target.isdigit() or not (target or self.variable):
            # To bash, no digits at all are a number as well, of no descriptor.
            shown = self.raw if target or self.fd == (self.op[:1] == ">") else str(self.fd)
            number = min(int(target or _LARGEST), _LARGEST)
            out.append(Redirect(self.fd, "dup", number, "", self.line, self.variable, shown))
        elif target[-1:] == "-" and target[:-1].isdigit():
            number = int(target[:-1])
            shown = self.raw[:-1] if number <= _LARGEST else str(self.fd)
            out.append(Redirect(self.fd, "move", min(number, _LARGEST), "", self.line, self.variable, shown))
        elif self.op[:2] == ">&" and self.fd == 1 and target and not self.variable:
            self._both(target, ">", out)
        else:
            raise ExpansionError((self.variable or target or self.raw) + ": ambiguous redirect", strict=False)


def expand_all(shell: Shell, nodes: tuple[Redirection, ...]) -> list[Redirect]:
    """Expand the redirections of a program, from left to right. Raises RedirectionFailed, which `complain` prints."""
    out: list[Redirect] = []
    mark = -1
    try:
        for node in nodes:
            if "$" in node.raw and any(one.variable and one.op != "opened" for one in out):
                mark = shell.vars.mark() if mark < 0 else mark
                _open_variables(shell, out)
            early = out[:] if node.runs else []
            undo = _enter_early(shell, early) if early else None
            try:
                node.expand(shell, out)
            except ExpansionError as error:
                raise _failed(out, (error.message,)) from None
            finally:
                if undo is not None:
                    restore(shell, undo)
                    _keep_written(early)
    finally:
        if mark >= 0:
            shell.vars.undo(mark)
    return out


def _open_variables(shell: Shell, redirects: list[Redirect]) -> None:
    """The next redirection may look at the variables of these (`{fd}<f <&$fd`): open them already."""
    for position, redirect in enumerate(redirects):
        if redirect.variable and redirect.op not in ("opened", "close"):
            try:
                redirect.target = _apply_variable(shell, redirect, [])
            except (OSError, RedirectionFailed, ReadonlyError) as error:
                raise _failed(redirects[:position], messages(redirect, error)) from None
            redirect.op = "opened"


def _failed(before: list[Redirect], texts: tuple[str, ...]) -> RedirectionFailed:
    failed = RedirectionFailed(*texts)
    failed.before = tuple(one for one in before if one.op != "opened")
    for one in before:
        if one.op == "opened":
            posix.close(one.target)  # type: ignore[arg-type]
    return failed


def expand_outside(shell: Shell, nodes: tuple[Redirection, ...], assigns: bool) -> list[Redirect]:
    """The same for a simple command; they do not see what is assigned in front of it (`assigns`: something is)."""
    variables = shell.vars
    scope = variables.scope
    if not assigns or scope is None or not scope.temporary:
        return expand_all(shell, nodes)
    variables.swap_temporary()
    try:
        return expand_all(shell, nodes)
    finally:
        if variables.scope is scope:
            variables.swap_temporary()


def _enter_early(shell: Shell, redirects: list[Redirect]) -> Undo:
    """A command in the next redirection sees what these do: they are done for it, but for FIFOs and the like."""
    early = [one for one in redirects if not one.variable and (one.op not in _FLAGS or _is_file(one.target))]
    return apply(shell, early)


def _keep_written(redirects: list[Redirect]) -> None:
    """These files are there now, and will be opened again."""
    for redirect in redirects:
        if redirect.op == ">":
            redirect.op = ">|"
        if redirect.op == ">|" and not redirect.variable:
            try:
                if posix.stat(str(redirect.target).encode("utf-8", "surrogateescape")).st_size:
                    redirect.op = ">>"
            except (OSError, ValueError):
                pass


def _is_file(path: str | int) -> bool:
    """Whether opening this twice is the same as opening it once."""
    try:
        return posix.stat(str(path).encode("utf-8", "surrogateescape")).st_mode & 0o170000 == 0o100000
    except (OSError, ValueError):
        return True


def complain(shell: Shell, failed: RedirectionFailed) -> None:
    """Print the messages of a failure where the redirections before it lead, as the program's own process would."""
    try:
        undo = apply(shell, list(failed.before))
    except RedirectionFailed:
        return
    _say_all(shell, failed.args)
    restore(shell, undo)


def enter(shell: Shell, nodes: tuple[Redirection, ...], assigns: bool = False) -> Undo:
    """Expand redirections and do them in the shell, one after the other; the result is for `restore` or `keep`.

    `assigns`: they belong to a simple command with assignments in front, which they do not see. Raises
    RedirectionFailed or ExpansionError after printing the message; everything is as before then.
    """
    undo: Undo = []
    variables = shell.vars
    scope = variables.scope if assigns else None
    hidden = scope is not None and scope.temporary
    out: list[Redirect] = []
    for node in nodes:
        try:
            if hidden:
                variables.swap_temporary()
            try:
                node.expand(shell, out)
            finally:
                if hidden and variables.scope is scope:
                    variables.swap_temporary()
        except ExpansionError as error:
            if error.message:
                shell.error(error.message)
            restore(shell, undo)
            if error.message.endswith("ambiguous redirect"):
                raise RedirectionFailed from None
            error.message = ""
            raise
        _do(shell, out, undo)
        out.clear()
    return undo


def apply(shell: Shell, redirects: list[Redirect]) -> Undo:
    """Do redirections in the shell itself; the result is for `restore` or `keep`.

    Raises RedirectionFailed after printing the message; everything is as before then.
    """
    undo: Undo = []
    _do(shell, redirects, undo)
    return undo


def _do(shell: Shell, redirects: list[Redirect], undo: Undo) -> None:
    if shell.read_buffers:
        shell.sync_input()
    if shell.lowering is not None:
        shell.lowering.descriptors_change()
    for redirect in redirects:
        try:
            _apply_one(shell, redirect, undo)
        except (OSError, RedirectionFailed, ReadonlyError) as error:
            report(shell, redirect, error)
            restore(shell, undo)
            raise RedirectionFailed from None


def report(shell: Shell, redirect: Redirect, error: BaseException) -> None:
    """Print why `redirect` failed."""
    _say_all(shell, messages(redirect, error))


def _say_all(shell: Shell, texts: tuple[str, ...]) -> None:
    for text in texts:
        _say(shell, text)


def _say(shell: Shell, text: str) -> None:
    if text.endswith(": readonly variable"):
        shell.report(text)
    elif text.startswith("connect: ") or text == _NO_DUPLICATE:
        shell.warn(f"{shell.frames[-1].source if shell.frames else shell.name}: {text}\n")
    elif text:
        shell.error(text)


def messages(redirect: Redirect, error: BaseException) -> tuple[str, ...]:
    """Why `redirect` failed."""
    if isinstance(error, OSError):
        name = redirect.raw or redirect.target if redirect.op != "<<" else "cannot create temp file for here-document"
        if error.errno == 9 and redirect.op in _FLAGS:
            name = redirect.fd
        return (*getattr(error, "messages", ()), f"{name}: {posix.strerror(error.errno or 0)}")
    if isinstance(error, ReadonlyError):
        return (error.message, f"{error.name}: cannot assign fd to variable")
    return error.args


def _apply_one(shell: Shell, redirect: Redirect, undo: Undo) -> None:
    op = redirect.op
    if redirect.variable:
        opened = _apply_variable(shell, redirect, undo)
        if opened >= 0 and shell.options.varredir_close:
            undo.append((opened, -1, None))
        return
    fd = redirect.fd
    sinks = shell.sinks
    if op == "dup" or op == "move":
        source: int = redirect.target  # type: ignore[assignment]
        if source == fd:
            return  # whether it is open or not
        sink = sinks.get(source) if sinks else None
        if sink is None and not descriptors.is_open(source):
            error = OSError(9, "")
            if op == "move" and (fd in sinks or descriptors.is_open(fd)):
                error.messages = (_NO_DUPLICATE,)  # type: ignore[attr-defined]
            raise error
        was_open = fd in sinks or descriptors.is_open(fd)
        undo.append((fd, descriptors.save(fd), sinks.get(fd)))
        if sink is not None:
            sinks[fd] = Sink(sink.capture)
        else:
            posix.dup2(source, fd)
            if sinks:
                sinks.pop(fd, None)
        if op == "move":
            # bash gives the source back if the descriptor that got it was open before, and leaves it closed otherwise.
            if was_open:
                undo.append((source, descriptors.save(source), sinks.get(source)))
            elif shell.virtual_level:
                shell.descriptor_journal.append((source, descriptors.save(source), sinks.get(source)))
            _close(shell, source)
        return
    if op == "close":
        undo.append((fd, descriptors.save(fd), sinks.get(fd)))
        _close(shell, fd)
        return
    opened = open_target(shell, redirect)
    if opened == fd:
        undo.append((fd, -1, None))
        posix.set_inheritable(fd, True)
    else:
        undo.append((fd, descriptors.save(fd), sinks.get(fd)))
        posix.dup2(opened, fd)
        posix.close(opened)
    if sinks:
        sinks.pop(fd, None)


def _close(shell: Shell, fd: int) -> None:
    shell.sinks.pop(fd, None)
    descriptors.close(fd)


def _apply_variable(shell: Shell, redirect: Redirect, undo: Undo) -> int:
    """`{name}>file`: a fresh descriptor from 10 up, its number in the variable; it stays open after the command.

    Gives the descriptor, -1 where one was closed. What is moved comes back by `undo`.
    """
    import fcntl

    op = redirect.op
    if op == "close":
        text = _variable_text(shell, redirect.variable)
        if not text:
            raise RedirectionFailed(f"{redirect.variable}: ambiguous redirect")
        number = _number(redirect.variable, text)
        undo.append((number, descriptors.save(number), shell.sinks.get(number)))
        _close(shell, number)
        return -1
    if op in ("dup", "move"):
        source: int = redirect.target  # type: ignore[assignment]
        try:
            fd = fcntl.fcntl(source, fcntl.F_DUPFD, _FIRST_VARIABLE_FD)
        except OSError as error:
            error.messages = (_NO_DUPLICATE,)  # type: ignore[attr-defined]
            raise
        if op == "move":
            undo.append((source, descriptors.save(source), shell.sinks.get(source)))
            _close(shell, source)
    else:
        opened = open_target(shell, redirect)
        fd = fcntl.fcntl(opened, fcntl.F_DUPFD, _FIRST_VARIABLE_FD)
        posix.close(opened)
    if shell.virtual_level:
        shell.descriptor_journal.append((fd, -1, None))
    element = _element(shell, redirect.variable)
    if element is None:
        shell.vars.set(redirect.variable, str(fd))
    else:
        shell.vars.set_element(element[0], element[1], str(fd))
    return fd


def _number(name: str, text: str) -> int:
    """The descriptor to close in `{name}>&-`: as many bits of the number as fit; 0 is what bash makes of no number."""
    from oilgg.interp.builtins.arguments import whole_number

    number = whole_number(text)
    descriptor = ((number or 0) + _LARGEST + 1 & 0xFFFFFFFF) - _LARGEST - 1
    if descriptor < 0:
        raise RedirectionFailed(f"{name}: ambiguous redirect")
    return descriptor


def _element(shell: Shell, variable: str) -> tuple[str, str] | None:
    """Array and expanded subscript of `{a[i]}>file`; None if it is just a name."""
    element = split_element(variable)
    if element is None:
        return None
    from oilgg.expand.subscripts import expand_subscript

    return element[0], expand_subscript(element[1], shell, shell.vars.is_assoc(element[0]))


def _variable_text(shell: Shell, name: str) -> str:
    element = _element(shell, name)
    return (shell.vars.get(name) if element is None else shell.vars.get_element(*element)) or ""


def will_open(shell: Shell, path: str, writing: bool) -> str:
    """The shell is about to open `path` itself: pending effects on it become real first. Gives what it is to open."""
    return path if shell.lowering is None else shell.lowering.will_open(path, writing)


def open_target(shell: Shell, redirect: Redirect) -> int:
    """Open what a redirection names; gives a close-on-exec descriptor. Raises OSError or RedirectionFailed."""
    op = redirect.op
    if op == "<<":
        return here_document(redirect.text)
    path: str = redirect.target  # type: ignore[assignment]
    if op != "<" and shell.options.restricted:
        raise RedirectionFailed(path + ": restricted: cannot redirect output")
    path = will_open(shell, path, op != "<")
    if path.startswith("/dev/"):
        if path.startswith(("/dev/tcp/", "/dev/udp/")) and path.count("/") > 3:
            from oilgg.interp import network

            return network.connect(shell, path)
        if shell.sinks and path.startswith(("/dev/std", "/dev/fd/")):
            from oilgg.interp.capture import make_real

            make_real(shell)
    if op == ">" and shell.options.noclobber:
        return _open_no_clobber(shell, path)
    return posix.open(path.encode("utf-8", "surrogateescape"), _FLAGS[op] | posix.O_CLOEXEC, 0o666)


def _open_no_clobber(shell: Shell, path: str) -> int:
    name = path.encode("utf-8", "surrogateescape")
    try:
        regular = posix.stat(name).st_mode & 0o170000 == 0o100000
        there = True
    except OSError:
        regular = there = False
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_CLOEXEC
    if not regular:
        try:
            fd = posix.open(name, flags if there else flags | posix.O_EXCL, 0o666)
            if not there or posix.fstat(fd).st_mode & 0o170000 != 0o100000:
                return fd
            posix.close(fd)
        except FileExistsError:
            pass
    raise RedirectionFailed(path + ": cannot overwrite existing file")


def here_document(text: str) -> int:
    """A descriptor to read `text` from: a pipe if it fits into one for sure, else a file without a name."""
    data = text.encode("utf-8", "surrogateescape")
    if len(data) <= _PIPE_BYTES:
        read_fd, write_fd = posix.pipe()
        posix.write(write_fd, data)
        posix.close(write_fd)
        return read_fd
    fd = posix.memfd_create("here-document", posix.MFD_CLOEXEC)
    rest = memoryview(data)
    while rest:
        rest = rest[posix.write(fd, rest) :]
    posix.lseek(fd, 0, 0)
    return fd


def restore(shell: Shell, undo: Undo) -> None:
    """Put back every descriptor that `apply` changed, last first."""
    if shell.read_buffers:
        shell.sync_input()
    if shell.lowering is not None:
        shell.lowering.descriptors_change()
    sinks = shell.sinks
    while undo:
        fd, saved, sink = undo.pop()
        if sinks:
            now = sinks.get(fd)
            if now is not None and now is not sink:
                if now.real and now.saved >= 0:
                    posix.close(now.saved)
                del sinks[fd]
        descriptors.put_back(fd, saved)
        if sink is not None:
            sinks[fd] = sink


def hand_over(leave: ExitShell, undo: Undo) -> Undo:
    """The EXIT trap runs with the redirections of compound commands in place; what is left to undo here and now."""
    if leave.redirected is None:
        return undo
    leave.redirected[:0] = undo
    return []


def step_out(shell: Shell, undo: Undo) -> Undo:
    """Have what `undo` would put back lead there, for a while; gives what `step_back` needs."""
    back: Undo = []
    for fd, saved, sink in reversed(undo):
        back.append((fd, descriptors.save(fd), shell.sinks.pop(fd, None)))
        if saved < 0:
            descriptors.close(fd)
        else:
            posix.dup2(saved, fd)
        if sink is not None:
            shell.sinks[fd] = sink
    return back


def step_back(shell: Shell, back: Undo) -> None:
    """After `step_out`."""
    for fd, saved, sink in reversed(back):
        shell.sinks.pop(fd, None)
        descriptors.put_back(fd, saved)
        if sink is not None:
            shell.sinks[fd] = sink


def restore_left(shell: Shell, leave: ExitShell) -> None:
    """A text of its own, or a function that was called with redirections, is left for good.

    What compound commands have redirected in it is not for the EXIT trap; with `-c` nor is what they have around it.
    """
    if leave.redirected is not None and not leave.signal:
        restore(shell, leave.redirected)
        if shell.options.command_string and not shell.subshell_level:
            leave.redirected = None


def keep(shell: Shell, undo: Undo) -> None:
    """The redirections of `exec` stay: until the end of a virtual subshell, or for ever."""
    if shell.virtual_level:
        shell.descriptor_journal.extend(undo)
    else:
        for _, saved, _ in undo:
            if saved >= 0:
                posix.close(saved)


def spawn_actions(shell: Shell, redirects: list[Redirect], actions: list[tuple[Any, ...]], opened: list[int]) -> None:
    """Add file actions for posix_spawn that do `redirects`; what was opened for it is added to `opened`.

    Raises RedirectionFailed; the message has been printed where the actions lead. Sinks must have been made real.
    """
    targets = [redirect.fd for redirect in redirects]
    state: dict[int, bool] = {}
    own: set[int] = set()
    """What has been opened here, which the script knows nothing of."""
    for redirect in redirects:
        try:
            if redirect.op == "opened":
                opened.append(redirect.target)  # type: ignore[arg-type]
                continue
            if redirect.variable:
                # In the new process only: here neither the descriptor nor the variable stays.
                mark = shell.vars.mark()
                try:
                    if redirect.op == "close":
                        text = _variable_text(shell, redirect.variable)
                        number = _number(redirect.variable, text) if text else -1
                        if number >= 0 and descriptors.is_open(number):
                            actions.append((posix.POSIX_SPAWN_CLOSE, number))
                            continue
                    fresh = _apply_variable(shell, redirect, [])
                finally:
                    shell.vars.undo(mark)
                if fresh >= 0:
                    opened.append(fresh)
                continue
            op = redirect.op
            fd = redirect.fd
            if op == "dup" or op == "move":
                source: int = redirect.target  # type: ignore[assignment]
                if source == fd:
                    continue
                closed = source in own or not descriptors.is_open(source)
                if not state.get(source) and (source in state or closed):
                    raise OSError(9, "")
                actions.append((posix.POSIX_SPAWN_DUP2, source, fd))
                if op == "move":
                    actions.append((posix.POSIX_SPAWN_CLOSE, source))
                    state[source] = False
                state[fd] = True
                continue
            if op == "close":
                if state.get(fd) or (fd not in own and descriptors.is_open(fd)):
                    actions.append((posix.POSIX_SPAWN_CLOSE, fd))
                state[fd] = False
                continue
            file = open_target(shell, redirect)
            if file < 3 or file in targets:
                file = descriptors.move_high(file)
            opened.append(file)
            own.add(file)
            actions.append((posix.POSIX_SPAWN_DUP2, file, fd))
            state[fd] = True
        except (OSError, RedirectionFailed, ReadonlyError) as error:
            texts = messages(redirect, error)
            within(shell, actions, lambda texts=texts: _say_all(shell, texts))  # type: ignore[misc]
            raise RedirectionFailed from None


def within(shell: Shell, actions: list[tuple[Any, ...]], report: Callable[[], None]) -> None:
    """Print an error where the file actions of a process would lead."""
    undo: Undo = []
    for action in actions:
        fd = action[-1]
        if action[0] == posix.POSIX_SPAWN_CLOSE or descriptors.is_open(action[1]):
            undo.append((fd, descriptors.save(fd), shell.sinks.pop(fd, None)))
            if action[0] == posix.POSIX_SPAWN_CLOSE:
                descriptors.close(fd)
            else:
                posix.dup2(action[1], fd)
    try:
        report()
    finally:
        restore(shell, undo)


def failed(shell: Shell, special: bool) -> int:
    """The status of a command whose redirection failed; in posix mode a special builtin ends the shell."""
    if special and shell.options.posix and not shell.interactive:
        shell.leave(1)
    return 1
