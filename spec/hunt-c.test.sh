#### `x=~` is no assignment among the elements of an array
HOME=/h; a=(~ x=~ [5]=~/q); declare -p a
#### [key]+= appends to what the associative array had before
declare -A m=([a]=1); m=([a]+=2); declare -p m; declare -A m=([a]+=3); declare -p m; m+=([a]+=4); declare -p m
#### the first word of an alias in an argument's place may be an alias as well
shopt -s expand_aliases
alias sp='echo a '
alias A='B '
alias B='C'
sp A A
alias sp2='echo x	'
sp2 A
#### character classes keep their case under nocasematch
shopt -s nocasematch; [[ abc == [[:upper:]]* ]]; echo $?; [[ ABC == [[:upper:]]* ]]; echo $?
[[ ABC == [[:lower:]]* ]]; echo $?; [[ abc == [A-C]* ]]; echo $?; [[ abc == [B]* ]]; echo $?
#### indirection through an array without an element 0
f() { echo "${!FUNCNAME}"; }; f; echo "<${!FUNCNAME}>"; declare -A m=([k]=v); echo "<${!m}>"; a=([2]=x); echo "<${!a}>"
#### a newline behind a number is not skipped
[ 1 -eq $'\n1' ]; echo $?; [ $'1\n' -eq 1 ]; echo $?; [ '1 	' -eq 1 ]; echo $?
#### read -t 0 from a closed descriptor
exec 0<&-; read -t 0; echo $?; read -t 0 -u 9; echo $?
#### complete -r of a name without a completion
complete -W a foo; complete -r foo; complete -r nope; echo $?
#### complete -r where there never was a completion
complete -r nope; echo $?
#### an escaped quote in a prompt
x='\"c\" $HOME'; HOME=h; echo "${x@P}"; shopt -u promptvars; echo "${x@P}"
#### type counts as a look at the hash table
hash -p /bin/x foo; hash -t foo; type foo; type -t foo; hash
#### PS1 and PS2 are unset in scripts
PS1=x PS2=y $SH -c 'echo "${PS1-unset} ${PS2-unset}"; env | grep -c "^PS[12]="'
#### a syntax error inside of $( ) ends the shell: -c
$SH -c 'echo a; echo $(if)'; echo $?
$SH -c 'eval "echo \$(if)"; echo no'; echo $?
$SH -c 'f() { eval "echo \$(fi)"; }; f; echo no'; echo $?
$SH -c '(eval "echo \$(fi)"); echo yes $?'
$SH -c 'echo `if`; echo yes'; echo $?
$SH -c 'echo $(echo "'; echo $?
#### a syntax error inside of $( ) ends the shell: files
printf 'echo a\necho $(if)\necho no\n' > s; $SH s; echo $?; $SH < s; echo $?
printf '. ./s; echo no\n' > t; $SH t; echo $?
printf 'echo a\neval "echo \\$(if)"; echo no\n' > s; $SH s; echo $?; $SH < s; echo $?
#### errors in expansions end the shell in posix mode
for s in 'echo $((1 ? 2)); echo no' 'echo ${x.}; echo no' '(echo $((1/0))); echo yes $?' \
    'f() { echo $((1/0)); }; f; echo no' 'eval "echo \$((1/0))"; echo no' 'set -e; echo $((1/0)); echo no'; do
    printf '%s\necho next\n' "$s" > s
    $SH --posix s 2>/dev/null; echo $?; $SH --posix -c "$s" 2>/dev/null; echo $?
done
#### the restricted shell runs no commands with a slash
$SH -r -c '/bin/ls; echo $?; ./x; echo $?; a/b | cat; echo ${PIPESTATUS[@]}; x=$(/bin/echo a); echo $? $x; command /bin/ls; echo $?'
#### history -s remembers the time, history -a without news writes nothing
HISTTIMEFORMAT='%Y '; history -s zz; [[ $(history) == *' 20'[2-9]?' zz' ]]; echo $?; history -c; history -a nope/x; echo $?

#### unsetting an element of BASH_ALIASES or BASH_CMDS leaves the alias, the path
shopt -s expand_aliases
alias g='echo q'
unset 'BASH_ALIASES[g]'
g
BASH_CMDS[foo]=/bin/ls; unset 'BASH_CMDS[foo]'; hash -t foo; echo $?
#### command -p: finds what is in the hash table
command -pv ls
hash ls
command -pv ls

#### process substitutions of a program's redirections are not the shell's children
cat < <(echo z; exit 3); echo $?
wait $!; echo $?
read l < <(echo y; exit 4); wait $!; echo $l $?

#### select: REPLY as it was typed
PS3='pick> '
select x in a b "c d"; do echo "[$x] [$REPLY]"; [ "$x" = b ] && break; done <<< $'1\n9\n\nfoo\n 3 \na\\bc\\\nd\n+1\n1_0\n2'
echo $?
select x in a; do break; done < /dev/null; echo $?

#### ignoreeof and IGNOREEOF
set -o ignoreeof; echo "$IGNOREEOF"; IGNOREEOF=3; set +o ignoreeof; echo "${IGNOREEOF-un}"; IGNOREEOF=; set -o | grep ignoreeof
unset IGNOREEOF; set -o | grep ignoreeof; IGNOREEOF=5;  set -o | grep ignoreeof; set -o ignoreeof; echo $IGNOREEOF

#### prompts: backslashes, before and after expansion
p() { echo "[${1@P}]"; }
p '\\'; p '\\\\'; p '\\\\\\'; p '\\$x'; p '\$x'; p '\\\$x'; p '\a\\b'; p 'a\\"b'; p '"\"'; p '\`echo a\`'; p '\\n'; p '\\\n'; p '\"'; p "\\'"; p '\$(echo a)'; p '\\$(echo a)'; p '\z \\z \\w \\\w'
x='\\'; p '$x'; x='\$HOME'; p '$x'; p '${x}'; p "$x"; x='\w'; p '$x'; p "$x"
PS4='\\\\ \$x '; x=1; set -x; : a; set +x

#### break, continue: what is no number ends the shell with a status that remembers the last one
(for i in 1; do break x; done); echo $?
(false; for i in 1; do break x; done); echo $?
((exit 5); for i in 1; do continue x; done); echo $?

#### DEBUG trap: commands of pipelines and background jobs, in the shell that starts them
trap 'echo "$BASH_COMMAND"' DEBUG
: & wait
{ :; } & wait
: | : & wait
set -T
trap 'echo "D$LINENO $BASH_COMMAND $BASH_SUBSHELL"' DEBUG
(:; :)
echo $(:; :)
: | :
: & wait

#### posix mode: command keeps errors of eval, . and others from ending the shell
set -o posix; command eval 'fi'; echo a; command . nofile; echo b; command export 1x; echo c;  x=1 command eval 'echo in; fi'; echo $?; command readonly r=1; r=2; echo d

#### posix mode: command and syntax errors
set -o posix; command eval 'fi' || echo or; command command eval 'if'; echo a; f() { command eval 'f('; echo in; }; f; eval 'fi'; echo no

#### lines: programs that are killed are told of on the line of the complete command
if true; then
 sh -c 'kill -9 $$'
fi
sh -c 'kill -9 $$'
f() {
 :
 sh -c 'kill -9 $$'
 :
}
f
{ sh -c 'kill -9 $$'

}
sh -c 'kill -9 $$' | cat
(sh -c 'kill -9 $$'
:)
(
sh -c 'kill -9 $$'
)
x=$(sh -c 'kill -9 $$'
)
while sh -c 'kill -9 $$'
do :
done
case a in
a) sh -c 'kill -9 $$'
;;
esac
for i in 1
do
sh -c 'kill -9 $$'
done
sh -c 'kill -9 $$' \
a
sh -c 'kill -9 $$' <<E
E
sh -c 'kill -2 $$'; echo $?
sh -c 'kill -13 $$'; echo $?
eval "
sh -c 'kill -9 \$\$'
:"

