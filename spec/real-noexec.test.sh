#### -n reads loops and functions, and runs nothing
## options: -n
while :; do shift; done
for i in 1 2; do echo $i; done
until false; do :; done
f() { while :; do :; done; }
f
case a in a) echo a ;; esac
if true; then echo yes; fi; ((x = 1)); [[ a ]] && echo b
(exit 3)
exit 4

#### -n shows syntax errors behind loops
## options: -n
while :; do :; done
echo (

#### set -n in the middle
echo before; set -n; echo after
while :; do :; done
set +n
echo never
#### set -n in a list
{ echo before; set -n; while :; do :; done; for ((;;)); do :; done; echo after; } | cat
f() { set -n; until false; do :; done; }; f; echo after
