"""Views inside what looks like a container: the root is an overlay, on which no upper side can lie."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable

import pytest

from oilgg.worker import kernel, view
from oilgg.worker.layer import create, name_layer
from tests.engine.helpers import Bed, bed, run_as, support_of


def in_container(test: Callable[[], None], shared_memory: bool) -> None:
    """Run `test` in a fork whose root is an overlay."""
    if support_of(0).kind != view.WHOLE:
        pytest.skip("only as root")
    with tempfile.TemporaryDirectory(prefix="oilgg-test-", dir="/var/tmp") as place:
        support = view.probe()

        def inside() -> None:
            plan = view.make_plan(view.WHOLE, view.read_file("/proc/self/mountinfo"), [])
            layer = name_layer(plan, "container", place, "", 0)
            create(layer)
            view.enter(plan, layer, support.options)
            if shared_memory:
                kernel.mount(b"shm", b"/dev/shm", b"tmpfs", 0, b"size=2g")
            test()

        run_in_fork(inside)


def run_in_fork(function: Callable[[], None]) -> None:
    """Like run_as, but always in a fork."""
    child = os.fork()
    if child == 0:
        try:
            run_as(0, function)
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def check_writes(b: Bed) -> None:
    """A few writes are held back."""
    b.write("old", "x")
    found = b.changes("echo a > new; rm old; echo b > /etc/oilgg-test; mkdir /opt/oilgg-test")
    assert {name: change.kind for name, change in found.items()} == {
        "new": "file",
        "old": "removed",
        "/etc/oilgg-test": "file",
        "/opt/oilgg-test": "directory",
    }
    assert os.path.exists(b.path("old")) and not os.path.exists("/etc/oilgg-test")


@pytest.mark.parametrize("in_memory", [True, False])
def test_layers_go_to_memory(in_memory: bool) -> None:
    """Also where a place on the overlay itself was asked for."""

    def test() -> None:
        with bed() as b:
            assert b.engine.support().kind == view.WHOLE
            if in_memory:
                b.layers = ""
            check_writes(b)

    in_container(test, shared_memory=True)


def test_plain_where_no_layer_can_be() -> None:
    def test() -> None:
        with bed() as b:
            support = b.engine.support()
            assert not support.overlay and "overlay as root" in support.reason
            job = b.job("true")
            refusal = b.engine.refusal(job)
            assert refusal is not None and refusal.reason.code == "view-failed"
            assert b.run("exit 3", view="plain").statuses == [3]
            assert (b.run("true").failure or "").startswith("no view: ")

    in_container(test, shared_memory=False)
