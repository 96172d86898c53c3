#### a function with a command substitution leaves no frame behind
f() { x=$(echo a; set x); }
f; f
echo "${FUNCNAME[@]-}" "${#FUNCNAME[@]}"; caller; echo $?

#### messages after a function of a sourced file name the script
printf 'f() {\n  x=`set a\n echo b`\n  return 3\n}\n' > lib
. ./lib
f
missing
{ f; missing; }
echo "${BASH_SOURCE[@]}" "$BASH_LINENO"
