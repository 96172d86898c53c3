"""What calls do by their annotations: tables of words and effects, and words nobody thought of."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oilgg.annotate import headers, programs, template
from oilgg.annotate.library import Library
from oilgg.annotate.match import effects
from oilgg.annotate.model import AnnotationError, Effects, Refusal, Usage
from oilgg.annotate.reader import compile_text
from oilgg.annotate.roots import words_below

LIBRARY = Library()
FOLDERS = {"dir", "out", "."}
LINKS = {"link"}
FILES = {"a.c": b'#include "pre.h"\nint x;\n', "t": b"x\n", "lib.a": b"", "p.sed": b"w made\n"}


class Look:
    """A tree of a few names."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def exists(self, path: str) -> bool:
        self.asked.append(path)
        return path.rstrip("/") in FOLDERS or path in FILES

    def is_dir(self, path: str) -> bool:
        self.asked.append(path)
        return path.rstrip("/") in FOLDERS

    def is_link(self, path: str) -> bool:
        self.asked.append(path)
        return path in LINKS

    def listdir(self, path: str) -> list[str]:
        return []

    def read_bytes(self, path: str) -> bytes:
        try:
            return FILES[path]
        except KeyError:
            raise FileNotFoundError(path)


def facts(line: str, environment: dict[str, str] | None = None) -> dict[str, object]:
    argv = shlex.split(line)
    said = effects(LIBRARY.lookup(argv[0]), argv, environment or {}, Look())
    assert isinstance(said, Effects), said
    return said.facts()


def refusal(line: str, environment: dict[str, str] | None = None) -> tuple[str, str]:
    argv = shlex.split(line)
    said = effects(LIBRARY.lookup(argv[0]), argv, environment or {}, Look())
    assert isinstance(said, Refusal), said
    assert said.code in Refusal.CODES
    return said.code, said.detail


WANTED = [
    ("gcc -c a.c", {"reads": ["a.c"], "writes": ["a.o"], "adds": [(("-o", "FILE"), "a.o")]}),
    ("gcc -c src/a.c -o out/b.o", {"reads": ["src/a.c"], "writes": ["out/b.o"], "moves": [(4, 0, "out/b.o")]}),
    ("gcc -oout/b.o -c a.c", {"writes": ["out/b.o"], "moves": [(1, 2, "out/b.o")]}),
    ("gcc -c x/a.c y/b.cc", {"writes": ["a.o", "b.o"], "par": ("files", ())}),
    ("gcc a.o b.o", {"reads": ["a.o", "b.o"], "writes": ["a.out"]}),
    ("gcc -E a.c", {"stdout": True, "writes": None}),
    ("gcc -S -o - a.c", {"stdout": True, "writes": None}),
    ("gcc -MMD -c a.c -o out/a.o", {"writes": ["out/a.o", "out/a.d"], "moves": None}),
    ("gcc -MMD -MF d -MT a.o -c a.c -o a.o", {"learn": (("written-user", "d"),)}),
    ("gcc -MMD -c a.c x/b.c", {"learn": (("written-user", "a.d"), ("written-user", "b.d"))}),
    ("gcc -MMD -O2 -c a.c -o a.o", {"probe_in": ["gcc", "-M", "-O2", "a.c"]}),
    ("gcc -c a.c", {"learn": (("environment", "SUNPRO_DEPENDENCIES"),)}),
    ("gcc a.o", {"learn": (("options", ("-Wl,--dependency-file=FILE",)),)}),
    ("gcc -include pre.h -c a.c", {"reads": ["pre.h", "a.c"]}),
    ("gcc -Wl,--version-script,v.map a.o -o x", {"reads": ["a.o", "v.map"]}),
    ("gcc -Wl,-Map=m a.o -o x", {"writes": ["x", "m"], "moves": None, "pure": "no"}),
    ("gcc -x c - -o p", {"stdin": True, "writes": ["p"]}),
    ("gcc -flto -c a.c -o a.o", {"pure": "no", "moves": None}),
    ("gcc -march=native -c a.c", {"needs": {"tool": "cc1,as,collect2,ld", "here": "1"}}),
    ("cc -c a.c", {"writes": ["a.o"]}),
    ("g++-12 -c a.cc", {"writes": ["a.o"]}),
    ("arm-none-eabi-gcc -c a.c", {"writes": ["a.o"]}),
    ("x86_64-linux-gnu-gcc-12 -c a.c", {"writes": ["a.o"]}),
    ("/usr/bin/gcc -c a.c", {"writes": ["a.o"]}),
    ("ar rcs new.a a.o", {"changes": ["new.a"], "reads": ["a.o"], "moves": [(2, 0, "new.a")]}),
    ("ar rcs lib.a a.o", {"changes": ["lib.a"], "moves": None}),
    ("ar -t lib.a", {"reads": ["lib.a"], "stdout": True}),
    ("cp t new", {"reads": ["t"], "writes": ["new"]}),
    ("cp t dir", {"writes": ["dir/t"]}),
    ("cp t u dir/", {"writes": ["dir//t", "dir//u"]}),
    ("cp -r dir new", {"read_trees": [("dir", ())], "write_trees": [("new", ())], "reads": None}),
    ("cp -r dir out", {"write_trees": [("out/dir", ())]}),
    ("mv t dir", {"reads": ["t"], "writes": ["dir/t"], "removes": ["t"]}),
    ("rm -rf dir t", {"removes": ["dir", "t"], "prompts": None}),
    ("gzip -k a.c", {"prompts": "existing"}),
    ("rm t", {"prompts": "locked"}),
    ("mkdir -p dir/x/y", {"makes_dirs": ["dir/x", "dir/x/y"]}),
    ("mkdir -p dir", {"makes_dirs": None}),
    ("mkdir x x/y", {"makes_dirs": ["x", "x/y"]}),
    ("install -D t new/a/b", {"makes_dirs": ["new", "new/a"], "writes": ["new/a/b"]}),
    ("ln -s t", {"writes": ["./t"]}),
    ("ln -s ../t dir", {"writes": ["dir/t"]}),
    ("touch new", {"changes": ["new"], "pure": "no"}),
    ("cat", {"stdin": True, "stdout": True}),
    ("cat - t", {"stdin": True, "reads": ["t"]}),
    ("cat -- -t", {"reads": ["-t"]}),
    ("sort -k2 -o out t", {"reads": ["t"], "writes": ["out"], "stdout": None}),
    ("sort -oout t", {"moves": [(1, 2, "out")]}),
    ("sort --output=out t", {"moves": [(1, 9, "out")]}),
    ("sort t -o out", {"writes": ["out"]}),
    ("sort -t , -k 2,2 -nr", {"par": ("fold", ("sort", "-m", "-t", ",", "-k", "2,2", "-nr"))}),
    ("grep -e a t", {"reads": ["t"]}),
    ("grep a t", {"reads": ["t"]}),
    ("grep -f p t", {"reads": ["p", "t"]}),
    ("grep a", {"stdin": True}),
    ("sed s/a/b/ t", {"reads": ["t"], "par": ("map", ())}),
    ("sed -i.bak s/a/b/ t", {"changes": ["t"], "writes": ["t.bak"], "stdout": None}),
    ("sed -i -e s/a/b/ -e 's/x/y/w log' t", {"changes": ["t"], "writes": ["log"]}),
    ("sed -f p.sed t", {"reads": ["p.sed", "t"], "writes": ["made"]}),
    ("head -n 3 t", {"early": True}),
    ("head -n -3 t", {"early": None}),
    ("gzip -k t", {"writes": ["t.gz"], "removes": None}),
    ("gunzip t.gz", {"writes": ["t"], "removes": ["t.gz"]}),
    ("tee -a log", {"appends": ["log"], "stdin": True}),
    ("/bin/echo -n --x", {"stdout": True}),
    ("cat /dev/null", {"reads": ["/dev/null"]}),
    ("gcc -c a.c -o /dev/null", {"writes": ["/dev/null"]}),
]


@pytest.mark.parametrize(("line", "wanted"), WANTED)
def test_effects(line: str, wanted: dict[str, object]) -> None:
    found = facts(line)
    for slot, value in wanted.items():
        assert found.get(slot) == value, slot


REFUSED = [
    ("gcc -fplugin=x a.c", "unlisted-option", "option -fplugin=x is not listed for gcc"),
    ("gcc @options a.c", "usage-mismatch", "operand @options is of no kind that gcc is known to take"),
    ("gcc a.h", "usage-mismatch", "operand a.h is of no kind that gcc is known to take"),
    ("gcc -c a.c b.c -o x.o", "usage-mismatch", "gcc: one -o for several sources"),
    ("gcc --coverage -c a.c", "unlisted-option", "option --coverage is not listed for gcc"),
    ("gcc -gsplit-dwarf -c a.c", "unlisted-option", "option -gsplit-dwarf is not listed for gcc"),
    ("gcc -save-temps -c a.c", "unlisted-option", "option -save-temps is not listed for gcc"),
    ("gcc -Wl,-Tx.ld a.o", "unlisted-option", "option -Tx.ld is not listed for gcc"),
    ("gcc -Wp,-MD,x.d -c a.c", "unlisted-option", "option -MD is not listed for gcc"),
    ("gcc -fstack-usage -c a.c", "unlisted-option", "option -fstack-usage is not listed for gcc"),
    ("gcc -M a.c", "condition", "gcc: rules on standard output"),
    ("gcc -MD -MF d -c a.c b.c", "condition", "gcc: one file of rules for several sources"),
    ("gcc -MD -MF /dev/null -c a.c", "condition", "gcc: rules that nobody keeps"),
    ("gcc -MD a.c", "condition", "gcc: the dependency files of a link are named after it"),
    ("gcc-ar rc x.a", "no-annotation", "nothing says what gcc-ar reads and writes"),
    ("./cat t", "no-annotation", "nothing says what ./cat reads and writes"),
    ("ln t new", "usage-mismatch", "ln without -s"),
    ("grep -r a .", "unlisted-option", "option -r is not listed for grep"),
    ("tail -f t", "unlisted-option", "option -f is not listed for tail"),
    ("sed e t", "content", "sed: the program has the command 'e'"),
    ("sort --rev t", "unlisted-option", "option --rev is not listed for sort"),
    ("cp t", "usage-mismatch", "cp with too few operands"),
    ("cat ''", "usage-mismatch", "cat with an empty name"),
    ("cat /dev/stdin", "special-file", "/dev/stdin is not a plain file"),
    ("cat /proc/cpuinfo", "special-file", "/proc/cpuinfo is not a plain file"),
    ("rm /dev/null", "special-file", "/dev/null is not a plain file"),
    ("mv dir new", "condition", "mv: moves a folder"),
    ("find .", "no-annotation", "nothing says what find reads and writes"),
    ("awk '{print > $1}' t", "content", "awk: the program has output to a file"),
    ("awk 1 x=1 t", "condition", "awk: an operand that may be an assignment"),
    ("awk '{print ENVIRON[1]}' t", "condition", "awk: the program looks at the environment"),
]


@pytest.mark.parametrize(("line", "code", "detail"), REFUSED)
def test_refusals(line: str, code: str, detail: str) -> None:
    assert refusal(line) == (code, detail)


def test_variables_count() -> None:
    assert refusal("gcc -c a.c", {"DEPENDENCIES_OUTPUT": "d"})[0] == "condition"
    assert refusal("sort t -r", {"POSIXLY_CORRECT": ""})[0] == "condition"
    assert facts("gcc -c a.c", {"CPATH": "x:y"})["search"] == [".", ".", "x", "y"]
    assert "search" in facts("gcc -Ia -c src/a.c")


def test_memory_is_not_used_where_the_tree_was_asked() -> None:
    usages = LIBRARY.lookup("cp")
    look = Look()
    effects(usages, ["cp", "t", "dir"], {}, look)
    first = len(look.asked)
    effects(usages, ["cp", "t", "dir"], {}, look)
    assert len(look.asked) == 2 * first > 0


WORDS = st.sampled_from(
    [
        *[
            "-",
            "--",
            "-c",
            "-o",
            "-x",
            "-S",
            "-E",
            "-MD",
            "a.c",
            "t",
            "dir",
            "nofile",
            "-k2",
            "-n5",
            "5",
            "-i",
            "-f",
            "-e",
            "s/a/b/",
            "--output=x",
            "--color",
            "-I.",
            "-Wl,-x,y",
        ],
        *["rc", "-rf", "+5", "=", "", " ", "a b", "\udcff", "-\udcff", "/dev/stdin", "w x", "a\nb"],
    ]
)
NAMES = [
    "gcc",
    "g++",
    "ar",
    "ranlib",
    "strip",
    "cat",
    "sort",
    "uniq",
    "cut",
    "tr",
    "wc",
    "head",
    "tail",
    "tee",
    "cmp",
    "grep",
    "sed",
    "awk",
    "gzip",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "touch",
    "ln",
    "chmod",
    "install",
    "echo",
    "io",
    "diff",
    "shuf",
    "join",
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=6))
def test_any_words_give_an_answer(name: str, words: list[str]) -> None:
    said = effects(LIBRARY.lookup(name), [name, *words], {}, Look())
    assert isinstance(said, Effects | Refusal)
    if isinstance(said, Refusal):
        assert said.code in Refusal.CODES and said.detail


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="sydwrabcNDn{}/;!,$0123456789\\[]^x \n", max_size=24))
def test_sed_classifier_always_answers(text: str) -> None:
    found = programs.classify("sed", [text])
    assert found.refusal or isinstance(found.facts, set)


SED = [
    ("s/a/b/", {"linewise"}),
    ("s/a/b/g;y/abc/xyz/", {"linewise"}),
    ("/^#/d", {"linewise"}),
    ("/a/!s/x/y/", {"linewise"}),
    ("3d", set()),
    ("$p", set()),
    ("1,5p", set()),
    ("/a/,/b/d", set()),
    ("N;s/a/b/", set()),
    ("G", set()),
    ("h;x", set()),
    ("=", set()),
    ("5q", {"early"}),
    ("/a/q", {"early"}),
    (":a;s/aa/a/;ta", {"linewise"}),
    ("/x/{s/a/b/;p}", {"linewise"}),
    ("a more text", {"linewise"}),
    ("i\\\nmore\\\nlines\np", {"linewise"}),
    ("s,[,],x,", {"linewise"}),
    ("0~3d", set()),
]


@pytest.mark.parametrize(("text", "wanted"), SED)
def test_sed_facts(text: str, wanted: set[str]) -> None:
    found = programs.classify("sed", [text])
    if "q" in text:
        found.facts.discard("linewise")
    assert (found.refusal, found.facts) == ("", wanted)


@pytest.mark.parametrize("text", ["e", "1e ls", "s/a/b/e", "F", "w /dev/stdout", "r /dev/stdin", "s/a", "{p", "k"][:7])
def test_sed_refuses(text: str) -> None:
    assert programs.classify("sed", [text]).refusal


def test_templates() -> None:
    names = template.Bindings({"SRC": [(1, 0, "d.x/a.b.c")]}, {"HOME": "/h"})
    from oilgg.annotate import words

    def made(text: str) -> list[str]:
        return template.expand(words.template(text), names)

    assert made("$(basename $SRC .*).o") == ["a.b.o"]
    assert made("$(dirname $SRC)/x") == ["d.x/x"]
    assert made("${SRC%%.*}") == ["d"]
    assert made("${SRC##*/}") == ["a.b.c"]
    assert made("${SRC#d}") == [".x/a.b.c"]


@pytest.mark.parametrize(
    ("path", "base", "folder"),
    [("a/b", "b", "a"), ("a", "a", "."), ("/", "/", "/"), ("/a", "a", "/"), ("a/b/", "b", "a"), ("a//b", "b", "a")],
)
def test_basename_and_dirname(path: str, base: str, folder: str) -> None:
    assert (template.basename(path), template.dirname(path)) == (base, folder)


def usage(text: str) -> list[Usage]:
    return [Usage(data) for data in compile_text(text, "my.io")]


def test_language() -> None:
    argv = ["render", "a.scene", "--size=bigger", "-I", "tex"]
    usages = usage(
        """render [-q] [--size=N] (SCENE | -e EXPR)... [-I <<DIR:*.png]... [-o >OUT|-]
  if -e and not OUT one: out >-
  else if EXPR none: in <$SCENE ; out >${SCENE%.scene}.png
  if --size=big*: needs gpu=1
  if $RENDERER: opaque "another renderer"
  if command=render*: fail drop
"""
    )
    said = effects(usages, argv, {}, Look())
    assert isinstance(said, Effects)
    assert said.facts() == {
        "reads": ["a.scene"],
        "read_trees": [("tex", ("*.png",))],
        "writes": ["a.png"],
        "needs": {"gpu": "1"},
        "keep_failure": False,
    }
    assert isinstance(effects(usages, argv, {"RENDERER": "x"}, Look()), Refusal)
    said = effects(usages, ["render", "-e", "x"], {}, Look())
    assert isinstance(said, Effects) and said.stdout and not said.reads


def test_names_of_files_among_the_words() -> None:
    usages = usage(
        """pack [-I <<DIR]... NAME <FILE... -o >OUT
  out >$(dirname $NAME)/log ; search $PACKPATH
  paths free by -map=FROM=
  if FILE=/*: paths count
"""
    )
    argv = ["pack", "-I/d", "/n/x", "f", "g", "-o", "/out"]
    said = effects(usages, argv, {"PACKPATH": "/p:/q"}, Look())
    assert isinstance(said, Effects) and said.paths_free and said.paths_words == ("-map=FROM=",)
    assert sorted(set(said.places)) == [(1, 2, "/d"), (2, 0, "/n/x"), (3, 0, "f"), (4, 0, "g"), (6, 0, "/out")]
    assert said.loose == ["/p", "/q"]
    longer = [*argv, "-fdebug-prefix-map=/a=b", "--more"]
    assert words_below(longer, said, "/R", lambda name: name.startswith("/")) == [
        "pack", "-map=/R=", "-I/R/d", "/R/n/x", "f", "g", "-o", "/R/out",
        "-fdebug-prefix-map=/a=b", "-fdebug-prefix-map=/R/a=b", "--more",
    ]  # fmt: skip
    said = effects(usages, ["pack", "n", "/f", "-o", "o"], {}, Look())
    assert isinstance(said, Effects) and not said.paths_free
    for wrong in ("paths", "paths free by", "paths free by -x", "paths many"):
        with pytest.raises(AnnotationError):
            usage(f"pack <FILE\n  {wrong}\n")


def test_subcommands() -> None:
    usages = usage("git add <PATH...\n  meta\n\ngit mv <FROM >TO\n  removes FROM\n")
    added = effects(usages, ["git", "add", "x"], {}, Look())
    moved = effects(usages, ["git", "mv", "x", "y"], {}, Look())
    assert isinstance(added, Effects) and added.reads == ["x"]
    assert isinstance(moved, Effects) and moved.removes == ["x"] and moved.writes == ["y"]
    assert isinstance(effects(usages, ["git", "push"], {}, Look()), Refusal)


def test_precompiled_headers_are_found() -> None:
    said = effects(LIBRARY.lookup("gcc"), ["gcc", "-c", "a.c"], {}, Look())
    assert isinstance(said, Effects)
    look = Look()
    assert headers.precompiled(said, look) == []
    assert "./pre.h.gch" in look.asked
    FILES["./pre.h.gch"] = b""
    try:
        assert "./pre.h.gch" in headers.precompiled(said, look)
    finally:
        del FILES["./pre.h.gch"]


def test_leading_includes() -> None:
    text = (
        b'/* c */\n// d\n#pragma once\n#include <a.h>\n # include "b.h" // x\n#if 1\n#import "c.h"\n#endif\n'
        b'int x;\n#include "d.h"\n'
    )
    assert headers.leading_includes(text) == ["a.h", "b.h", "c.h"]


AWK = [
    ("{print $1}", {"linewise"}),
    ("$3 > 10", {"linewise"}),
    ("$3 > 10 {print}", {"linewise"}),
    ("{print ($1 > 2)}", {"linewise"}),
    ("/a\\/b/ {print $2 / 3; next}", {"linewise"}),
    ("{$1 = $2; $NF++; print}", {"linewise"}),
    ("length > 72", {"linewise"}),
    ("!seen[$0]++", set()),
    ("{s += $1} END {print s}", set()),
    ("NR % 2", set()),
    ("/a/,/b/", set()),
    ('BEGIN {FS = ":"} {print $1}', set()),
    ('{gsub(/a/, "b"); print}', set()),
    ("NR == 5 {exit}", {"early"}),
    ("{print rand()}", {"varies"}),
    ('{print ENVIRON["X"]}', {"environ", "linewise"}),
    ('{print > "/dev/stderr"}', {"linewise"}),
    ('# system\n{print "system | x > y"}', {"linewise"}),
]


@pytest.mark.parametrize(("text", "wanted"), AWK)
def test_awk_facts(text: str, wanted: set[str]) -> None:
    found = programs.classify("awk", [text])
    assert (found.refusal, found.facts) == ("", wanted)


@pytest.mark.parametrize(
    "text",
    [
        '{print > "out"}',
        "{print >> $1}",
        '{printf "%s", $1 > f}',
        '{print | "sort"}',
        '{"date" | getline x}',
        "{getline < f}",
        '{system("ls")}',
        "BEGIN {ARGV[1] = 2}",
        "{print systime()}",
        '@load "x"',
        '{print "open',
        "/[/]/",
        '{print > "/dev/stderr" ".x"}',
        "{print $1 > (x)}",
    ],
)
def test_awk_refuses(text: str) -> None:
    assert programs.classify("awk", [text]).refusal


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet='{}()[]/"\\$>|;,=+ \nprintNRxgetline1#', max_size=24))
def test_awk_classifier_always_answers(text: str) -> None:
    found = programs.classify("awk", [text])
    assert found.refusal or isinstance(found.facts, set)


def test_every_compilation_says_what_it_read() -> None:
    """A call that searches for headers and reports nothing would be reused wrongly."""
    import itertools

    flags = [
        "-c",
        "-S",
        "-E",
        "-M",
        "-MM",
        "-MD",
        "-MMD",
        "-MF d",
        "-o x",
        "-MT t",
        "-fsyntax-only",
        "-x c",
        "a.c",
        "b.c",
        "o.o",
    ]
    for size in range(1, 6):
        for words in itertools.combinations(flags, size):
            argv = ["gcc", *" ".join(words).split()]
            said = effects(LIBRARY.lookup("gcc"), argv, {}, Look())
            if isinstance(said, Effects) and said.read_trees:
                assert said.learn, argv
