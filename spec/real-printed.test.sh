#### declare -f: line continuations and $"…" in words
f() {
  if (( a == 1 && \
     b )); then echo "x\
y" $(( 1 + \
 2)) ${a:-b\
c} "${a:-b\
c}" 'x\
y' `echo a\
b` $(echo a\
b) "$(echo a\
b)" $[1+\
2] a\
b $'x\
y' $"x\
y"; fi
  for ((i=0; \
 i<1; i++)); do :; done
  x[1+\
2]=5
  [[ a == \
 b ]]
  x=(a \
 b)
  echo "$(awk '/[*]$/ { sub("a$","") }')" "`awk '$"'`" "$(echo $"a" "x$" "$'a'")" $(echo "a$") "a$" 'b$"' ${x:-'a$"b'} ${x/"a$"/} "${x%"$"}" $((1+$"2"))
}
declare -f f

#### declare -f: command substitutions in words
g() { echo $(a $(b) 'x') $(a $(b) 'x') "$(c "$(d)")" <(x) >(y $(z)) `q $(r)` ${x:-$(s)} $'a'$(t)$"u" $(( $(v) + 1 )) "${y-"$(w)"}" "$(c "$(d)")";
x=$(a) y=($(b) [1]=$(c)); case $(d) in $(e)) : $(f);; esac; cat <<A
$(x) $'a' $"b" \
c
A
}
declare -f g

#### declare -f: blanks in for (( ))
f() { for ((  i=0 ; 
  i<1 ;	i++  )); do :; done; for (( i=0; \
  i<1; \
)); do :; done
for ((;;)); do :; done; }
declare -f f
#### functions are printed with backquotes as they are written
f() {
  echo `$'` a "`echo $'a\tb'`" `$"a` $'c'a`b$'c`d$'e'
  echo `echo $(a;b)`$(a;b) ${x:-`a;$(a;b)`$(a;b)} "${x:-'`a;$(a;b)`'}" <(a;b) $((`a;b` + $(a;b))) ${x[`a;$'x'`]}
  x[$(a;b)]=1; x=([$(a;b)]=$(c;d) `e;$'f'`); case `a;$'x'` in `x;$'y'`) ;; esac; [[ `a;$'y'` == $'x' ]]
  echo $$'$' $$$'a' $$$$'b' ${x:-$$'$'a} ${x:-$$$'a\tb'} "${x:-$$'$'a}" $$"$" $$$"a" ${x#$$'$'} ${x#$$$'$'}
  for i in `a;$'b'`; do echo `a\`$'x'\`$'y'` ${x[$(a;b)]} ${x:$(a;b):`a;b`} ${x/$(a;b)/$(c;d)}; done
}
declare -f f
#### pipelines with here-documents are printed with the operator before the text
h() {
 c | at <<E | b
1
E
 a <<E | b <<F | c <<G
3
E
F
G
a | b <<E | c <<F && e <<G
E
F
G
 a <<E | b <<F |& c
E
F
 { a; } | { b; } <<E | { c; }
E
}
declare -f h
g() { a | b || c | d && e | f & g | { h | i; } | (j | k) | if a | b; then c | d; fi | while e | f; do g | h; done | l; ! time a | b | c; }
declare -f g
#### single quotes between double quotes, in the word of an expansion: pairs to the parser, text otherwise
HOME=/h y=
echo "${x:-'$'a}" | sed "s/$$/PID/g"
echo "${x:-$$'a'}" | sed "s/$$/PID/g"
echo "${x:-'$$'$'a\tb'}" | sed "s/$$/PID/g"
echo "${x:-'$'}" | sed "s/$$/PID/g"
echo "${x:-a'$'}" | sed "s/$$/PID/g"
echo "${x:-a'b$'c}" | sed "s/$$/PID/g"
echo "${x:-a'b''$'c}" | sed "s/$$/PID/g"
echo "${x:-'$"'}" | sed "s/$$/PID/g"
echo "${x:-'$"a"'}" | sed "s/$$/PID/g"
echo "${x:-'"'}" | sed "s/$$/PID/g"
echo "${x:-'$y'$}" | sed "s/$$/PID/g"
echo "${x:-'$y'$'z'}" | sed "s/$$/PID/g"
echo "${x:-a$$'b'$$}" | sed "s/$$/PID/g"
echo "${x:-a$?'b'$#'c'}" | sed "s/$$/PID/g"
echo "${x:-$HOME'b'$y'c'}" | sed "s/$$/PID/g"
echo "${x:-$$$'b'}" | sed "s/$$/PID/g"
echo ${x:-$$'b'$$$'c'} | sed "s/$$/PID/g"
echo "${x+$$'a'}" | sed "s/$$/PID/g"
echo "${x:-'$'$'a'}" | sed "s/$$/PID/g"
echo "${x:-"$'a'"}" | sed "s/$$/PID/g"
echo "${x:-"'$'"}" | sed "s/$$/PID/g"
f() { echo "${x:-'$'a}" "${x:-a'b''$'c}" "${x:-$$'a'}" "${x:-'$$'$'a\tb'}" "${x:-'$"a"'}"; }; declare -f f
