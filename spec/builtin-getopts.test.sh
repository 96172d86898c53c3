#### options and arguments
g() { local OPTIND=1 o; while getopts "$@"; do echo "$? $o $OPTIND ${OPTARG-unset}"; done; echo "end $? $o $OPTIND ${OPTARG-unset}"; }
g ab:c o -a -b x -c y; g ab:c o -abx -c; g ab:c o -- -a; g ab:c o -a - -b; g ab:c o -a -- x; g ab:c o x; g ab:c o; g a: o -a ''; g a: o -a -b; g ab o -ab -ba
#### errors
g() { local OPTIND=1 o; while getopts "$@"; do echo "$? $o $OPTIND ${OPTARG-unset}"; done; echo "end $? $o $OPTIND"; }
g ab:c o -ab; g :ab:c o -ab; g ab:c o -z -a; g :ab:c o -z -a; g a o -:; g :a o -:; g : o -a; g '' o -a; OPTERR=0; g ab: o -z -b
#### from the positional parameters
set -- -a -b x rest; getopts ab: o; echo $o $OPTIND; getopts ab: o; echo $o $OPTIND $OPTARG; getopts ab: o; echo $? $o $OPTIND; shift $((OPTIND-1)); echo "$@"
#### OPTIND is set by the script
getopts abc o -abc; getopts abc o -abc; echo $o $OPTIND; OPTIND=1; getopts abc o -abc; echo $o; OPTIND=3; getopts abc o -a -b -c; echo $o $OPTIND; OPTIND=0; getopts abc o -a -b; echo $o $OPTIND; OPTIND=9; getopts abc o -a -b; echo $? $o $OPTIND; unset OPTIND; getopts abc o -a -b; echo $? $o $OPTIND
#### functions with an OPTIND of their own
f() { local OPTIND=1; getopts x o -x; echo $o; }
getopts abc o -abc; f; getopts abc o -abc; echo $o $OPTIND; f; f; getopts abc o -abc; echo $o $OPTIND
#### in subshells
getopts abc o -abc; (getopts abc o -abc; echo $o); getopts abc o -abc; echo $o; x=$(getopts abc o -abc; echo $o); echo $x; getopts abc o -abc; echo "$? $o"
#### names
getopts; echo $?; getopts a; echo $?; getopts a 1x -a; echo $? $OPTIND; readonly ro; OPTIND=1; getopts a ro -a; echo $?; OPTIND=1; getopts -a o; echo $?; OPTIND=1; getopts -- a o -a; echo $? $o; OPTIND=1; getopts a: 'arr[2]' -a x; echo $?
#### OPTARG of an option without argument
OPTARG=zz; getopts a o -a; declare -p OPTARG o
#### bytes
OPTIND=1; getopts aé o -é; printf %s "$o" | od -An -tx1

#### a question mark as an option
set -- -?; getopts ':?' o; echo "$o $OPTARG"; OPTIND=1; getopts '?' o; echo "$o ${OPTARG-unset}"
#### a readonly OPTARG
readonly OPTARG=5; getopts a: p -a 7; echo $? $OPTARG $p; getopts a p x; echo $? $OPTARG $p
#### a readonly OPTARG and a silent error
readonly OPTARG=5; getopts :a: p -b 7; echo $? $OPTARG $p;
#### a readonly OPTARG under set -e
set -e; readonly OPTARG=5; getopts a: p -a 7; echo $? $OPTARG $p

#### a question mark as an option leaves OPTARG unset
set -- -?; getopts '?' o; declare -p OPTARG; getopts 'a' o -a; declare -p OPTARG
