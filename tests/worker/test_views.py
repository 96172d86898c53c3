"""Everything a command writes in a view is seen by `collect`, and nothing of it is real."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

import pytest

from oilgg.engine.base import Preload, Redirect
from tests.engine.helpers import NOBODY, Bed, bed, run_as, support_of, without_mounts_in_public_places

Case = tuple[int, bool]
USERS = {"root": 0, "nobody": NOBODY} if os.geteuid() == 0 else {"self": os.geteuid()}
CASES = [
    pytest.param((user, in_memory), id=f"{name}-{'memory' if in_memory else 'disk'}")
    for name, user in USERS.items()
    for in_memory in (False, True)
]


@pytest.fixture(params=CASES)
def user(request: pytest.FixtureRequest) -> Case:
    """Who runs the jobs, and whether layers are in memory; skips where no overlay works."""
    case: Case = request.param
    support = support_of(case[0])
    if not support.overlay:
        pytest.skip(support.reason)
    return case


def check(case: Case, test: Callable[[Bed], None], before: Callable[[], None] | None = None) -> None:
    """Run `test` as the user of `case` with a tree of its own; `before` is called in the process as root."""

    def inside() -> None:
        with bed() as place:
            if case[1]:
                place.layers = ""
            test(place)

    run_as(case[0], inside, before)


def test_new_file(user: Case) -> None:
    def test(b: Bed) -> None:
        found = b.changes("umask 027; echo hello > new; mkdir -p d/e; echo x > d/e/f")
        assert set(found) == {"new", "d", "d/e", "d/e/f"}
        assert list(found) == ["d", "d/e", "d/e/f", "new"]
        new = found["new"]
        assert (new.kind, new.mode, new.size, new.existed, new.uid) == ("file", 0o640, 6, False, os.geteuid())
        with open(new.layer_path) as stream:
            assert stream.read() == "hello\n"
        assert found["d"].kind == "directory" and not found["d"].existed
        assert not os.path.exists(b.path("new")) and not os.path.exists(b.path("d"))

    check(user, test)


def test_reading_changes_nothing(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("a/b/c", "text")
        assert b.changes("cat a/b/c; ls -lR . /etc >/dev/null; test -e nothing; true") == {}

    check(user, test)


def test_in_place_or_replaced(user: Case) -> None:
    def test(b: Bed) -> None:
        for name in ("append", "truncate", "renamed_over", "unlinked_first"):
            b.write(name, "old\n")
        found = b.changes(
            "echo more >> append; echo t > truncate; echo n > tmp && mv tmp renamed_over; "
            "rm unlinked_first; echo u > unlinked_first"
        )
        assert {name: change.in_place for name, change in found.items()} == {
            "append": True,
            "truncate": True,
            "renamed_over": False,
            "unlinked_first": False,
        }
        assert all(change.existed and change.content for change in found.values())
        with open(found["append"].layer_path) as stream:
            assert stream.read() == "old\nmore\n"
        assert b.read("append") == "old\n"

    check(user, test)


def test_metadata_only(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("mode", "m")
        b.write("time", "t")
        b.write("d/inside", "i")
        os.utime(b.root, (5, 5))
        found = b.changes("chmod 4711 mode; touch -d @1000000000.5 time; chmod 700 d; touch -d @1 .")
        assert set(found) == {"mode", "time", "d", b.root}
        assert found["mode"].in_place and not found["mode"].content and found["mode"].mode == 0o4711
        assert found["time"].in_place and found["time"].mtime_ns == 1_000_000_000_500_000_000
        assert found["d"].kind == "directory" and found["d"].existed and not found["d"].times_only
        assert found["d"].mode == 0o700
        assert found[b.root].times_only and found[b.root].mtime_ns == 1_000_000_000

    check(user, test)


def test_written_back_with_old_time_is_content(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("file", "one")
        found = b.changes("touch -r file stamp; printf two > file; touch -r stamp file; rm stamp")
        assert set(found) == {"file", b.root} and found[b.root].times_only
        assert found["file"].in_place and found["file"].content

    check(user, test)


def test_mtime_is_kept(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("file", "x")
        os.utime(b.path("file"), ns=(1, 123_456_789_123_456_789))
        found = b.changes("cp -p file copy; stat -c %Y file >/dev/null")
        assert set(found) == {"copy"}
        assert found["copy"].mtime_ns == 123_456_789_123_456_789

    check(user, test)


def test_removals(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("file", "x")
        b.write("full/a/b", "x")
        os.mkdir(b.path("empty"))
        os.symlink("file", b.path("link"))
        found = b.changes("rm file link; rm -r full; rmdir empty")
        assert {name: change.kind for name, change in found.items()} == dict.fromkeys(
            ("file", "full", "empty", "link"), "removed"
        )
        assert b.read("full/a/b") == "x"

    check(user, test)


def test_made_and_removed_again(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("d/keep", "x")
        found = b.changes("echo x > tmp; rm tmp; mkdir x; rmdir x; echo > d/t; rm d/t")
        assert {name: (change.kind, change.times_only) for name, change in found.items()} == {
            "d": ("directory", True),
            b.root: ("directory", True),
        }

    check(user, test)


def test_replaced_directory(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("d/old", "x")
        b.write("file", "x")
        b.write("other/x", "x")
        found = b.changes("rm -r d; mkdir d; echo n > d/new; rm file; mkdir file; rm -r other; echo > other")
        assert {name: change.kind for name, change in found.items()} == {
            "d": "replaced-directory",
            "d/new": "file",
            "file": "directory",
            "other": "file",
        }
        assert all(found[name].existed for name in ("d", "file", "other"))
        assert b.output("ls d; rm -r d; mkdir d; ls d")[0] == "old\n"

    check(user, test)


def test_links(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("old", "x")
        found = b.changes("ln old second; echo n > a; ln a b; ln -s nowhere s; ln -s s t; chmod 600 a")
        assert set(found) == {"old", "second", "a", "b", "s", "t"}
        assert found["a"].link_group == found["b"].link_group != 0
        assert found["old"].link_group == found["second"].link_group not in (0, found["a"].link_group)
        assert found["old"].in_place and not found["old"].content and not found["second"].in_place
        assert (found["s"].kind, found["s"].target) == ("symlink", "nowhere")
        assert found["t"].target == "s"

    check(user, test)


def test_special_files(user: Case) -> None:
    def test(b: Bed) -> None:
        found = b.changes("mkfifo -m 640 pipe")
        assert (found["pipe"].kind, found["pipe"].mode) == ("fifo", 0o640)

    check(user, test)


def test_renamed_file(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("a", "text")
        b.write("sub/x", "x")
        found = b.changes("mv a b; mv sub/x sub/y")
        assert {name: change.kind for name, change in found.items()} == {
            "a": "removed",
            "b": "file",
            "sub/x": "removed",
            "sub/y": "file",
        }
        assert found["b"].size == 4 and not found["b"].in_place

    check(user, test)


@pytest.mark.parametrize("in_memory", [False, True])
def test_renamed_directory(in_memory: bool) -> None:
    def test(b: Bed) -> None:
        b.write("d/keep", "k")
        b.write("d/gone", "g")
        found = b.changes("mv d e; rm e/gone; echo n > e/new")
        kinds = {name: change.kind for name, change in found.items()}
        assert kinds == {"d": "removed", "e": "moved-directory", "e/gone": "removed", "e/new": "file"}
        assert found["e"].target == b.path("d")

    if support_of(0).kind != "whole":
        pytest.skip("only as root")
    check((0, in_memory), test)


@pytest.mark.parametrize("in_memory", [False, True])
def test_outside_the_tree_as_root(in_memory: bool) -> None:
    def test(b: Bed) -> None:
        found = b.changes(
            "echo x > /etc/oilgg-test; echo y >> /etc/hosts; echo z > /var/tmp/oilgg-z; echo m > /dev/shm/oilgg-m;"
            "mkdir /oilgg-top; rm /etc/passwd; cat /etc/oilgg-test /dev/shm/oilgg-m"
        )
        kinds = {name: change.kind for name, change in found.items()}
        assert kinds == {
            "/etc/oilgg-test": "file",
            "/etc/hosts": "file",
            "/etc/passwd": "removed",
            "/var/tmp/oilgg-z": "file",
            "/dev/shm/oilgg-m": "file",
            "/oilgg-top": "directory",
        }
        for name in ("/etc/oilgg-test", "/var/tmp/oilgg-z", "/dev/shm/oilgg-m", "/oilgg-top"):
            assert not os.path.exists(name)
        assert os.path.exists("/etc/passwd")

    if support_of(0).kind != "whole":
        pytest.skip("only as root")
    check((0, in_memory), test)


def test_outside_the_tree_as_user() -> None:
    def test(b: Bed) -> None:
        found = b.changes(
            "echo z > /tmp/oilgg-z; echo m > /dev/shm/oilgg-m; echo n > /dev/null;"
            "echo x 2>/dev/null > /etc/oilgg-test || true"
        )
        assert set(found) == {"/tmp/oilgg-z", "/dev/shm/oilgg-m"}
        assert not os.path.exists("/tmp/oilgg-z") and not os.path.exists("/etc/oilgg-test")

    if os.geteuid() or support_of(NOBODY).kind != "split":
        pytest.skip("needs root and user namespaces")
    check((NOBODY, True), test, without_mounts_in_public_places)  # a place with mounts below gets no view


def test_user_stays_the_user(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("secret", "s", mode=0)
        said, result = b.output("id -u; cat secret >/dev/null 2>&1; echo $?")
        expected = "0" if os.geteuid() == 0 else "1"
        assert said == f"{os.geteuid()}\n{expected}\n" and result.statuses == [0]

    check(user, test)


def test_attributes(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("file", "x")
        try:
            os.setxattr(b.path("file"), "user.before", b"1")
        except OSError:
            pytest.skip("no extended attributes here")
        found = b.changes("cp --preserve=all file copy; echo >> file")
        assert found["copy"].attributes == {"user.before": b"1"} == found["file"].attributes

    check(user, test)


def test_odd_names(user: Case) -> None:
    def test(b: Bed) -> None:
        os.mkdir(b.path("a,b:c\\d e"))
        names = ["new\nline", "b\udcffd", "comma,colon:back\\slash"]
        found = b.changes(["/usr/bin/touch", *names], cwd=b.path("a,b:c\\d e"), layer_base=b.path("a,b:c\\d e"))
        assert set(found) == {"a,b:c\\d e/" + name for name in names}

    check(user, test)


def test_preloads(user: Case) -> None:
    def test(b: Bed) -> None:
        source = b.write("source", "pending\n")
        b.write("real/file", "real\n")
        b.write("gone", "g")
        b.write("old/entry", "o")
        preloads = [
            Preload(b.path("pending"), "file", source=source, mode=0o640, mtime_ns=5_000_000_000),
            Preload(b.path("real/file"), "file", source=source, mode=0o644, mtime_ns=6_000_000_000),
            Preload(b.path("gone"), "absent"),
            Preload(b.path("never"), "absent"),
            Preload(b.path("link"), "symlink", target="pending"),
            Preload(b.path("newdir"), "directory", mode=0o750),
            Preload(b.path("newdir/in"), "file", source=source, mtime_ns=7_000_000_000),
            Preload(b.path("old"), "directory", mode=0o755, opaque=True),
            Preload(b.path("g1"), "file", source=source, mtime_ns=1, link_group=1),
            Preload(b.path("g2"), "file", source=source, mtime_ns=1, link_group=1),
        ]
        said, result = b.output(
            "cat link real/file newdir/in; ls -A old; test -e gone || echo none; stat -c '%a %Y %h' pending newdir g1",
            preload=preloads,
        )
        assert said == "pending\n" * 3 + "none\n640 5 1\n750 " + said.split("\n750 ")[1].split(" ")[0] + " 2\n644 0 2\n"
        assert b.collected(result) == {}

        found = b.changes(
            "echo >> pending; rm real/file link; rm -r newdir; echo back > gone; chmod 600 g1; echo e > old/entry",
            preload=preloads,
        )
        kinds = {name: change.kind for name, change in found.items()}
        assert kinds == {
            "pending": "file",
            "real/file": "removed",
            "link": "removed",
            "newdir": "removed",
            "gone": "file",
            "g1": "file",
            "g2": "file",
            "old/entry": "file",
        }
        assert found["pending"].in_place and found["pending"].existed
        assert found["g1"].in_place and not found["g1"].content
        assert found["g1"].link_group == found["g2"].link_group != 0

    check(user, test)


def test_preload_without_parent_fails(user: Case) -> None:
    def test(b: Bed) -> None:
        result = b.run("true", preload=[Preload(b.path("no/such"), "symlink", target="x")])
        assert result.failure is not None and result.failure.startswith("view:")

    check(user, test)


def test_redirections_land_in_the_layer(user: Case) -> None:
    def test(b: Bed) -> None:
        b.write("in", "input\n")
        found = b.changes(
            ["/bin/cat"], redirects=[Redirect(0, "<", "in"), Redirect(1, ">", "out"), Redirect(2, ">>", "err")]
        )
        assert set(found) == {"out", "err"}
        with open(found["out"].layer_path) as stream:
            assert stream.read() == "input\n"
        assert not os.path.exists(b.path("out"))

    check(user, test)


def test_concurrent_jobs_do_not_see_each_other(user: Case) -> None:
    def test(b: Bed) -> None:
        jobs = [b.job(f"test ! -e same && echo {number} > same && cat same") for number in range(8)]
        for job in jobs:
            b.engine.submit(job)
        results = []
        while len(results) < len(jobs):
            results += b.engine.wait(20)
        for result in results:
            assert result.statuses == [0]
            assert set(b.collected(result)) == {"same"}
            assert result.layer is not None
            b.engine.dispose(result.layer)

    check(user, test)


def test_mount_of_own(user: Case) -> None:
    """Directories of the view keep the attributes of the real ones, whatever had to be copied above a file."""

    def test(b: Bed) -> None:
        os.makedirs(b.path("x/y/z"))
        os.chmod(b.path("x"), 0o711)
        os.utime(b.path("x/y"), ns=(1, 2_000_000_000))
        preload = [Preload(b.path("x/y/z/p"), "symlink", target="t")]
        said, _ = b.output("stat -c %a x; stat -c %Y x/y; stat -c %a /tmp / .", preload=preload)
        expected = [stat.S_IMODE(os.stat(name).st_mode) for name in ("/tmp", "/", b.root)]
        assert said.split() == ["711", "2", *[f"{mode:o}" for mode in expected]]

    check(user, test)


def test_the_place_of_layers_is_hidden() -> None:
    def test(b: Bed) -> None:
        said, result = b.output("ls -A /dev/shm")
        assert result.statuses == [0] and f".oilgg-{os.geteuid()}" not in said.split()
        assert b.collected(result) == {}

    if not support_of(os.geteuid()).overlay:
        pytest.skip("no overlay here")
    check((os.geteuid(), True), test)
