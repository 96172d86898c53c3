#!/usr/bin/env oilgg
# Fibonacci numbers by recursion over functions that run as thunks: fib N stands on two smaller ones, and equal calls
# are one. Plain bash computes the same, with a process for each of its (exponentially many) calls.

#: >- pure
fib() {
  if (($1 < 2)); then echo "$1"; else add <(fib $(($1 - 1))) <(fib $(($1 - 2))); fi
}

#: <$1 <$2 >- pure
add() {
  local a b
  read -r a <"$1"
  read -r b <"$2"
  echo $((a + b))
}

fib "${1:-12}"
