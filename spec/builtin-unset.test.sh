#### variables and functions
x=1; unset x; echo "${x-unset} $?"; unset x; echo $?; f() { :; }; unset f; declare -F f; echo $?; f() { :; }; f=1; unset f; declare -F f; unset f; declare -F f; unset -f nof; echo $?; unset -v nov; echo $?; f() { :; }; unset -v f; declare -F f; unset -fv x; echo $?; unset; echo $?; unset -- x; echo $?; unset -Z; echo $?; unset 1x 'a b' ''; echo $?
#### elements
a=(1 2 3 4); unset 'a[1]'; declare -p a; unset 'a[-1]'; declare -p a; i=0; unset 'a[i]' 'a[i+2]'; declare -p a; unset 'a[-9]'; echo $?; unset 'a[9]'; echo $?; a=(1 2); unset 'a[@]'; declare -p a; a=(1 2); unset 'a[*]'; declare -p a; x=1; unset 'x[1]'; echo $?; unset 'x[0]'; echo ${x-unset}
#### elements of associative arrays
declare -A h=([a]=1 [@]=2 ['b c']=3 [\$x]=4); unset 'h[a]' 'h[b c]'; declare -p h; unset 'h[@]'; declare -p h; k=a; h[a]=5; unset 'h[$k]'; declare -p h; unset h; declare -p h
#### readonly
readonly ro=1; unset ro; echo $?; readonly -a ra=(1 2); unset 'ra[0]'; echo $?; unset BASH_VERSINFO UID; echo $?; f() { :; }; readonly -f f; unset -f f; echo $?; unset f; echo $?
#### references
x=1; declare -n n=x; unset n; declare -p x; declare -p n; unset -n n; declare -p n; x=1; unset -n x; echo $x; declare -n e='a[1]'; a=(1 2 3); unset e; declare -p a
#### special variables
unset RANDOM; echo "[$RANDOM]"; RANDOM=5; echo "[$RANDOM]"; unset IFS; x='a b'; set -- $x; echo $#; unset PATH; type ls; echo $?
#### names that are none
unset 1x; echo $?; unset -v 1x 'a b' 'x[1' ''; echo $?; unset -n 1x 'x[1]'; echo $?; unset -f 1x; echo $?

#### unset of a name assigned before eval, in a subshell: the array outside of it stays as it is
c=('' x)
x=$(c=5 eval 'unset c; c=1; echo "${c[@]}"'; echo "${c[@]}")
echo "$x"
declare -p c

#### unset _
unset _; true a; echo "[$_]"; f() { echo "in $_"; }; f q; echo "$_"
#### a local variable takes the place of an assignment in front of the call
v=0; g() { unset v; echo g ${v-unset}; unset v; echo g ${v-unset}; unset v; echo g ${v-unset}; }
f() { local v=2; g; echo f ${v-unset}; }; v=1 f; echo ${v-unset}
v=0; f() { local v; unset v; echo ${v-unset}; unset v; echo ${v-unset}; unset v; echo ${v-unset}; }; v=1 f; echo ${v-unset}
