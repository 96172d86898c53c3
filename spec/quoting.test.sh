#### single quotes
echo 'a $b `c` \d "e"' 'a'\''b' ''
#### double quotes
b=val
echo "a $b ${b} `echo c` $(echo d) \$ \" \\ \` \a 'x'" 
#### escapes outside quotes
echo a\ b \$x \'\" \\ \a \# \~ \* \; \& \| \< \( \{
#### line continuation
echo one \
two
echo "three\
four" fi\
ve
echo 'a\
b'
#### $'' escapes
printf '%s|' $'\a\b\e\E\f\n\r\t\v\\\'\"\?' | od -An -c
echo $'\x41\x4a\x4' $'\101\60\7' $'\u00e9\U1F600' $'\cA\ca\c?' | od -An -tx1
#### $'' ends at NUL
echo $'a\0b' $'x\x00y'z
#### $"" is a plain double-quoted string
x=v; echo $"hello $x"
#### adjacent quoting styles
x=v; echo a'b'"c$x"$'d'\e"f"
#### quoted empty words
args '' "" $'' a'' ''"" 
#### comments
echo a # comment
echo a#b '#' \# "#"
# whole line
echo b;# after semicolon
#### dollar in odd places
echo a$ $ "$" "$ " '$'$ $"" 
#### backquotes
echo `echo a` `echo \`echo nested\`` "`echo "x y"`" `echo \$HOME` `echo '$x'` `echo \\\\`
#### backquotes with quotes inside double quotes
echo "`echo \"q\"`" "`echo 'a  b'`"
#### tilde
HOME=/home/me
echo ~ ~/x "~" '~' \~ a~ ~nosuchuser x=~ ~+ "$HOME"
x=~; y=~/a:~/b; z=a:~; echo $x $y $z
#### tilde in various positions
HOME=/h; cd /
echo ~/a:~/b --p=~/x
v=--p=~/x; echo $v
export P=~/q:~; echo $P
echo ~- 2>&1
#### tilde of root
case ~root in /*) echo absolute ;; esac
#### history characters are plain in scripts
echo ! "!" a!b '!!' "!x" hi!
#### nested quotes in command substitution
echo "$(echo "a  b" 'c "d"' "$(echo "e  f")")"
#### here-document inside command substitution in quotes
x="$(cat <<E2
a "b" 'c'
E2
)"; echo "$x"
#### brace-like text quoted
echo '{a,b}' "{a,b}" \{a,b} {a\,b} {'a,b'} "$HOME{a,b}" | sed "s|$HOME||"
#### globs quoted
touch a1 a2
echo a* 'a*' "a*" a\* a'*' a"?" a? a[12] a[1]\*
#### reserved words quoted are commands
'if' 2>/dev/null; echo $?
\if 2>/dev/null; echo $?
"fi"; echo $?
#### unterminated quote is an error
eval "echo 'abc"; echo "status $?"
#### unterminated double quote
eval 'echo "abc'; echo "status $?"
#### unterminated substitution
eval 'echo $(echo a'; echo "status $?"
#### ANSI-C quotes inside double quotes stay
echo "$'a\tb'" "${x-$'a\tb'}"
#### quotes in assignments
a='x y'; b="p  q"; c=$a$b d="$a $b"; args "$a" "$b" "$c" "$d"
#### quotes in case
x='a*'
case $x in 'a*') echo quoted ;; *) echo no ;; esac
case abc in "a"*) echo mixed ;; esac
case 'a b' in a\ b) echo escaped ;; esac
#### quotes in [[
x='a*'; [[ abc == $x ]] && echo pattern; [[ abc == "$x" ]] || echo literal; [[ 'a*' == 'a*' ]] && echo same
#### word with newline inside quotes
args "a
b" 'c
d'
#### printf of all printable characters
printf '%s\n' ' !"#$%&'\''()*+,-./09:;<=>?@AZ[\]^_`az{|}~'
#### command words from quotes
"echo" a; e'ch'o b; \echo c; $'echo' d; x=echo; $x e; "$x" f
#### backslash at end of word
echo a\\; echo 'a\'; echo "a\\"
#### carriage return in a script is a character
printf 'echo a\r\necho b\n' > s; $SH ./s | od -An -c
#### quotes within the word of a quoted default: backslashes disappear
args "${x-"\a"}" "${x-"\\"}" "${x-"\$"}" "${x-"\`"}" "${x-"\""}" "${x-"a\b c"}" "${x-"\'"}" "${x-"\}"}" "${x-a"\b"c}"
y=1; args "${y+"\a"}" "${x:-"\a\b"}" "${x-"${y-"\a"}"}" "${x-${z-"\a"}}" "${x-"${z-\a}"}" ${x-"\a"}
v="${x-"\a"}"; args "$v"; v=${x-"\a"}; args "$v"; args "${x:="\q"}" "$x"
#### quotes within the word of a quoted default: in a here-document
cat <<X
${x-"\a"} ${x-"\$"} ${x-"a  b"} "${x-"\a"}" ${x-"`echo \"a b\"`"}
X
#### backquotes within the word of a quoted default
args "${x-"`echo \"a  b\"`"}" "${x-"`echo '\a'`"}" "${x-"`echo \\\\`"}" "${x-`echo \"a  b\"`}" "${x-"$(echo "\a")"}"
#### braces in quotes within quotes within ${}
x=1
echo "${z-"${y-"}"}"}" "${x+"${x+'}'}"}" "${x+"${x+"}"}"}" "${x+"a${x+"b"}c"}"
echo "${x+"${x+"a}"}b"}" "${x+"a${x+'}'}b"}" "${x+"${x+"${x+"deep}"}"}"}"
echo "${x+"${x#"a}"}b"} ${x+"a${x/'}'/c}b"} ${x/1/"${x+"${x+"deep}"}"}"} ${x/1/'}'} ${x/1/"}"} ${x/1/a"b'c}"d}"
a="${z-"${y-'}'}"}" b=${z-"${y-'}'}"}; declare -p a b; echo $(( ${z-"${y-"2"}"} ))
cat <<X
${x+"${x+"a}"}b"} ${x+"a${x+'}'}b"} ${x+"${x+"${x+"deep}"}"}"} ${x+"${x#"a}"}b"} ${x+"a${x/'}'/c}b"}
X
#### a double quote in single quotes in the word of a quoted ${}
x=1
echo "${x+'"'}" "${x+'"}"'}" "${x+'"'"a}b"}" "${z-"'"}" "${z-'"'}"
cat <<X
${x+'"'} ${x+'"'} a"b ${x+a'"'b'"'c} ${x+'"$x'} ${x+'"\a\$x'} ${x+'"\a\$x'"}"}
X
#### quotes that make an expansion
x=1; echo "${x+"$"x} ${x+"$"a"$x"}"; echo "${x+"$"{x}}"
#### backquotes and quotes in the word of a quoted ${}
x=1
echo "${x+"`echo \"}\"`"}" "${x+`echo \"a\"`}" "`echo \"a\"`" "${x+"a`echo \\a \\\\b \$x`"} ${x+a`echo \\a \\\\b \$x`}"
cat <<X
${x+`echo \"}\"`} `echo \"a\"` `echo "a"` ${x+"`echo \"b\"`"} ${x+"a`echo \\a \\\\b \$x`"}
X
#### $'…' and $"…" in the word of a quoted ${}
x=1; echo "${x+$'$x'"c"}" "${x+$'a\\b'"c"}" "${x+$'\\$x'}" "${x+$"a b"c}" "${x+"$"}" "${x+"a$"b}"
#### commands in quotes in the word of a quoted ${}
x=1; echo "${x+"$(echo '"')"} ${x+"$(echo "a
b")"c} ${x+a
"$LINENO" $(echo $LINENO) "$(echo $LINENO)"
}"
#### single quotes with the beginning of an expansion in the word of a quoted ${}
x=1; echo "${x:-'${'}" "${z:+"\'${x+'\a}{"}${*%'"'"}"}"
cat <<X
${x:-'${'}
X
