"""Starting programs, pipelines and subshells, against bash. Aims: 1.0 for programs and pipelines, 0.5 for the rest."""

from __future__ import annotations

from pairs import FOLDER, OILGG, compare

SCRIPTS = {
    "300 programs": "for i in {1..300}; do /bin/true; done",
    "100 pipelines of 3": "for i in {1..100}; do echo $i | cat | cat > /dev/null; done",
    "2000 $(echo)": "for i in {1..2000}; do x=$(echo $i); done",
    "2000 ( )": "for i in {1..2000}; do (x=$i); done",
    "300 $(program)": "for i in {1..300}; do x=$(/bin/echo $i); done",
    "function in $( )": 'f() { echo "$1"; }; for i in {1..2000}; do x=$(f $i); done',
    "echo | while read": "for i in {1..300}; do echo a | while read x; do :; done; done",
    "here-documents": "for i in {1..300}; do cat > /dev/null <<E\n$i\nE\ndone",
}

if __name__ == "__main__":
    for title, text in SCRIPTS.items():
        path = FOLDER / "script.sh"
        path.write_text(text + "\n")
        commands = {
            "bash": ["bash", str(path)],
            "oilgg": [OILGG, str(path)],
            "--no-lower": [OILGG, "--no-lower", str(path)],
        }
        compare(commands, rounds=5, base="bash", title=title)
