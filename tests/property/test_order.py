"""Random scripts leave the same under oilgg as under bash: files, streams, status (rules R1 to R11).

A script mixes commands that are lowered with opaque ones, redirections, loops, functions, subshells, failures
and `set -e`. It runs in bash, then in oilgg with results held back at random: with an empty store, again with
what that left, and without a store, without overlays or in tiny parts; every other script also with opaque commands
learned. The generator keeps out of what bash itself does not decide: two stages of a pipeline that fail or write the
same file, a command that reads what it appends to; and of `((`, which begins arithmetic, not two subshells.

    python tests/property/test_order.py [COUNT] [SEED]      many of them, without pytest; prints the smallest
    OILGG_ORDER_EXAMPLES=500 OILGG_NEW_EXAMPLES=1 pytest tests/property/test_order.py
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = int(os.environ.get("OILGG_ORDER_EXAMPLES", "40"))
TIME_LIMIT_S = 20.0
FILE_LIMIT_BYTES = 1 << 20
# Bash decides the order of two files' times only where they are further apart than one command.
CERTAIN_NS = 8_000_000
BASH = ["bash"]
LAUNCHER = "import sys; sys.path.insert(0, {root!r}); from oilgg.cli.main import main; main(['oilgg', *sys.argv[1:]])"

pytestmark = pytest.mark.slow


# What scripts are made of.

READ = ["a", "b", "c", "d/x", "l", "h", "o1", "o2", "e/z", "p1", "w", "nosuch"]
WRITE = ["a", "b", "c", "d/x", "l", "h", "o1", "o2", "e/z", "nodir/q"]
files_in = st.sampled_from(READ)
files_out = st.sampled_from(WRITE)
# Written by pipelines, groups and open descriptors only, never linked or moved: nothing reads them meanwhile.
piped = st.sampled_from(["p1", "p2"])
grouped = st.sampled_from(["g1", "g2"])


def one_of(*patterns: str, **named: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Any of the patterns, in which <name> stands for a part."""
    return st.one_of([filled(pattern, named) for pattern in patterns])


def filled(pattern: str, named: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    pieces = re.split("(<[a-z]>)", pattern)
    parts = [named[piece[1]] if re.fullmatch("<[a-z]>", piece) else st.just(piece) for piece in pieces]
    return st.tuples(*parts).map("".join)


whole_readers = one_of("sort <f>", "sort -r <f>", "sort -u <f> <f>", "head -1 <f>", "wc -l <f>", f=files_in)
streamers = one_of(
    "cat <f>", "cat <f> <f>", "tr a-m A-M <<f>", "sed s/a/xy/ <f>", "grep a <f>", "grep -c b <f>", "uniq <f>",
    "cut -c1 <f>", "tail -n +2 <f>", f=files_in,
)  # fmt: skip
filters = st.sampled_from(["sort", "sort -r", "uniq", "tr a-z A-Z", "sed s/b/q/", "grep -v c", "head -2", "cat"])
generators = st.sampled_from(["seq 3", "echo word", "printf 'b\\na\\n'", "echo $v $i", "seq 2 4", "basename x/y.c .c"])

lowered = one_of(
    "<r> ><o>", "<r>", "<s> ><o>", "<s>", "<r> >><o>", "<g> ><o>", "<g> >><o>", "<s> 2>/dev/null",
    "<r> ><o> 2>&1", "<r> 2><o>", "sort <f> -o <o>", "sed -i s/a/b/ <f>", "<g> | tee <o> >/dev/null",
    r=whole_readers, s=streamers, g=generators, o=files_out, f=files_in,
)  # fmt: skip
small = one_of(
    "cp <f> <o>", "mv <f> <o>", "rm <f>", "rm -f <f> <f>", "touch <o>", "ln -f <f> <o>", "ln -s <f> <o>", "mkdir e",
    "mkdir -p e/f d", "rm -rf e", "rmdir e", "chmod 600 <f>", "chmod u+x <f>", "cp -p <f> <o>", "echo x$i ><o>",
    "printf '%s\\n' n $i >><o>", ": ><o>", "touch -d 2001-01-01 <f>", "cp <f> d", "mv <f> d",
    f=files_in, o=files_out,
)  # fmt: skip
opaque = one_of(
    "sh -c 'echo op; cat <f>'", "sh -c 'cat <f> ><o>'", "sh -c 'echo z >><o>'", "./tool <f>", "awk '{print $1 NR}' <f>",
    "./copy <f> <o>", "./eat", "./eat | tr a-z A-Z", "x=$(./eat)",
    "awk '{print NR}' <f> ><o>", "sleep 0.02", "sh -c 'exit 3'", "sh -c 'rm -f <o>; echo gone'", "nosuchcommand <f>",
    "find . -name 'o*' | sort", "sh -c 'sleep 0.06; cat <f> ><o>; mkdir -p d; echo z >d/z'",
    "sh -c 'ls; ls d 2>/dev/null; sleep 0.09; cat <f>'", "sh -c 'cat $(cat <f>) 2>/dev/null; sleep 0.09'",
    f=files_in, o=files_out,
)  # fmt: skip
compiles = one_of(
    "gcc -c <m>.c -o <m>.o", "gcc -c <m>.c", "echo 'int <m>(void){return 1;}' ><m>.c", "echo 'int <m>(' ><m>.c",
    "rm -f lib.a", "ar rcD lib.a <m>.o", "ar tD lib.a", "gcc -c <m>.c 2>/dev/null", "gcc -c m1.c -o nodir/m.o",
    "gcc -E -P <m>.c ><m>.i", "gcc -MM <m>.c", "gcc -shared m1.o m2.o -o lib.so", "ld -r <m>.o -o m.o",
    "nm <m>.o | <t>", "strip <m>.o", "strip -o s.o <m>.o", "objcopy --add-section .n=a <m>.o", "ranlib lib.a",
    "ar xo lib.a", "ar dD lib.a <m>.o", "printf '#include \"m1.c\"\\n' >m2.c", "gcc -c -MD <m>.c -o e/<m>.o",
    "cc m1.c m2.c -c", "size <m>.o", "cp <m>.o m.o; strip m.o",
    m=st.sampled_from(["m1", "m2"]), t=filters,
)  # fmt: skip
looks = one_of(
    "echo *", "[ -e <f> ] && echo yes", "[ -s <f> ] || echo none", "read -r v <<f>", 'echo "status $?"', "echo $v $i",
    "for f in o*; do cat $f; done", "v=$(<s>)", 'x=$(<r> 2>&1); echo "[$x]"', "echo \"$(<<f>)\"", "ls", "ls d",
    "v=word", "i=$((i + 1))", "umask 077", "umask 022", 'echo "${PIPESTATUS[*]}"', "[[ -f <f> && ! -L <f> ]]; echo $?",
    f=files_in, s=streamers, r=whole_readers,
)  # fmt: skip
names = one_of(
    '"$(echo <f>)"', '"$(basename d/<f>)"', '"$(realpath <f>)"', "$(ls <f>)", '"$(echo $(echo <f>))"', f=files_in
)  # fmt: skip
values = one_of(
    "x=$(<r>)", "y=$(<s>)", "x=$(<s> | <t>)", "x=$(sort <n>)", "y=$(cat <n> | <t>)", 'x=$(basename "$(realpath <f>)")',
    'y=$(dirname "$(realpath <f>)"); [ "$y" = "$PWD" ] || echo "$y"', "sort <n> ><o>", "cat <n> <n>", 'echo "$x|$y"',
    'echo "$x" ><o>', 'x=$(echo "$y" | <t>)', "a=($(<s>)); echo ${#a[@]}", '<t> <<<"$(<s>) $x"', "x=$(<s>) y=$(<r>)",
    "case $(<s>) in a*) echo A;; *) echo else;; esac", "while read -r l; do echo \"$l\" | <t>; done <<f>",
    'read -r x; echo "$x"', "while read -r l; do ./copy <f> <o>; done", "while read -r l; do ./eat; echo $l; done",
    "paste <f> <({ <s>; } 2>/dev/null)", 'z=; echo "${z:-$(<s>)}"', "n=$(wc -l <<f>); echo $((n + 1))",
    "for w in $(<s>); do echo $w; done", "export X=$(<s>)", "if x=$(<r>); then echo yes; fi",
    'head -n "$(wc -l <<f>)" <f>', "x=$(<r>) || echo no",
    f=files_in, o=files_out, r=whole_readers, s=streamers, t=filters, n=names,
)  # fmt: skip
packed = one_of(
    "tar --mtime=@0 -cf t.tar <f> <f>", "tar xf t.tar", "tar xf t.tar -C e", "tar tf t.tar",
    "tar --mtime=@0 -rf t.tar <f>", "gzip -nkf <f>", "gzip -nc <f> >z.gz", "gunzip -kf z.gz", "gunzip -c <f>.gz",
    "zcat z.gz", "split -l 2 <f> e/s.", "cat e/s.*", "install -m 640 <f> <o>", "install -d e/i", "cp -r d e",
    "cp -a d e", "cp -R <f> e/", "mv d e", "mv e/d d", "md5sum <f> <f> >sums", "md5sum -c sums", "cksum <f>",
    "diff <f> <f>", "cmp <f> <o>", "diff -r d e", "touch -r <f> <o>", "ln -sfn d e/l",
    "find d e -type f -exec cat {} +", "find e -name '*x' -delete", "rm -r e d", "echo <f> <f> | xargs -n1 cat",
    "printf '%s\\n' *1 | xargs -r wc -l", "comm <(sort <f>) <(sort <f> 2>/dev/null)", "chmod 400 d/x", "tee <o> <<f>",
    "tee -a <o> <<f> >/dev/null", "od -c <f>", "nl <f>", "paste -s <f>", "paste <f> <f>", "rev <f>", "join <f> <f>",
    "ls -l | cut -c1-10", "ls -d */", "test <f> -ef <f>; echo $?", "patch -s <f> sums",
    f=files_in, o=files_out,
)  # fmt: skip
ways = one_of(
    "X=1 <r>", "LC_ALL=C sort <f> ><o>", "nice sort <f>", "env -u v sort <f> ><o>", "timeout 9 sort <f>",
    "command <s>", "(exec <r>)", "\\sort <f>", "/usr/bin/sort <f> ><o>", "<r> >$(echo <o>)", "{ <r>; <s>; } | <t>",
    "(cd d; sort x) ><o>", "sort <f> >|p1 2>/dev/null & sort <f> >|p2 & wait", "cd d; cat x ../a; cd ..",
    "read -r x <<o>; <t> <<<$x", "mapfile -t m < <(<r>); echo ${#m[@]}",
    "exec 4<a; read -r x <&4; <t> <&4; exec 4<&-", "exec {n}<b; cat <&$n; exec {n}<&-",
    "while [ $((i += 1)) -lt 4 ]; do <r>; done", "until <s> >/dev/null; do break; done",
    "trap 'rm -f <o>; echo left' EXIT", "awk -v o=<o> '{print $1 >o}' <f>", "sed -n 'w <o>' <f>", "<r> <s>", "<s> <&-",
    "<r> >&-", "sort <f> 3><o> >&3", "! <r>", "shopt -s nullglob; cat z* <f>; shopt -u nullglob",
    "(umask 027; <r> ><o>)", "set -- *; echo $#; <s>", "<r> <>d/x", "bash -c '<r>'", "sh -c '<s>; exit 5' || <r>",
    "<s> && rm <f>",
    r=whole_readers, s=streamers, t=filters, f=files_in, o=files_out,
)  # fmt: skip
# The first stage alone may fail (hence `>|`, for `set -C`), and nothing else reads or writes what the last one writes.
pipelines = one_of(
    "<g> | <t> >|<p>", "cat <f> | <t> >|<p>", "cat <f> | <t> | <t>", "sort <f> | <t> | <t> >|<p>", "<g> | <t>",
    "<g> | sh -c 'cat; echo sh' | <t>", "cat <f> | while read -r x; do echo \"- $x\"; done", "<g> | tee w | <t> >|<p>",
    g=generators, t=filters, p=piped, f=st.sampled_from([name for name in READ if name not in ("p1", "w")]),
)  # fmt: skip
plain = st.one_of(lowered, lowered, small, small, opaque, looks, values, pipelines, compiles, packed, ways)
conditions = one_of(
    "grep -q a <f>", "cmp -s <f> <f>", "[ -f <f> ]", "sort <f> ><o> 2>/dev/null", "! grep b <f>", "<p>",
    f=files_in, o=files_out, p=plain,
)  # fmt: skip


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map("; ".join)
    return one_of(
        "for i in 1 2 3; do <b>; done",
        "for f in a b nosuch; do sort $f >o1; <b>; done",
        "for i in 1 2; do echo $i | cat >o$i; <b>; done >><g>",
        "if <c>; then <b>; else <b>; fi",
        "<c> && <s>",
        "<c> || <s>",
        "{ <b>; } ><g> 2>&1",
        "{ <b>; } ><g>",
        "( <b>)",
        "(set -e; <b>) || echo sub $?",
        '(i=7; v=inner; cd d; <b>); echo "$i $v"',
        "x=$( <b>); echo \"[$x]\"",
        "fn() { <b>; }; fn 2>&1",
        "fn() { local v=local; <b>; return 2; }; fn || echo fn $?",
        "exec 3><g>; echo three >&3; sort b >&3; { <b>; } >&3; exec 3>&-",
        "( <b>) & wait",
        "{ <b>; } & wait $!; echo $?",
        "<w> & wait $!; echo $?",
        "fn() { <b>; }; fn & wait $!; echo $?",
        "for i in 1 2; do { <b>; } & wait; done",
        "(set -e; <b>) & wait $! || echo sub $?",
        "set +e; <b>; set -e",
        "eval '<q>'",
        b=body, c=conditions, g=grouped, s=inner, q=inner.filter(lambda code: "'" not in code),
        w=inner.filter(lambda code: "& wait" not in code),
    )  # fmt: skip


statements = st.recursive(plain, compound, max_leaves=6)
closings = st.sampled_from(["", "", "", "cat g1 g2 p1 p2 w", "exit 4", "kill -TERM $$", "exec cat a", "false"])
openings = st.sampled_from([
    "", "", "set -e", "set -e", "set -eu", "set -eo pipefail", "set -e; trap 'echo \"exit $? $i $v\"; cat a; ls' EXIT",
    "trap 'echo \"ERR $?\"' ERR", "trap 'echo \"err $? $i\"' ERR; set -e", "exec 2>&1", "set -C",
])  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A script, whether its streams are one pipe, and what varies between runs of oilgg."""

    script: str
    merged: bool
    number: int


@st.composite
def examples(draw: st.DrawFn) -> Example:
    lines = draw(st.lists(statements, min_size=2, max_size=9))
    opening, closing = draw(openings), draw(closings)
    script = "\n".join(["i=0 v=first", *([opening] if opening else []), *lines, *([closing] if closing else [])])
    merged = draw(st.booleans())
    return Example(script + "\n", merged, draw(st.integers(0, 99)))


# Running and comparing.


@dataclass
class Outcome:
    """What a run left."""

    status: int
    stdout: bytes
    stderr: bytes
    tree: dict[str, tuple[object, ...]]
    times: dict[str, int]
    unread: bytes

    def differences(self, expected: Outcome) -> list[str]:
        """Lines saying where this isn't what bash left."""
        found = []
        for name in ("status", "stdout", "stderr", "unread"):
            ours, theirs = getattr(self, name), getattr(expected, name)
            if ours != theirs:
                found.append(f"{name}: bash {theirs!r}, oilgg {ours!r}")
        for path in sorted({*self.tree, *expected.tree}):
            if self.tree.get(path) != expected.tree.get(path):
                found.append(f"{path}: bash {expected.tree.get(path)}, oilgg {self.tree.get(path)}")
        if not found:
            found += self._time_differences(expected)
        return found

    def _time_differences(self, expected: Outcome) -> list[str]:
        found = []
        ordered = sorted(expected.times, key=lambda path: expected.times[path])
        for place, earlier in enumerate(ordered):
            for later in ordered[place + 1 :]:
                apart = expected.times[later] - expected.times[earlier]
                if apart > CERTAIN_NS and self.times[later] < self.times[earlier]:
                    found.append(f"{earlier} is newer than {later}; in bash it is {apart / 1e6:.1f} ms older")
        old = 1_000_000_000_000_000_000
        found += [
            f"{path}: time of 2001 in one of them only"
            for path in ordered
            if (expected.times[path] < old or self.times[path] < old) and expected.times[path] != self.times[path]
        ]
        return found


def prepare(work: Path) -> None:
    """The tree that every script begins with."""
    work.mkdir()
    (work / "a").write_text("b\na\nc\na\n")
    (work / "b").write_text("abc\nb\n")
    (work / "c").write_text("cab\n")
    (work / "d").mkdir()
    (work / "d" / "x").write_text("x\na\n")
    (work / "l").symlink_to("a")
    (work / "h").hardlink_to(work / "b")
    (work / "tool").write_text('#!/bin/sh\necho "tool $1"; cat "$1"; echo t >>o2\n')
    (work / "copy").write_text('#!/bin/sh\ncat "$1" >"$2" && echo "$1 copied"\n')
    (work / "eat").write_text('#!/bin/sh\nread -r x && echo "ate $x"\n')
    for tool in ("tool", "copy", "eat"):
        (work / tool).chmod(0o755)
    for number, name in enumerate(["a", "b", "c", "d/x", "tool", "d"]):
        os.utime(work / name, ns=(1, 1_500_000_000_000_000_000 + number * 1_000_000_000))


def look(work: Path) -> tuple[dict[str, tuple[object, ...]], dict[str, int]]:
    """The tree below `work`: kind, mode, owner, names of the same inode, content; and the times of files."""
    tree: dict[str, tuple[object, ...]] = {}
    times: dict[str, int] = {}
    inodes: dict[int, list[str]] = {}
    for folder, folders, names in os.walk(work):
        for name in sorted(folders + names):
            path = os.path.join(folder, name)
            short = os.path.relpath(path, work)
            status = os.lstat(path)
            kind = stat.filemode(status.st_mode)
            if stat.S_ISLNK(status.st_mode):
                tree[short] = (kind, os.readlink(path))
            elif stat.S_ISREG(status.st_mode):
                tree[short] = (kind, status.st_uid, status.st_nlink, Path(path).read_bytes())
                times[short] = status.st_mtime_ns
                inodes.setdefault(status.st_ino, []).append(short)
            else:
                tree[short] = (kind, status.st_uid)
    for shared in inodes.values():
        for short in shared:
            tree[short] += (tuple(sorted(shared)),)
    return tree, times


class Place:
    """A folder in which a script runs again and again, always at the same path."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="oilgg-order-"))
        self.work = self.root / "work"

    def close(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def run(self, command: list[str], example: Example, **environment: str) -> Outcome | None:
        """None if it ran out of time or made a file too large."""
        subprocess.run(["chmod", "-R", "u+rwX", self.work], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.work, ignore_errors=True)
        prepare(self.work)
        (self.root / "script").write_text(example.script)
        given = standard_input(example, self.root / "lines")
        process = subprocess.Popen(
            [*command, "../script"],
            cwd=self.work,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.root), "LANG": "C.UTF-8", "OILGG_STATUS": "none"}
            | environment,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if example.merged else subprocess.PIPE,
            start_new_session=True,
            preexec_fn=limit if command == BASH else None,
        )
        try:
            stdout, stderr = process.communicate(timeout=TIME_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            os.close(given)
            return None
        unread = os.read(given, 1 << 16)
        os.close(given)
        tree, times = look(self.work)
        if any(
            len(content) >= FILE_LIMIT_BYTES for entry in tree.values() for content in entry if type(content) is bytes
        ):
            return None
        return Outcome(process.returncode, without_notice(stdout), without_notice(stderr or b""), tree, times, unread)


def standard_input(example: Example, path: Path) -> int:
    """What a script gets: nothing, a file or a pipe with some lines."""
    lines = b"".join(b"line %d\n" % number for number in range(9))
    kind = example.number % 4
    if kind < 2:
        return os.open("/dev/null", os.O_RDONLY)
    if kind == 2:
        path.write_bytes(lines)
        return os.open(path, os.O_RDONLY)
    reading, writing = os.pipe()
    os.write(writing, lines)
    os.close(writing)
    return reading


def without_notice(text: bytes) -> bytes:
    """What a run says, but that it has no store."""
    return re.sub(rb"oilgg: /dev/null[^\n]*results are not kept\n", b"", text)


def limit() -> None:
    """A script that goes on writing for ever is stopped, and left out. Bash alone: under a limit nothing is lowered."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES, FILE_LIMIT_BYTES))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def variants(example: Example, store: str) -> list[tuple[str, dict[str, str]]]:
    """The ways oilgg runs an example: names, and environments."""
    delay = {
        "OILGG_TEST_DELAY": str((0, 5, 20)[example.number % 3]),
        "OILGG_TEST_SEED": str(example.number),
        "OILGG_QUICK": "no",
    }
    kept = {"OILGG_STORE": store} | delay
    more = [
        ("again at once", {"OILGG_STORE": store, "OILGG_QUICK": "no"}),
        ("without a store", {"OILGG_STORE": "/dev/null"} | delay),
        ("without overlays", {"OILGG_STORE": store + "2", "OILGG_VIEW": "plain"} | delay),
        ("one at a time", {"OILGG_STORE": store + "3", "OILGG_JOBS": "1"} | delay),
        ("short commands in place", {"OILGG_STORE": store + "4"}),
        ("in tiny parts", {"OILGG_STORE": store + "5", "OILGG_TEST_PARTS": "4"} | delay),
    ]
    chosen = [("empty store", kept), ("kept store", kept), more[example.number % len(more)]]
    if example.number % 2:
        # With everything on: what is learned the first time is used the second time.
        whole = {"OILGG_STORE": store + "6", "OILGG_TEST_PARTS": "4", "OILGG_LEARN": "yes"} | delay
        chosen += [("learning", whole), ("learned", whole)]
    return chosen


def compare(example: Example) -> list[str]:
    """Run `example` in bash and in oilgg; lines saying what differs, none if bash doesn't agree with itself."""
    place = Place()
    try:
        expected = place.run(BASH, example)
        assume(expected is not None)
        assert expected is not None
        command = [sys.executable, "-I", "-S", "-c", LAUNCHER.format(root=str(ROOT))]
        found: list[str] = []
        for name, environment in variants(example, str(place.root / "store")):
            actual = place.run(command, example, **environment)
            different = ["out of time"] if actual is None else actual.differences(expected)
            found += [f"[{name}] {line}" for line in different]
        if found:
            for _ in range(4):
                again = place.run(BASH, example)
                assume(again is not None and not again.differences(expected))
        return found
    finally:
        place.close()


def check(example: Example) -> None:
    found = compare(example)
    if found:
        pytest.fail("\n".join(["", *found, "merged: " + str(example.merged), example.script]), pytrace=False)


RUN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def test_scripts_are_lowered():
    place = Place()
    try:
        command = [sys.executable, "-I", "-S", "-c", LAUNCHER.format(root=str(ROOT)), "--explain"]
        left = place.run(command, Example("sort a\n", True, 0), OILGG_STORE=str(place.root / "store"), OILGG_QUICK="no")
        assert left is not None
        assert b"1 run, 0 reused" in left.stdout
    finally:
        place.close()


@RUN
@given(examples())
def test_random_scripts_leave_what_bash_leaves(example):
    check(example)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    start = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    settings_now = settings(RUN, max_examples=count, phases=(Phase.generate, Phase.shrink))

    @seed(start)
    @settings_now
    @given(examples())
    def run(example: Example) -> None:
        check(example)

    run()
    print(f"{count} scripts agree")


if __name__ == "__main__":
    main()
