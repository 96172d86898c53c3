"""The composition root: what a session's order consists of, made when the first command needs it.

The store, the scheduler with its engines, views and memory of the tree are put together here, as the configuration
says; `session.Lowering` stands in until then.
"""

from __future__ import annotations

import posix
import time

from oilgg.engine import local
from oilgg.errors import EngineError, StoreError
from oilgg.interp import calls as closures
from oilgg.lower.lowering import Lowerer
from oilgg.order.calls import Calls
from oilgg.order.order import Order
from oilgg.order.reducer import Reducer
from oilgg.order.versions import TreeView, Versions
from oilgg.paths import Canonical
from oilgg.reduce.scheduler import Scheduler
from oilgg.reduce.tools import Tools
from oilgg.store.local import LocalStore
from oilgg.worker import calls
from oilgg.worker import view as views

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oilgg.config import Config
    from oilgg.session import Lowering

COLLECT_EVERY_S = 86400
S_IFMT, S_IFREG = 0o170000, 0o100000


def make_order(session: Lowering) -> Order:
    """The order for the commands of `session`."""
    config, shell = session.config, session.shell
    store, keep = _open_store(session)
    admission = shell.admission
    slots = (admission.jobs if admission is not None else 0) or config.jobs or len(posix.sched_getaffinity(0))
    canonical = Canonical()
    versions = Versions(store, canonical)
    order: Order
    view = TreeView(versions, lambda entry, retired: order.look_settle(entry, retired))
    lowerer = Lowerer(session.library, canonical, view, lambda: _is_null(0))
    lowerer.secrets = tuple([name for name in config.secrets.replace(",", " ").split(" ") if name])
    extra = 0 if config.jobs or admission is not None else local.EXTRA
    scheduler = Scheduler(lambda: local.LocalEngine(slots, admission=admission, extra=extra), slots)
    scheduler.delay = _test_delay()
    scheduler.timeout_s = config.timeout_s
    if keep and store.is_new():
        _start_engine(scheduler)

    def support() -> views.ViewSupport:
        if config.view in ("plain", "operand"):
            return views.ViewSupport("", "", f"--view={config.view} was given")
        found: views.ViewSupport = scheduler.engine.support()  # type: ignore[attr-defined]
        return found

    reducer = Reducer(versions, store, Tools(store), scheduler, support, _scratch_folder(), keep)
    reducer.runs.admission = admission
    reducer.runs.parts.test_bytes = int(posix.environ.get(b"OILGG_TEST_PARTS", b"0"))
    order = Order(shell, lowerer, versions, view, scheduler, reducer, store, session.note, session.say)
    order.failures.mode = config.failure if config.failure != "none" else ""
    if config.engine or config.share:
        _use_engines(session, order)
    order.take_calls(Calls(order, lambda outer, name: closures.narrow(outer, name), session.complain))
    calls.run_by("oilgg.tools.call")
    reducer.reuse.check = reducer.runs.examiner.always = config.check
    if session.has_traces():
        from oilgg.order.learner import Learner

        order.learner = Learner(order, config.learn)
        if session.report is not None:
            session.report.remark = order.learner.remark
    versions.volatile.update(_files_being_written())
    if session.report is not None and session.report.line:
        order.status = session.report
    return order


def prepare_forks(session: Lowering) -> None:
    """Load what orders and launchers in forks of this process run on, and make their store, once for all of them."""
    local.load_launcher()
    try:
        store = LocalStore(session.config.store)
        if store.is_new():
            store.query("SELECT 1")
        store.close()
    except StoreError as error:
        session.lose_store(error)


def _start_engine(scheduler: Scheduler) -> None:
    """Nothing can be reused: what commands run in gets ready while the first of them is looked at."""
    try:
        assert scheduler.engine
    except EngineError:
        pass  # whoever needs it tries again


def _use_engines(session: Lowering, order: Order) -> None:
    """Commands may go to the engines that the configuration names."""
    config, reducer, scheduler = session.config, order.reducer, order.scheduler
    names = [_with_budget(config, name) for name in config.engine.split(",") if name]
    folder = getattr(order.store, "folder", "")
    if not folder:
        session.say("oilgg: without a store nothing can be sent to other machines\n")
        return
    from oilgg.engine.client import RemoteEngine

    away = [name for name in names if name != "local"]
    shared = [f"share:{config.share}"] if config.share else []
    scheduler.remote = engine = RemoteEngine(",".join([*shared, *away]), folder, session.say)
    if shared and reducer.runs.keep:
        from oilgg.order.sharing import Sharing

        reducer.sharing = Sharing(reducer, engine)
    if away:
        from oilgg.engine.price import estimate
        from oilgg.order.homecoming import Homecoming
        from oilgg.order.remote import Remote

        order.home = Homecoming(order, engine)
        remote = Remote(reducer.runs, engine, order.home, "local" in names)
        reducer.use_remote(remote)
        if config.verify:
            from oilgg.order.samples import Samples

            reducer.samples = Samples(config.verify, session.say)
        if session.report is not None:
            session.report.traffic = engine.account
            session.report.estimate = lambda: estimate(names, remote.foreseen)


def _with_budget(config: Config, name: str) -> str:
    """The name of an engine that costs, with what this run may spend: it gets an engine process of its own."""
    if not config.budget or not name.startswith("lambda:"):
        return name
    return f"{name}{'&' if '?' in name else '?'}budget={config.budget}&run={posix.getpid()}"


def _open_store(session: Lowering) -> tuple[Any, bool]:
    """The store, and whether results are kept in it."""
    try:
        store = LocalStore(session.config.store)
        store.on_trouble = session.lose_store
        return store, True
    except StoreError as error:
        session.lose_store(error)
        from oilgg.store.memory import MemoryStore

        return MemoryStore(), False


def _files_being_written() -> list[str]:
    """The regular files that descriptors of this process lead to and can write."""
    from fcntl import F_GETFL, fcntl

    found = []
    for number in posix.listdir("/proc/self/fd"):
        try:
            flags = fcntl(int(number), F_GETFL)
            if flags & (posix.O_WRONLY | posix.O_RDWR) and posix.fstat(int(number)).st_mode & S_IFMT == S_IFREG:
                found.append(posix.readlink("/proc/self/fd/" + number))
        except OSError:
            continue
    return found


def collect_daily(store: Any) -> None:
    """Keep the store within its bounds: once a day, when a script is over."""
    folder = getattr(store, "folder", "")
    if not folder:
        return
    mark = f"{folder}/collected"
    try:
        if time.time() - posix.stat(mark).st_mtime < COLLECT_EVERY_S:
            return
        from oilgg.store.collect import collect

        collect(store)
    except OSError:
        pass  # a new store
    except StoreError:
        return
    try:
        posix.close(posix.open(mark, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o600))
        posix.utime(mark)
    except OSError:
        pass


def _scratch_folder() -> str:
    """A private folder for this run, removed at its end; those of runs that were killed are removed here."""
    wanted = (posix.environ.get(b"TMPDIR") or b"/tmp").decode("utf-8", "surrogateescape").rstrip("/")
    if wanted[:1] == "/":
        try:
            return _folder_below(wanted)
        except OSError:
            pass  # it is for the script's commands to complain
    return _folder_below("/tmp")


def _folder_below(base: str) -> str:
    home = f"{base}/.oilgg-{posix.geteuid()}-runs"  # layers are elsewhere, also where `base` is their place
    try:
        posix.mkdir(home, 0o700)
        posix.chmod(home, 0o700)  # whatever the script's umask
    except FileExistsError:
        status = posix.lstat(home)
        if status.st_uid != posix.geteuid() or status.st_mode & 0o170777 != 0o040700:
            home = base  # somebody else's
        else:
            _remove_orphans(home)
    number = 0
    while True:
        path = f"{home}/oilgg-{posix.getpid()}-{number}"
        try:
            posix.mkdir(path, 0o700)
        except FileExistsError:
            number += 1
        else:
            posix.chmod(path, 0o700)
            return path


def _remove_orphans(home: str) -> None:
    """Remove the folders in `home` whose process is no more."""
    for name in posix.listdir(home):
        pid = name.split("-")[1] if name.startswith("oilgg-") else ""
        if not pid.isdigit():
            continue
        try:
            posix.kill(int(pid), 0)
        except ProcessLookupError:
            from oilgg.worker.layer import remove_tree

            remove_tree(f"{home}/{name}")
        except OSError:
            continue


def _is_null(fd: int) -> bool:
    try:
        given, null = posix.fstat(fd), posix.stat("/dev/null")
    except OSError:
        return False
    return given.st_rdev == null.st_rdev and given.st_mode == null.st_mode


def _test_delay() -> object:
    """For tests: OILGG_TEST_DELAY=MS keeps results back for up to that long, at random."""
    text = posix.environ.get(b"OILGG_TEST_DELAY")
    if not text:
        return None
    import random

    generator = random.Random(int(posix.environ.get(b"OILGG_TEST_SEED", b"0")) or None)
    return lambda: generator.random() * int(text) / 1000
