"""Scripts that were parsed before: the same from the cache, whatever changes in between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = {
    "plain": "x=1\necho $x\n",
    "leaves early": 'echo a\nif test -n "$1"; then exit 3; fi\necho b\n(echo c; exit 4)\n',
    "here-document": "cat <<E\n$0 a\nE\necho $LINENO\ncat <<'F'\n$x\nF\necho $LINENO\n",
    "unfinished here-document": "echo a\ncat <<E\nb\n",
    "aliases": "shopt -s expand_aliases\nalias say='echo said'\nsay a\nunalias say\nshopt -u expand_aliases\necho b\n",
    "posix mode": "echo a\nset -o posix\necho b\nset +o posix\nf() { echo $LINENO; }\nf\n",
    "extglob": "shopt -s extglob\ncase abc in +(a|b)c) echo yes ;; esac\nshopt -u extglob\necho $LINENO\n",
    "syntax error": "echo a\necho b\nif true; do\necho c\n",
    "unfinished": "echo a\nf() {\necho b\n",
    "continued lines": 'echo a \\\n  b\necho $LINENO\nx="c \\\nd"\necho "$x" $LINENO\n',
    "piped subshells": "echo $LINENO\n(echo a\n) | cat\necho $LINENO\n( echo b\necho c ) | (\ncat)\necho $LINENO\n",
    "verbose": "set -v\necho a\nfor i in 1 2; do\n  echo $i\ndone\nset +v\necho b\n",
    "standard input": 'read -r line\necho "<$line>"\ncat\n',
    "grows": 'echo a\nif test -z "$GROWN"; then GROWN=1; echo \'echo grown $LINENO\' >>"$0"; fi\necho b\n',
    "replaces itself": 'echo a\nprintf \'echo other\\n\' >"$0.new"; mv "$0.new" "$0"\necho b\n',
    "trap and eval": "trap 'echo left $?' EXIT\neval 'echo $((1 + 2)); (echo a) | cat'\necho $LINENO\nfalse\n",
    "no newline at the end": "echo a\necho b",
    "binary": "echo a; exit\n\0\1\2",
    "comment at the end": "echo a\n# b\n\n",
    "errors and lines": "echo a\n\nset -u\necho $nothing\necho b\n",
    "functions": "f() {\n  echo f $LINENO\n}\nf\nunset -f f\nf\ndeclare -f f\necho é $'\\x01'\n",
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS.keys())
@pytest.mark.parametrize("options", [[], ["-v"], ["-o", "posix"]], ids=["", "-v", "posix"])
def test_second_run_is_like_the_first(oilgg: Path, tmp_path: Path, text: str, options: list[str]) -> None:
    """Output, messages, status and the script left behind."""
    store = tmp_path / "store"
    store.mkdir(mode=0o700)
    environment = {**os.environ, "OILGG_STORE": str(store), "OILGG_STATUS": "none"}
    script = tmp_path / "script"
    found = []
    for shell in ("bash", str(oilgg), str(oilgg), str(oilgg)):
        script.write_bytes(text.encode())
        command = [shell, *options, "script"]
        run = subprocess.run(
            command, cwd=tmp_path, env=environment, input=b"one\ntwo\n", capture_output=True, check=False, timeout=20
        )
        found.append((run.returncode, run.stdout, run.stderr, script.read_bytes()))
    if "-v" not in options:  # with it bash shows lines that it never reaches
        assert found[1] == found[0]
    assert found[2] == found[1]
    assert found[3] == found[1]


def test_parser_is_not_loaded_again(tmp_path: Path) -> None:
    """What a script that was seen before needs: no lexer, no tables. Without a store nothing is kept."""
    script = tmp_path / "script"
    script.write_text("x=1\nif test $x = 1; then echo $x; fi\n")
    root = Path(__file__).resolve().parent.parent.parent
    code = (
        f"import sys, posix; sys.path.append({str(root)!r})\n"
        "end = posix._exit\n"
        "def show(status):\n"
        "    loaded = [n for n, m in sys.modules.items() if type(m).__name__ != 'Unloaded']\n"
        "    posix.write(1, b'parsed\\n' if 'oilgg.syntax.parser' in loaded else b'known\\n')\n"
        "    end(status)\n"
        "posix._exit = show\n"
        "from oilgg.cli.main import main\n"
        "main(['oilgg', *sys.argv[1:]])\n"
    )
    store = tmp_path / "store"
    environment = {**os.environ, "OILGG_STORE": str(store)}

    def output() -> str:
        return subprocess.check_output([sys.executable, "-IS", "-c", code, str(script)], env=environment, text=True)

    assert output() == output() == "1\nparsed\n"
    assert not store.exists()
    store.mkdir(mode=0o700)
    assert output() == "1\nparsed\n"
    assert output() == "1\nknown\n"
    (store / "parsed").chmod(0o777)
    assert output() == "1\nparsed\n"
    (store / "parsed").chmod(0o700)
    for file in (store / "parsed").iterdir():
        file.write_bytes(b"not what was kept")
    assert output() == "1\nparsed\n"
