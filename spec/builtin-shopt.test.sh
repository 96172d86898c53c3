#### one option
shopt extglob; echo $?; shopt -s extglob; echo $?; shopt extglob; echo $?; shopt -q extglob; echo $?; shopt -u extglob; shopt -q extglob; echo $?; shopt -p extglob; echo $?; shopt -p extglob nullglob; shopt extglob dotglob; echo $?; shopt -s extglob dotglob; shopt -q extglob dotglob; echo $?; shopt -q extglob nullglob; echo $?
#### lists
shopt; shopt -p; shopt -s; shopt -u | head -3; shopt -sp; shopt -o; shopt -po; shopt -so; shopt -uo | head -3; shopt -q; echo $?; shopt -sq; echo $?
#### options of set
shopt -o errexit; echo $?; shopt -so noglob; echo $?; echo *; shopt -o noglob; echo $?; shopt -po noglob; shopt -uo noglob; shopt -qo noglob; echo $?; shopt -so noclobber nounset; echo $-
#### wrong arguments
shopt nonex; echo $?; shopt -s nonex; echo $?; shopt -q nonex; echo $?; shopt -u nonex extglob; echo $?; shopt -o nonex; echo $?; shopt -so nonex; echo $?; shopt -su extglob; echo $?; shopt -Z; echo $?; shopt -- extglob; echo $?
#### options that cannot be changed
shopt -s login_shell; echo $?; shopt -s restricted_shell; echo $?; shopt login_shell restricted_shell
#### compatibility levels
shopt -s compat32; shopt | grep compat; echo $BASH_COMPAT; shopt -s compat44; shopt | grep compat; shopt -u compat44; echo $BASH_COMPAT
#### BASHOPTS
shopt -s nullglob; echo $BASHOPTS; (shopt -u nullglob; shopt nullglob); shopt nullglob
