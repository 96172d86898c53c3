"""Folders in which calls are checked: text, C and C++ sources, objects and archives made by the installed tools."""

from __future__ import annotations

import os
import subprocess
import tempfile

from oilgg.annotate.check import Content

TEXT: dict[str, Content] = {
    "t": b"banana\napple\ncherry\napple\n\nBanana 12\n7\n-3\n",
    "u": b"apple\nzebra\nlast line without end",
    "empty": b"",
    "spaced": b"b  2 x\na\t1 y\n  c 3 z\n",
    "nul": b"one\0two\0two\0",
    "bin": b"\x00\x01text\nmore text\xff\n",
    "patterns": b"app\nzeb\n",
    "script.sed": b"s/apple/pear/\n/zebra/w found\n",
    "script.awk": b"{ print $1 }\n",
    "dir/inner": b"inside\n",
    "dir/sub/deep": b"deep\n",
    "link": ("link", "t"),
    "dirlink": ("link", "dir"),
    "dangling": ("link", "nowhere"),
    "tool": ("run", "#!/bin/sh\necho hi\n"),
}

C: dict[str, Content] = {
    "a.c": b'#include <stdio.h>\n#include "inc/h.h"\n#include <lib.h>\nint f(int x) { return x + K + L; }\n',
    "b.c": b"static int unused;\nint g(void) { return 2; }\n",
    "src/deep.c": b'#include "../inc/h.h"\n#include "table.def"\nint deep(void) { return K + TABLE; }\n',
    "src/table.def": b"#define TABLE 9\n",
    "main.c": b"int f(int); int g(void);\nint main(void) { return f(1) + g(); }\n",
    "one.c": b"int main(void) { return 0; }\n",
    "inc/h.h": b"#define K 3\n",
    "lib/lib.h": b"#define L 4\n",
    "pre.h": b"#define PRE 1\n",
    "bad.c": b"int f( { return }\n",
    "missing.c": b'#include "nowhere.h"\n',
    "warn.c": b"int f(void) { int x; return x; }\n",
    "asm.s": b".globl h\nh:\n  ret\n",
    "cpp.S": b'#include "inc/h.h"\n.globl h\nh:\n  ret\n.long K\n',
    "p.cc": b'#include <string>\n#include "inc/h.h"\nstd::string s() { return std::string(K, 65); }\n'
    b"namespace { struct Q { Q(); } q; Q::Q() {} }\n",
    "pm.cc": b"#include <iostream>\nint main() { std::cout << 1; }\n",
    "done.i": b"int pre(void) { return 1; }\n",
    "inl.c": b"inline int q(void) { return 1; }\nextern int q(void);\nint r(void) { return q(); }\n",
    "out/keep": b"",
    "export.map": b"{ global: f; local: *; };\n",
}


def built() -> dict[str, Content]:
    """Objects, archives, a shared library and a program, made by the installed tools."""
    found: dict[str, Content] = {}
    sources = {
        "a.o.c": "int f(int x) { return x; }\n",
        "b.o.c": "int g(void) { return 2; }\n",
        "main.o.c": "int f(int); int g(void); int main(void) { return f(1) + g(); }\n",
        "other.o.c": "int other(void) { return 5; }\n",
    }
    with tempfile.TemporaryDirectory() as folder:

        def run(*argv: str) -> None:
            subprocess.run(argv, cwd=folder, check=True)

        for name, text in sources.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
            run("gcc", "-g", "-fPIC", "-x", "c", "-c", name, "-o", name[:-2])
        run("ar", "rc", "lib.a", "a.o", "b.o")
        run("ar", "rcS", "noindex.a", "a.o", "b.o")
        os.mkdir(os.path.join(folder, "libs"))
        run("ar", "rc", "libs/libfg.a", "a.o", "b.o")
        run("gcc", "-shared", "-o", "libs/libdyn.so", "a.o", "b.o")
        run("gcc", "-o", "app", "a.o", "b.o", "main.o")
        for path in ("a.o", "b.o", "main.o", "other.o", "lib.a", "noindex.a", "libs/libfg.a", "libs/libdyn.so", "app"):
            with open(os.path.join(folder, path), "rb") as data:
                found[path] = data.read()
    found["main.c"] = b"int f(int); int g(void);\nint main(void) { return f(1) + g(); }\n"
    found["export.map"] = b"{ global: f; local: *; };\n"
    return found


def packed() -> dict[str, Content]:
    """Compressed files beside plain ones."""
    import gzip

    return {**TEXT, "t.gz": gzip.compress(b"hello\n" * 50, mtime=1), "x.gz": gzip.compress(b"other\n", mtime=2)}


def extra() -> dict[str, Content]:
    """What packers, archives and the like are tried on, beside text."""
    import bz2
    import io
    import lzma
    import tarfile

    found: dict[str, Content] = dict(TEXT)
    text = b"banana\napple\n" * 20
    found["t.bz2"], found["t.xz"] = bz2.compress(text), lzma.compress(text)
    try:
        found["t.zst"] = subprocess.run(["zstd", "-qc"], input=text, capture_output=True, check=True).stdout
    except FileNotFoundError:
        pass
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo("t")
        member.size, member.mtime = 3, 1
        tar.addfile(member, io.BytesIO(b"abc"))
    found["t.tar"] = archive.getvalue()
    found["json"] = b'{"a": "x", "b": [1, 2, {"c": null}]}\n'
    found["macros"] = b"define(`hello', `Hello, $1 X')dnl\nhello(world)\nifdef(`X', `yes', `no')\n"
    found["changes"] = b"--- t\n+++ t\n@@ -1,3 +1,3 @@\n banana\n-apple\n+pear\n cherry\n"
    found["m.po"] = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    found["bad.po"] = b'msgid "a"\nmsgstr\n'
    return found


def archives() -> dict[str, Content]:
    """Archives of the kinds that unpackers take, and files to pack."""
    import io
    import tarfile
    import zipfile

    found: dict[str, Content] = {**TEXT, "out/keep": b"", "out/t": b"older\n"}
    for name, mode in (("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tar.xz", "w:xz"), ("a.tar.bz2", "w:bz2")):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode=mode) as tar:  # type: ignore[call-overload]
            for path, kind in (("t", b""), ("new", b""), ("folder", tarfile.DIRTYPE), ("folder/in", b"")):
                member = tarfile.TarInfo(path)
                member.mtime, member.mode = 1_600_000_000, 0o755 if kind else 0o640
                member.uid, member.gid = os.geteuid(), os.getegid()
                member.type, member.size = kind or tarfile.REGTYPE, 0 if kind else 3
                tar.addfile(member, None if kind else io.BytesIO(b"abc"))
        found[name] = data.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in ("t", "new", "folder/in"):
            archive.writestr(zipfile.ZipInfo(path, (2020, 9, 13, 12, 26, 40)), b"abc")
    found["a.zip"] = packed.getvalue()
    found["bad.zip"] = b"no archive"
    return found


GRAMMARS: dict[str, Content] = {
    "calc.y": b"%token NUM\n%%\nall: sum;\nsum: NUM | sum '+' NUM { $$ = $1 + $3; };\n%%\n",
    "clash.y": b"%token NUM\n%%\nsum: NUM | sum '+' sum;\n%%\n",
    "bad.y": b"%%\nsum: nowhere;\n",
    "said.y": b'%output "else.c"\n%token NUM\n%%\nall: NUM;\n%%\n',
    "scan.l": b"%option noyywrap\n%%\n[0-9]+ return 1;\n\\n ;\n%%\n",
    "said.l": b'%option noyywrap outfile="else.c"\n%%\n. ;\n%%\n',
    "bad.l": b"%%\n[ oops\n",
    "out/keep": b"",
}
