"""`oilgg --tool replay HASH [-i]`: run a thunk again with the inputs it had, and say whether it comes to the same."""

from __future__ import annotations

import posix
import sys
import time

from oilgg.engine.base import OVERLAY, Job, JobStage, Preload, Redirect
from oilgg.engine.local import LocalEngine
from oilgg.lower.lowering import CALL_WORDS, PAYLOAD_FD
from oilgg.thunk.hash import digest_file
from oilgg.thunk.ir import FileValue
from oilgg.tools import kept
from oilgg.worker.capture import Capture
from oilgg.worker.collect import collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oilgg.engine.base import Result
    from oilgg.store.base import Reduction
    from oilgg.store.local import LocalStore
    from oilgg.thunk.ir import Thunk

USAGE = """\
Usage: oilgg --tool replay [-q] HASH
       oilgg --tool replay -i HASH

Runs the thunk again, in a view that is thrown away, with its inputs as they were then: from the tree where they are
unchanged, else from the store. Its output is shown (not with -q), then every difference from what it came to before.
Status 0: the same; 1: something differs, or an input is gone. With -i a shell opens in that view instead.
"""
SHELL = "/bin/bash"


def main(arguments: list[str]) -> int:
    """See USAGE."""
    return kept.tool("replay", USAGE, arguments, replay)


def replay(store: LocalStore, arguments: list[str]) -> int | None:
    """The verb; None for wrong usage."""
    options = [word for word in arguments if word.startswith("-")]
    names = [word for word in arguments if not word.startswith("-")]
    if len(names) != 1 or not set(options) <= {"-i", "-q"}:
        return None
    digest, thunk = kept.find(store, names[0])
    if "-i" in options:
        return _interactive(store, digest, thunk)
    run = Run(store, thunk)
    try:
        run.run()
        if "-q" not in options:
            run.show()
        reduction = kept.reduction_of(store, thunk)
        if reduction is None:
            sys.stdout.write("there is no result to compare with\n")
            return 0
        found = differences(store, run, reduction)
        for line in found:
            sys.stdout.write(line + "\n")
        sys.stdout.write("it differs\n" if found else "the same result\n")
        return 1 if found else 0
    finally:
        run.close()


class Run:
    """One thunk, run in a view of its own."""

    def __init__(self, store: LocalStore, thunk: Thunk) -> None:
        self.store = store
        self.thunk = thunk
        self.statuses: list[int] = []
        self.captures: list[Capture] = []
        self.outputs: dict[str, tuple[str, bytes]] = {}
        """Path to what it is now and, of a file, the digest of its bytes; `places` has where these are."""
        self.places: dict[str, str] = {}
        self._engine = LocalEngine(1)
        self._result: Result | None = None
        self._scratch = _scratch()

    def run(self) -> None:
        """Run it to its end. Raises KeptError where an input can't be had."""
        support = self._engine.support()
        if not support.overlay:
            raise kept.KeptError(f"no view can be made here: {support.reason}")
        thunk = self.thunk
        merged = thunk.streams.merged
        self.captures = [Capture()] if merged else [Capture(), Capture()]
        preloads, values = inputs(self.store, thunk, self._scratch)
        stages = [job_stage(stage, values) for stage in thunk.stages]
        job = Job(1, stages, thunk.cwd, thunk.umask, OVERLAY, preloads)
        job.stdout = self.captures[0].write_fd
        job.stderr = self.captures[-1].write_fd
        self._engine.submit(job)
        for capture in self.captures:
            capture.started()
        results: list[Result] = []
        while not results:
            results = self._engine.wait(0.02)
            for capture in self.captures:
                capture.pump()
        for capture in self.captures:
            capture.finish()
        result = self._result = results[0]
        if result.failure is not None:
            raise kept.KeptError(result.failure)
        self.statuses = list(result.statuses)
        for change in collect(result.layer) if result.layer is not None else ():
            if change.kind == "directory" and change.times_only:
                continue
            data = b""
            if change.kind == "file":
                self.places[change.path] = change.layer_path
                data = digest_file(change.layer_path)[0]
            self.outputs[change.path] = (change.kind, data)

    def show(self) -> None:
        """Print what it printed."""
        for number, capture in enumerate(self.captures, 1):
            _write(number, bytes(capture.data))

    def close(self) -> None:
        """Throw the view away."""
        if self._result is not None and self._result.layer is not None:
            self._engine.dispose(self._result.layer)
        self._engine.close()
        for name in posix.listdir(self._scratch):
            posix.unlink(f"{self._scratch}/{name}")
        posix.rmdir(self._scratch)


def differences(store: LocalStore, run: Run, reduction: Reduction) -> list[str]:
    """What `run` came to and `reduction` did not, a line each."""
    result = reduction.result
    found = []
    if tuple(run.statuses) != result.statuses:
        found.append(f"status: {_words(result.statuses)} before, {_words(run.statuses)} now")
    for name, value, capture in zip(("stdout", "stderr"), (result.stdout, result.stderr), run.captures, strict=False):
        if bytes(capture.data) != kept.stream(store, value):
            found.append(f"{name} is another one")
    before = {output.path: (output.kind, output.digest or b"") for output in result.outputs}
    for path in sorted({*before, *run.outputs}):
        old, new = before.get(path), run.outputs.get(path)
        if old == new or (old is not None and old[0] != "file" and new is not None and new[0] == old[0]):
            continue
        if old is None:
            found.append(f"{path} was left alone before")
        elif new is None:
            if old[0] != "file" or digest_of(path) != old[1]:
                found.append(f"{path} is left alone now")
        else:
            found.append(f"{path} is another one")
    return found


def digest_of(path: str) -> bytes:
    """The digest of the file at `path`; b"" if there is none."""
    try:
        return digest_file(path)[0]
    except OSError:
        return b""


def inputs(store: LocalStore, thunk: Thunk, scratch: str) -> tuple[list[Preload], list[Redirect]]:
    """What has to be put into the view, and what is to be open. Raises KeptError where an input can't be had."""
    preloads: list[Preload] = []
    values: list[Redirect] = []
    for item in thunk.inputs:
        missing = kept.missing_input(store, item.path, item.value)
        if missing:
            raise kept.KeptError(missing)
        if not isinstance(item.value, FileValue):
            continue
        if item.path.startswith("/dev/fd/"):
            place = f"{scratch}/{item.path.rpartition('/')[2]}"
            store.materialize(item.value.digest, place, 0o600)
            values.append(Redirect(int(item.path[8:]), "<", place))
        elif not kept.is_in_tree(item.path, item.value):
            place = f"{scratch}/{len(preloads)}.in"
            store.materialize(item.value.digest, place, 0o600)
            mode = item.value.mode if item.value.mode is not None else 0o755 if item.value.mode_executable else 0o644
            when = item.value.mtime_ns if item.value.mtime_ns is not None else time.time_ns()
            preloads.append(Preload(item.path, "file", place, mode, when))
    return preloads, values


def job_stage(stage: object, values: list[Redirect]) -> JobStage:
    """A stage of a thunk as one of a job."""
    program, argv, environment, redirects = stage._fields()  # type: ignore[attr-defined]
    given = list(values)
    if tuple(argv[1:5]) == CALL_WORDS:
        import marshal
        from binascii import b2a_base64

        declared = ("turn", 0, (), (), (), ())
        text = b2a_base64(marshal.dumps(declared), newline=False).decode("ascii")
        given.append(Redirect(PAYLOAD_FD - 1, "text", "", text))
    variables = dict(environment)
    for name in ("HOME", "USER", "LOGNAME"):  # harmless ones are no part of a thunk
        own = posix.environ.get(name.encode())
        if own is not None:
            variables.setdefault(name, own.decode("utf-8", "surrogateescape"))
    lines = [f"{name}={value}" for name, value in variables.items()]
    return JobStage(program, list(argv), lines, [*given, *[Redirect(*redirect) for redirect in redirects]])


def _interactive(store: LocalStore, digest: bytes, thunk: Thunk) -> int:
    """Open a shell in the view of a thunk; gives its status."""
    from oilgg.worker import view
    from oilgg.worker.child import prepare
    from oilgg.worker.layer import dispose, name_layer
    from oilgg.worker.places import Places

    scratch = _scratch()
    places = Places("")
    if not places.support.overlay:
        raise kept.KeptError(f"no view can be made here: {places.support.reason}")
    preloads, values = inputs(store, thunk, scratch)
    plan = places.plan_for(thunk.cwd, [])
    base = places.choose_base("")
    layer = name_layer(plan, f"oilgg-{posix.getpid()}-replay", base, places.memory, time.time_ns())
    sys.stderr.write(f"oilgg: the view of {digest.hex()[: kept.SHOWN_DIGITS]}; what is changed here is thrown away\n")
    sys.stderr.write(f"  {kept.command(thunk)}\n")
    sys.stderr.flush()
    pid = posix.fork()
    if not pid:
        try:
            opened = [(value.fd, posix.open(str(value.target), posix.O_RDONLY)) for value in values]
            packed = [
                (one.path, one.kind, one.source, one.mode, one.mtime_ns, one.target, one.uid, one.gid, one.opaque, 0)
                for one in preloads
            ]
            posix.umask(0)
            prepare(layer, plan, packed, places.memory)
            view.enter(plan, layer, places.support.options)
            posix.chdir(thunk.cwd)
            posix.umask(thunk.umask)
            for number, fd in opened:
                posix.dup2(fd, number)
            environment = {**posix.environ, **_encoded(dict(thunk.stages[0].environment))}
            shell = posix.environ.get(b"SHELL", SHELL.encode()).decode()
            posix.execve(shell, [shell], environment)
        except OSError as error:
            sys.stderr.write(f"oilgg: replay: {error}\n")
            sys.stderr.flush()
        finally:
            posix._exit(126)
    status = posix.waitpid(pid, 0)[1]
    dispose(layer)
    for name in posix.listdir(scratch):
        posix.unlink(f"{scratch}/{name}")
    posix.rmdir(scratch)
    return posix.WEXITSTATUS(status) if posix.WIFEXITED(status) else 128 + posix.WTERMSIG(status)


def _encoded(variables: dict[str, str]) -> dict[bytes, bytes]:
    return {
        name.encode("utf-8", "surrogateescape"): value.encode("utf-8", "surrogateescape")
        for name, value in variables.items()
    }


def _scratch() -> str:
    folder = (posix.environ.get(b"TMPDIR") or b"/tmp").decode("utf-8", "surrogateescape")
    path = f"{folder.rstrip('/')}/oilgg-replay-{posix.getpid()}"
    posix.mkdir(path, 0o700)
    return path


def _words(statuses: object) -> str:
    return " ".join([str(status) for status in statuses])  # type: ignore[attr-defined]


def _write(fd: int, data: bytes) -> None:
    sys.stdout.flush()
    while data:
        data = data[posix.write(fd, data) :]
