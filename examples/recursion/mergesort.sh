#!/usr/bin/env oilgg
# Merge sort: parts of at most LEAF lines are sorted where there is room, and merged on the way back.
# mergesort.sh FILE LINES

LEAF=${LEAF:-1000}

#: <$1 >- pure $LEAF
sorted() { # FILE FIRST COUNT
  if (($3 <= LEAF)); then
    tail -n "+$2" "$1" | head -n "$3" | sort
  else
    sort -m <(sorted "$1" "$2" $(($3 / 2))) <(sorted "$1" $(($2 + $3 / 2)) $(($3 - $3 / 2)))
  fi
}

sorted "$1" 1 "$2"
