#### usage lines
help -s cd echo read; help -s nonex; echo $?; help -Z; echo $?; help -s 'pw*'; help nonex; echo $?; for b in $(compgen -b); do help -s -- "$b" 2>&1; done
#### --help
for b in cd declare exit read type umask shift trap; do $b --help > o; echo "$b $?"; head -1 o; done; rm o
