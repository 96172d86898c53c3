"""Views: what a job sees as the file system. Which ones work here, and how a process enters one.

An overlay view is a mount namespace of the job's own in which every place that can be written is an
overlay: below it the real files, above it the job's layer. It vanishes with the job's last process. What was
written is then read by `collect`, moved out by whoever retires it, and thrown away by `dispose`.
"""

from __future__ import annotations

import posix

from oilgg.worker import kernel, mounts
from oilgg.worker.collect import Change, collect, strip_marks
from oilgg.worker.layer import Layer, create, dispose, name_layer, remove_tree, work_directory
from oilgg.worker.mounts import BIND, OVERLAY, READ_ONLY, SPLIT, WHOLE, Plan

__all__ = ["Change", "Layer", "ViewSupport", "collect", "dispose", "probe", "strip_marks"]

# Tried in this order; older kernels lack some of it. `volatile` matters most: without it the end of every job would
# flush the whole file system of the layer. With `xino` device numbers would be the same in a whole view (without it
# they are not where the layer is on another file system, and `cp -x` and `tar --one-file-system` care), but the
# kernel would log a line for every mount.
WHOLE_OPTIONS = (
    ",volatile,redirect_dir=on,metacopy=off,index=off,xino=off",
    ",volatile,redirect_dir=on,metacopy=off,index=off",
    ",volatile,metacopy=off,index=off",
    ",index=off",
    "",
)
SPLIT_OPTIONS = (",userxattr,volatile,xino=off", ",userxattr,volatile", ",userxattr")
FORCE_VARIABLE = "OILGG_VIEW"


class ViewSupport:
    """Which views work here.

    overlay  whether OVERLAY jobs can run at all
    kind     WHOLE (root), SPLIT (user namespace), or "" for none
    exact    a failure inside the view is one outside as well. Not so for SPLIT: owners other than the user
             look like `nobody` there, places that are not the user's are read-only, and renaming a real
             directory fails with EXDEV; a job that failed should be run again in place
    options  mount options of the overlays
    reason   why it is not better, for people; "" if it is WHOLE
    """

    __slots__ = ("exact", "kind", "options", "overlay", "reason")

    def __init__(self, kind: str, options: str, reason: str) -> None:
        self.overlay = kind != ""
        self.kind = kind
        self.exact = kind == WHOLE
        self.options = options
        self.reason = reason

    def packed(self) -> tuple[str, str, str]:
        """For marshal; `ViewSupport(*packed)` gives it back."""
        return self.kind, self.options, self.reason

    def __repr__(self) -> str:
        return f"ViewSupport(kind={self.kind!r}, options={self.options!r}, reason={self.reason!r})"


def enter(plan: Plan, layer: Layer, options: str) -> None:
    """Put this process into the view of `plan` over `layer`, which has been created and filled.

    Irreversible. The working directory is `/` afterwards. Raises OSError.
    """
    if plan.lower:
        _enter_sealed(plan, layer, options)
    elif plan.kind == WHOLE:
        _enter_whole(plan, layer, options)
    else:
        _enter_split(plan, layer, options)


def _enter_sealed(plan: Plan, layer: Layer, options: str) -> None:
    from oilgg.worker import sealed

    uid = posix.geteuid()
    _enter_namespaces(plan.kind)
    sealed.enter(plan, layer.parts[0][1], options)
    if plan.kind == SPLIT and uid:
        kernel.drop_capabilities()


def _enter_namespaces(kind: str) -> None:
    """Mounts of our own, in a user namespace where `kind` asks for one."""
    if kind == WHOLE:
        kernel.unshare(kernel.CLONE_NEWNS)
    else:
        uid, gid = posix.geteuid(), posix.getegid()
        kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS)
        _write_file("/proc/self/setgroups", "deny")
        _write_file("/proc/self/uid_map", f"{uid} {uid} 1")
        _write_file("/proc/self/gid_map", f"{gid} {gid} 1")
    kernel.mount(b"none", b"/", None, kernel.MS_REC | kernel.MS_SLAVE)


def _enter_whole(plan: Plan, layer: Layer, options: str) -> None:
    _enter_namespaces(WHOLE)
    staging = work_directory(layer.parts[0][1])  # only its name is covered: overlayfs has the directory itself
    mount_overlay("/", layer.parts[0][1], staging, options, plan.flags[0])
    posix.chdir(staging)
    for action, point, part in plan.steps[1:]:
        if action == OVERLAY and point not in plan.refused:
            try:
                mount_overlay(point, layer.parts[part][1], point[1:], options, plan.flags[part])
                continue
            except OSError:  # not every file system can be the lower side
                plan.refused.add(point)
        _bring_back(READ_ONLY if action == OVERLAY else action, point)
    kernel.mount(b".", b"/", None, kernel.MS_MOVE)
    posix.chroot(".")


def _bring_back(action: str, point: str) -> None:
    """Put the real mount at `point` on top of the new root."""
    source, target = _bytes(point), _bytes(point[1:])
    if action == BIND:
        kernel.mount(source, target, None, kernel.MS_BIND)
        return
    try:
        kernel.mount(source, target, None, kernel.MS_MOVE)
    except OSError:
        kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)
    if action == READ_ONLY:
        kernel.set_mount_attributes(target, True, kernel.MOUNT_ATTR_RDONLY)


def _enter_split(plan: Plan, layer: Layer, options: str) -> None:
    uid = posix.geteuid()
    _enter_namespaces(SPLIT)
    held = {directory: posix.open(directory, posix.O_PATH | posix.O_CLOEXEC) for directory in layer.directories}
    for (point, upper), flags in zip(layer.parts, plan.flags, strict=True):
        directory, _, name = upper.rpartition("/")
        mount_overlay(point, f"/proc/self/fd/{held[directory]}/{name}", point, options, flags)
    kernel.set_mount_attributes(b"/", True, kernel.MOUNT_ATTR_RDONLY)
    for point in [*plan.points, "/proc"]:
        kernel.set_mount_attributes(_bytes(point), False, 0, kernel.MOUNT_ATTR_RDONLY)
    for descriptor in held.values():
        posix.close(descriptor)
    posix.chdir("/")
    if uid:
        kernel.drop_capabilities()


def mount_overlay(lower: str, upper: str, target: str, options: str, flags: int, below: str = "") -> None:
    """Mount at `target` what `lower` shows (and `below`), with what is written going to `upper`. Raises OSError."""
    lowers = ":".join([_escape(path, ":") for path in (lower, below) if path])
    data = f"lowerdir={lowers},upperdir={_escape(upper)},workdir={_escape(work_directory(upper))}{options}"
    kernel.mount(b"overlay", _bytes(target), b"overlay", kernel.MS_NOATIME | flags, _bytes(data))


def mount_over(top: str, lower: str, target: str, options: str) -> None:
    """Mount at `target`, read-only, what `lower` shows with the files of `top` on it. Raises OSError."""
    data = f"lowerdir={_escape(top, ':')}:{_escape(lower, ':')}{options}"
    flags = kernel.MS_NOATIME | kernel.MS_RDONLY
    kernel.mount(b"overlay", _bytes(target), b"overlay", flags, _bytes(data))


def _escape(path: str, special: str = "") -> str:
    for character in "\\," + special:
        if character in path:
            path = path.replace(character, "\\" + character)
    return path


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _write_file(path: str, text: str) -> None:
    descriptor = posix.open(path, posix.O_WRONLY | posix.O_CLOEXEC)
    try:
        posix.write(descriptor, text.encode())
    finally:
        posix.close(descriptor)


def read_file(path: str) -> str:
    """The whole text of a small file of the kernel."""
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        blocks = []
        while block := posix.read(descriptor, 1 << 16):
            blocks.append(block)
        return b"".join(blocks).decode("utf-8", "surrogateescape")
    finally:
        posix.close(descriptor)


def make_plan(kind: str, mountinfo: str, places: list[str]) -> Plan:
    """The plan of `kind`; `places` are what a split view must be able to write."""
    if kind == WHOLE:
        return mounts.whole_plan(mountinfo)
    return mounts.split_plan(mountinfo, places, posix.geteuid(), posix.getegid())


def file_system_of(path: str) -> str:
    """The type of the file system that holds the absolute `path`, "" if unknown."""
    best = mounts.root_mount(read_file("/proc/self/mountinfo"))
    searching = True
    while searching:
        searching = False
        for child in best.children:
            if mounts.is_below(path, child.point):
                best, searching = child, True
                break
    return best.kind


def default_base(memory: bool = False) -> str:
    """A directory of this user's own for layers, made if need be; "" if there is none in memory.

    Raises OSError if none can be made on disk.
    """
    place = "/dev/shm" if memory else "/var/tmp"
    error: OSError = FileNotFoundError(2, "No such directory", place)
    if not memory and not posix.access(place, posix.W_OK):
        place = "/tmp"  # a function of AWS Lambda may write nowhere else
    for suffix in ("", ".1", ".2", ".3"):  # somebody else may have taken the name
        path = f"{place}/.oilgg-{posix.geteuid()}{suffix}"
        try:
            posix.mkdir(path, 0o700)
        except FileExistsError:
            pass
        except OSError as failure:
            error = failure
            break
        status = posix.lstat(path)
        if status.st_uid == posix.geteuid() and status.st_mode & 0o170777 == 0o040700:
            return path
        error = PermissionError(1, "somebody else's directory", path)
    if memory:
        return ""
    raise error


def memory_base(kind: str) -> str:
    """A directory in memory that can hold layers of views of `kind`, "" if there is none."""
    base = default_base(memory=True)
    if base and kind == SPLIT:
        try:  # in a user namespace overlayfs keeps its marks in these, which tmpfs has since Linux 6.6
            posix.setxattr(base, "user.oilgg", b"y")
            posix.removexattr(base, "user.oilgg")
        except OSError:
            return ""
    return base


def available_memory_bytes() -> int:
    """What the kernel thinks could be used without swapping."""
    for line in read_file("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def try_view(kind: str, base: str, memory: str, options: str) -> str:
    """ "" if a view with its layer below `base` can be entered and written, else what went wrong. Forks once."""
    reading, writing = posix.pipe()
    child = posix.fork()
    if child == 0:
        text = "died"
        name = f"oilgg-{posix.getpid()}-try"
        try:
            posix.umask(0)
            text = _try_here(kind, base, memory, options, name)
        except OSError as error:
            text = f"{error.strerror} ({error.filename or 'overlay'})"
        finally:
            posix.write(writing, b"." + text.encode("utf-8", "replace"))
            posix._exit(0)
    posix.close(writing)
    answer = posix.read(reading, 4096)
    posix.close(reading)
    posix.waitpid(child, 0)
    for directory in (base, memory):
        if directory:
            remove_tree(f"{directory}/oilgg-{child}-try")
    return answer[1:].decode() if answer else "died"


def _try_here(kind: str, base: str, memory: str, options: str, name: str) -> str:
    plan = make_plan(kind, read_file("/proc/self/mountinfo"), [base])
    if not plan.points:
        return "no directory here is the user's own"
    layer = name_layer(plan, name, base, memory, 0)
    create(layer)
    enter(plan, layer, options)
    probe_file = (plan.points[0] if plan.points[0] != "/" else "") + "/.oilgg-" + name
    posix.close(posix.open(probe_file, posix.O_WRONLY | posix.O_CREAT | posix.O_EXCL, 0o600))
    posix.unlink(probe_file)
    return ""


def try_whole_view(base: str, memory: str, options: str) -> str:
    """Like `try_view` for WHOLE, but in this process, which ends up in `/`: ten times faster."""
    home = posix.open("/proc/self/ns/mnt", posix.O_RDONLY | posix.O_CLOEXEC)
    name = f"oilgg-{posix.getpid()}-try"
    mask = posix.umask(0)
    try:
        return _try_here(WHOLE, base, memory, options, name)
    except OSError as error:
        return f"{error.strerror} ({error.filename or 'overlay'})"
    finally:
        posix.umask(mask)
        if posix.stat("/proc/self/ns/mnt").st_ino != posix.fstat(home).st_ino:  # else entering was refused
            kernel.setns(home, kernel.CLONE_NEWNS)
        posix.close(home)
        for directory in (base, memory):
            if directory:
                remove_tree(f"{directory}/{name}")


def probe(base: str = "", in_process: bool = False) -> ViewSupport:
    """Which view works here, with layers below `base` ("" for the default place).

    Forks once or twice, a few milliseconds; `in_process` saves that for root and leaves the process in `/`.
    OILGG_VIEW=plain in the environment switches overlays off.
    """
    if posix.environ.get(FORCE_VARIABLE.encode()) == b"plain":
        return ViewSupport("", "", f"{FORCE_VARIABLE}=plain is set")
    if not _root_is_mount():
        return ViewSupport(
            "", "", "the root directory is no mount point (a plain chroot): namespaces would lead out of it"
        )
    try:
        base = base or default_base()
        memory = default_base(memory=True)
    except OSError as error:
        return ViewSupport("", "", f"no place for layers: {error.strerror}: {error.filename}")
    bases = [memory, base] if memory else [base]
    tried: list[str] = []
    kinds = [(SPLIT, "in a user namespace")]
    if posix.geteuid() == 0:
        kinds.insert(0, (WHOLE, "as root"))
    for kind, name in kinds:
        options, complaint = _find_options(kind, bases, memory, in_process)
        if not complaint:
            return ViewSupport(kind, options, "; ".join(tried) or _why_not_whole(kind))
        tried.append(f"overlay {name}: {complaint}")
    return ViewSupport("", "", "; ".join(tried))


def _root_is_mount() -> bool:
    """Whether `/` is a mount point. In a plain chroot it is none; coming back to a namespace goes to its own root."""
    return any(line.split()[4] == "/" for line in read_file("/proc/self/mountinfo").splitlines())


def _find_options(kind: str, bases: list[str], memory: str, in_process: bool) -> tuple[str, str]:
    """The best mount options that work for `kind`, and "" or why none do."""
    complaint = ""
    for options in WHOLE_OPTIONS if kind == WHOLE else SPLIT_OPTIONS:
        for base in bases:
            if kind == WHOLE and in_process:
                complaint = try_whole_view(base, memory, options)
            else:
                complaint = try_view(kind, base, memory, options)
            if not complaint:
                return options, ""
            if not complaint.startswith("Invalid argument"):
                return "", complaint
    return "", complaint


def _why_not_whole(kind: str) -> str:
    return "" if kind == WHOLE else "not root: overlays only over the user's own directories"
