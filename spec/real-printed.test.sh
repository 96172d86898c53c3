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
