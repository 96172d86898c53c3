"""Ten scripts that only compute, against bash. Aim: at most 1.0 of bash each."""

from __future__ import annotations

import statistics

from pairs import FOLDER, OILGG, compare

SCRIPTS = {
    "while and arithmetic": "i=0; while [ $i -lt 60000 ]; do i=$((i + 1)); done",
    "for ((": "s=0; for ((i = 0; i < 100000; i++)); do ((s += i)); done; echo $s",
    "functions and local": "f() { local x=$1; r=$((x + 1)); }; for i in {1..30000}; do f $i; done",
    "recursion": "fib() { if (($1 < 2)); then r=$1; else fib $(($1 - 1)); local a=$r; fib $(($1 - 2)); r=$((a + r)); fi; }; fib 20",
    "strings": "p=/usr/local/lib/x.tar.gz; for i in {1..30000}; do b=${p##*/}; c=${b%%.*}; d=${p/local/$c}; e=${#d}; done",
    "case and [[": "for i in {1..40000}; do case $i in *7) a=1 ;; 3*) a=2 ;; *) a=3 ;; esac; [[ $i == *5 && $a -gt 2 ]] && b=$i; done",
    "arrays": 'a=(); for i in {1..30000}; do a+=($i); done; s=0; for x in "${a[@]}"; do ((s += x)); done; echo $s ${#a[@]}',
    "associative arrays": "declare -A m; for i in {1..30000}; do k=k$((i % 100)); m[$k]=$((${m[$k]:-0} + 1)); done; echo ${#m[@]}",
    "read loop": "while IFS=: read -r a b c; do n=$((n + ${#b})); done < lines; echo $n",
    "printf and quoting": 'for i in {1..20000}; do printf -v x "%05d:%s" $i "a b"; y="$x $i"; done; echo "$y"',
}

if __name__ == "__main__":
    (FOLDER / "lines").write_text("".join(f"name{i}:some value {i}:rest\n" for i in range(30000)))
    ratios = []
    for title, text in SCRIPTS.items():
        path = FOLDER / "script.sh"
        path.write_text(text + "\n")
        commands = {"bash": ["bash", str(path)], "oilgg": [OILGG, str(path)]}
        ratios.append(compare(commands, rounds=5, base="bash", title=title)["oilgg"])
    print(f"{'geometric mean':24}{statistics.geometric_mean(ratios):.2f}")
