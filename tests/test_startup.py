"""What a run loads before it does anything: start-up must stay near that of Python itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ALLOWED = {
    "__future__",
    "__main__",
    "_abc",
    "_codecs",
    "_frozen_importlib",
    "_frozen_importlib_external",
    "_imp",
    "_io",
    "_signal",
    "_sre",
    "_thread",
    "_warnings",
    "_weakref",
    "abc",
    "builtins",
    "codecs",
    "encodings",
    "encodings.aliases",
    "encodings.utf_8",
    "errno",
    "fcntl",
    "gc",
    "io",
    "marshal",
    "posix",
    "pwd",
    "select",
    "sys",
    "time",
    "winreg",
    "zipimport",
}
"""Built into Python or loaded by it, and a few small extension modules. Others cost a millisecond or more."""

SCRIPT = """
x=1; f() { local y=$((x + 1)); echo "$y ${x:-d}"; }
for i in 1 2 3; do f; done > /dev/null
if [ "$x" = 1 ] && [[ $x == 1* ]]; then y=${x#*1}; fi
case $x in 1) : ;; *) false ;; esac
while [ $x -lt 3 ]; do x=$((x + 1)); done
"""


def modules(*arguments: str) -> set[str]:
    """Names of the modules that are loaded when the shell exits."""
    code = (
        "import sys, posix\n"
        f"sys.path.append({str(ROOT)!r})\n"
        "end, own = posix._exit, posix.getpid()\n"
        "def show(status):\n"
        "    loaded = [n for n, m in sys.modules.items() if type(m).__name__ != 'Unloaded']\n"
        "    if posix.getpid() == own:\n"  # not in the fork that makes the image for the next start
        "        posix.write(2, ' '.join(loaded).encode())\n"
        "    end(status)\n"
        "posix._exit = show\n"
        "from oilgg.start import main\n"
        "main(['oilgg', *sys.argv[1:]])\n"
    )
    run = subprocess.run([sys.executable, "-IS", "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize(
    "arguments",
    [["-c", "true"], ["-c", SCRIPT], ["--no-lower", "-c", SCRIPT], ["-e", "-u", "-c", "echo a b >/dev/null"]],
    ids=["true", "script", "script without lowering", "options"],
)
def test_only_small_modules_are_loaded(arguments: list[str]) -> None:
    """Nothing of the standard library that costs something is imported by an ordinary run."""
    others = {name for name in modules(*arguments) if not name.startswith("oilgg") and not name.startswith("sre_")}
    assert others - ALLOWED == set()


def test_lowering_is_loaded_when_it_is_needed() -> None:
    """A script that runs no program loads no store, engine or annotation."""
    rooms = {name.split(".")[1] for name in modules("-c", SCRIPT) if name.startswith("oilgg.")}
    assert (
        rooms & {"annotate", "engine", "order", "reduce", "store", "thunk", "worker", "oil", "repl", "tools"} == set()
    )


WITH_LOWERING = ALLOWED | {
    "_ctypes",
    "_functools",
    "_sha256",
    "_sha2",
    "_socket",
    "_sqlite3",
    "_stat",
    "itertools",
    "resource",
}
"""What reusing results may load on top of that; `_ctypes` only while there is no image."""


def test_reusing_results_loads_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script whose results are all known has no use for `re`, `functools`, `enum` and the like either."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OILGG_STORE", str(tmp_path / "store"))
    script = "seq -w 3 > a; sort -r -k1 a > b"
    modules("-c", script)
    others = {name for name in modules("-c", script) if not name.startswith("oilgg")}
    assert (tmp_path / "b").read_text() == "3\n2\n1\n"
    assert "_sqlite3" in others
    assert others - WITH_LOWERING == set()


def test_image_is_kept_by_the_user_where_the_package_cannot_be_written(tmp_path: Path) -> None:
    """In a folder of the user's own; what others could have written there is not run."""
    cache = tmp_path / "oilgg/start"
    code = f"import sys; sys.path.append({str(ROOT)!r}); import oilgg.start as s; s.IMAGE = '/nonexistent/image'; "
    command = [sys.executable, "-IS", "-c"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    looked = [*command, code + "print(s.preload())"]
    assert subprocess.check_output(looked, env=environment, text=True) == "False\n"
    assert not any(tmp_path.iterdir()), "looking for an image leaves nothing"
    run = subprocess.run(
        [
            *command,
            code + "from oilgg.image import write_image; p = s.private_image(make=True); write_image(p); print(p)",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith(f"{cache}/")
    assert cache.stat().st_mode & 0o777 == 0o700
    used = [*command, code + "print(s.preload(), s._image == s.private_image())"]
    assert subprocess.check_output(used, env=environment, text=True) == "True True\n"
    cache.chmod(0o777)
    assert subprocess.check_output(used, env=environment, text=True) == "False True\n"
    nowhere = {**environment, "XDG_CACHE_HOME": "relative", "HOME": "/nonexistent"}
    assert subprocess.check_output(used, env=nowhere, text=True) == "False True\n"


def test_image_is_used_and_noticed_when_stale(tmp_path: Path) -> None:
    """The quick start gives the same shell as imports do, and the code of a source that has changed since."""
    subprocess.run(["cp", "-r", str(ROOT / "oilgg"), str(tmp_path)], check=True)
    command = [sys.executable, "-IS", "-c"]
    write = f"import sys; sys.path.append({str(tmp_path)!r}); from oilgg.image import write_image; write_image()"
    subprocess.run([*command, write], check=True)
    run = f"import sys; sys.path.append({str(tmp_path)!r}); from oilgg.start import {{}}; "
    preload = run.format("preload, Unloaded") + (
        "print(preload(), len([1 for m in sys.modules.values() if type(m) is Unloaded]) > 20)"
    )
    assert subprocess.check_output([*command, preload], text=True) == "True True\n"
    shell = run.format("main") + "main(['oilgg', '-c', 'echo $((1 + 1)); sort /dev/null; seq 2 | sort -r'])"
    assert subprocess.check_output([*command, shell], text=True) == "2\n2\n1\n"
    source = tmp_path / "oilgg/expand/words.py"
    source.write_text(source.read_text() + "\n__import__('posix').write(2, b'changed')\n")
    changed = subprocess.run([*command, shell], capture_output=True, text=True, check=True)
    assert (changed.stdout, changed.stderr) == ("2\n2\n1\n", "changed")
    os.utime(source, ns=(1, 1))
    subprocess.run([*command, write], check=True)
    places = f"import sys; sys.path.append({str(tmp_path)!r}); import oilgg.start as s; s.preload(); "
    assert subprocess.check_output([*command, places + "print(s._places['oilgg.expand.words'][3])"]) == b"1\n"


def test_image_makes_what_lowering_needs_at_once(tmp_path: Path) -> None:
    """The first module of that group brings all of them; every other module comes alone."""
    image = str(tmp_path / "image")
    code = (
        f"import sys; sys.path.append({str(ROOT)!r}); import oilgg.start as s\n"
        f"from oilgg.image import write_image; s.IMAGE = {image!r}; write_image(s.IMAGE)\n"
        "for name in [name for name in sys.modules if name.startswith('oilgg.') and name != 'oilgg.start']:\n"
        "    del sys.modules[name]\n"
        "assert s.preload()\n"
        "made = lambda: {n for n, m in sys.modules.items() if type(m) is s.Unloaded}\n"
        "before = made()\n"
        "import oilgg.interp.builtins.printf\n"
        "print(made() - before)\n"
        "from oilgg.order import effects, order\n"
        "print(len(made() - before) > 30, type(effects) is s.Unloaded)\n"
        "print(effects.Clock.__module__, order.Order.__module__, type(effects) is s.Unloaded)\n"
        "import oilgg.interp.builtins.umask as umask\n"
        "print(umask.__file__ == s.source('oilgg.interp.builtins.umask', False), hasattr(umask, 'nothing'))\n"
    )
    run = subprocess.run([sys.executable, "-IS", "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == (
        "{'oilgg.interp.builtins.printf'}\nTrue True\noilgg.order.effects oilgg.order.order False\nTrue False\n"
    )


def test_image_is_used_by_whatever_name_the_package_is_called(tmp_path: Path) -> None:
    """The command, `python -m` and links to the package come with different paths; none throws another's image away."""
    image = str(tmp_path / "image")
    for number, folder in enumerate([str(ROOT), f"{ROOT}/oilgg/share/bin/../../.."]):
        make = f"from oilgg.image import write_image; write_image({image!r}); " if number == 0 else ""
        code = f"import sys; sys.path.append({folder!r}); import oilgg.start as s; {make}s.IMAGE = {image!r}; "
        run = subprocess.check_output([sys.executable, "-IS", "-c", code + "print(s.preload())"], text=True)
        assert run == "True\n"


@pytest.mark.parametrize(
    ("numbers", "script"), [([0, 1], "x=1; echo $x"), ([0, 2], "x=1; echo $x; seq 3 > a; sort -r a > b")]
)
def test_what_lies_together_in_the_image_is_used(
    numbers: list[int], script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is unpacked in vain, and nothing is missing that could come with the rest."""
    from oilgg.image import USUAL

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OILGG_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("OILGG_QUICK", "no")
    (tmp_path / "script").write_text(script + "\n")
    for _ in range(3):
        executed = modules("script")
    usual = {f"oilgg.{name}" for number in numbers for name in USUAL[number].split()}
    assert usual - executed == set()
    rooms = {"annotate", "engine", "lower", "order", "reduce", "store", "thunk"}
    missing = {name for name in executed if name.split(".")[1:2] and name.split(".")[1] in rooms} - usual
    assert len(missing) < 8


CALLS = r"""
set -u; shopt -s extglob; declare -A map=([a]=1 [b]=2); list=(x "y z")
f() { local n=${1:-0}; echo "f $n $#"; return 3; }
f 1 2 || echo $?; for i in "${list[@]}" "${!map[@]}"; do
    case $i in [xy]*) echo "${i^^}";; *) echo ${map[$i]}; esac
done
while read -r a b; do printf '%s-%s\n' "$a" "$b"; done <<< $'1 2\n3 4'; trap 'echo bye' EXIT
echo $(( 7 * (2 + 3) )) ~+
x=$(echo sub; exit 4); echo "$x $?"; [[ abc == a+(b)c ]] && (cd / && pwd) | cat; eval 'echo ${x/s/S}' 2>&1; cat <<E
$x ${list[*]: -1}
E
{ echo one; echo two >&2; } 2>&1 | sort; ! let i=0; echo "${map[nothing]-unset}"; type f; echo {1..3}
help true | head -1
"""
"""Most of the language, once."""


def test_functions_without_code_get_it_when_they_are_called(tmp_path: Path) -> None:
    """With every function cold that can be, the shell does what it does else, whatever became of the image."""
    command = [sys.executable, "-IS", "-c"]
    image = str(tmp_path / "image")
    start = f"import sys; sys.path.append({str(ROOT)!r}); import oilgg.start as s; s.IMAGE = {image!r}; "
    write = f"from oilgg import image; image.write_image({image!r}); "
    subprocess.run([*command, start + "from oilgg import samples; samples.called = lambda: {}; " + write], check=True)
    again = "import subprocess; subprocess.run([sys.executable, '-IS', '-c', sys.argv[1]], check=True); "
    closed = "import os; os.close(s.HIGH); "
    few = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)); "
    bash = subprocess.run(["bash", "-c", CALLS], capture_output=True, text=True, check=False)
    assert bash.returncode == 0
    for meanwhile in ("", closed, few, again, again + closed):
        code = (
            start + "assert s.preload(); " + meanwhile + "s.preload = lambda: True; s.main(['bash', '-c', sys.argv[2]])"
        )
        run = subprocess.run([*command, code, start + write, CALLS], capture_output=True, text=True, check=False)
        assert (run.stdout, run.stderr, run.returncode) == (bash.stdout, bash.stderr, bash.returncode)


def test_no_function_of_the_simplest_script_is_cold(tmp_path: Path) -> None:
    """Whether it is parsed or known."""
    image = str(tmp_path / "image")
    (tmp_path / "script").write_text("x=1\necho $x\n")
    (tmp_path / "store").mkdir()
    write = f"import sys; sys.path.append({str(ROOT)!r}); from oilgg.image import write_image; write_image({image!r})"
    subprocess.run([sys.executable, "-IS", "-c", write], check=True)
    code = (
        f"import sys, posix; sys.path.append({str(ROOT)!r}); import oilgg.start as s; s.IMAGE = {image!r}\n"
        "def show(status):\n"
        "    posix.write(2, b'%d %d' % (len(s._together), len(s._cold)))\n"
        "    end(status)\n"
        "end, posix._exit = posix._exit, show\n"
        "s.main(['oilgg', 'script'])\n"
    )
    for store in ("nowhere", "store", "store"):
        environment = {**os.environ, "OILGG_STORE": str(tmp_path / store)}
        command = [sys.executable, "-IS", "-c", code]
        run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
        assert (run.stdout, run.stderr) == ("1\n", "3 0")


TRIED = """
from __future__ import annotations
def plain(a: int, b: int = 2, *rest: int, c: int = 3, **more: int) -> object:
    "A docstring."
    return a, b, rest, c, more
class Base:
    def __init__(self, value=1): self.value = value
    def __own(self): return self.value
    def public(self): return self.__own()
class Derived(Base):
    def __init__(self): super().__init__(5)
    @property
    def double(self): return self.value * 2
    @property
    def both(self): return self.value
    @both.setter
    def both(self, value): self.value = value
    @staticmethod
    def static(a, b=1): return a + b
    @classmethod
    def named(cls): return cls.__name__
    def count(self): yield from range(self.value)
"""


def test_defaults_decorators_and_cells_of_cold_functions(tmp_path: Path) -> None:
    """What calls of a function stand on is there before its code is."""
    subprocess.run(["cp", "-r", str(ROOT / "oilgg"), str(tmp_path)], check=True)
    (tmp_path / "oilgg/tried.py").write_text(TRIED)
    code = (
        f"import sys; sys.path.append({str(tmp_path)!r}); import oilgg.start as s, oilgg.lean as lean\n"
        "code, s._cold['oilgg.tried'] = lean.split('oilgg.tried', lean.tree('oilgg.tried', (), ()), {'Base.public'})\n"
        "print(*s._cold['oilgg.tried'])\n"
        "m = sys.modules['oilgg.tried'] = type(sys)('oilgg.tried')\n"
        "m.__warm__ = s.warm\n"
        "exec(code, m.__dict__)\n"
        "for _ in range(2):\n"
        "    print(m.plain(1), m.plain(1, 4, 5, c=6, d=7), m.plain.__name__)\n"
        "    d = m.Derived(); d.both = 4\n"
        "    print(d.public(), d.double, d.both, d.static(1), m.Derived.named(), list(d.count()))\n"
        "try: m.plain()\n"
        "except TypeError as error: print(error)\n"
    )
    run = subprocess.run([sys.executable, "-IS", "-c", code], capture_output=True, text=True, check=True)
    lines = ["(1, 2, (), 3, {}) (1, 4, (5,), 6, {'d': 7}) plain", "4 8 4 2 Derived [0, 1, 2, 3]"]
    assert run.stdout.splitlines() == [
        "plain Base.__init__ Derived.double Derived.static Derived.named Derived.count",
        *lines,
        *lines,
        "plain() missing 1 required positional argument: 'a'",
    ]


def test_ctrl_c_before_the_shell_looks_after_it() -> None:
    """It ends the process by the signal, without a word, as it ends a script that bash has just begun."""
    code = (
        f"import posix, sys; sys.path.append({str(ROOT)!r}); import oilgg.start as s\n"
        "s.preload = lambda: posix.kill(posix.getpid(), 2) or True\n"
        "s.main(['oilgg', '-c', 'echo started'])\n"
    )
    run = subprocess.run([sys.executable, "-IS", "-c", code], capture_output=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (-signal.SIGINT, b"", b"")
