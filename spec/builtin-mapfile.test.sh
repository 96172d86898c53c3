#### lines
printf 'a\nb\nc\n' > f; mapfile a < f; declare -p a; mapfile -t a < f; declare -p a; mapfile < f; declare -p MAPFILE; printf 'x\ny' | { mapfile -t b; declare -p MAPFILE; }; mapfile -t a < /dev/null; declare -p a; readarray -t a <<< 'q w'; declare -p a
#### count, skip, origin
printf 'a\nb\nc\n' > f; { mapfile -n 2 a; declare -p a; cat; } < f; mapfile -t -s 1 a < f; declare -p a; mapfile -ts5 a < f; declare -p a; mapfile -t -O 2 a < f; declare -p a; a=(x y z w v); mapfile -t -O 1 -n 2 a < f; declare -p a; printf 'a\nb\nc\n' | { mapfile -t -n 1 a; echo "$a"; cat; }; mapfile -n 0 -t a < f; echo ${#a[@]}
#### delimiters
printf 'a:b:c' | { mapfile -d : a; declare -p a; }; printf 'a:b:c:' | { mapfile -t -d : a; declare -p a; }; printf 'a\0b\0' | { mapfile -d '' a; declare -p a; }; printf 'a\0b\nc\n' | { mapfile a; declare -p a; }
#### callback
f() { echo "cb $1 [$2] ${#a[@]}"; }; printf 'a\nb\nc\nd\ne\n' | { mapfile -t -C f -c 2 a; declare -p a; }; printf "it's\n" | mapfile -C 'echo x' -c 1 b; printf 'a\nb\n' | { mapfile -C f a; declare -p a; }
#### wrong arguments
for o in '-n x' '-n -1' '-s -1' '-O -1' '-c 0 -C :' '-u 9' '-u x' -Z; do mapfile $o a < /dev/null; echo $?; done; mapfile 1a < /dev/null; echo $?; mapfile '' < /dev/null; echo $?; declare -A h; mapfile h < /dev/null; echo $?; readonly ro; mapfile ro < /dev/null; echo $?; mapfile 'a[1]' < /dev/null; echo $?
#### attributes
declare -i n; mapfile -t n <<< $'1+1\n2+2'; declare -p n; declare -u u; mapfile -t u <<< abc; declare -p u
#### from descriptors and substitutions
printf '1\n2\n' > f; exec 3< f; read -u 3 x; mapfile -t -u 3 a; echo "$x ${a[@]}"; mapfile -t a < <(seq 3); echo "${a[*]}"; x=$(mapfile -t a < f; echo "${#a[@]}"); echo $x
#### nothing read
mapfile -O 3 < /dev/null; declare -p MAPFILE; a=(x y); mapfile -O 5 a < /dev/null; declare -p a; mapfile -ts 9 a <<< x; declare -p a
#### wrong arithmetic names the builtin
declare -ia a; mapfile -t a <<< $'2+2\n3+'; echo not reached
#### a directory has no lines
mapfile a <.; echo $? ${#a[@]}; mapfile -n 1 -t a </; echo $? ${#a[@]}
