#### lengths and slices
s=äö€😀; echo ${#s} ${s:1:2} ${s: -1} ${s%?} ${s#?}
#### lengths in the C locale
LC_ALL=C; s=äö; echo ${#s}; echo "${s:0:1}" | od -An -tx1
#### invalid bytes
s=$'a\xffb'; echo ${#s}; printf '%s' "${s:1:1}" | od -An -tx1; printf '%s' "${s#a}" | od -An -tx1; [[ $s == a?b ]] && echo matches
#### case conversion
s='äöü ß É ñ'; echo "${s^^}" "${s,,}" "${s^}"; declare -u u=éà; echo $u
#### pattern brackets
[[ ä == [ä-ö] ]] && echo range; [[ é == [[:alpha:]] ]] && echo alpha; [[ 5 == [[:digit:]] ]] && echo digit; [[ ä == ? ]] && echo one; case ñ in [!a-z]) echo other ;; esac
#### globs over names
touch ä é z a; echo *; echo ?; echo [é]*
#### names with bytes that are not UTF-8
touch $'f\xff'; for f in f*; do printf '%s' "$f" | od -An -tx1; rm "$f"; done; ls
#### printf %q and @Q
printf '%q\n' ä $'\xff' '€ x' $'\u200b'; x=ä; echo ${x@Q}
#### IFS with multi-byte characters
IFS=é; s=aébéc; for w in $s; do echo "<$w>"; done; set -- x y; echo "$*"
#### read -n and -d with multi-byte
printf 'äöü' | { read -n 2 x; echo "$x"; }; printf 'a;b' | { read -d ';' x; echo "$x"; }
#### printf width counts
printf '%5s|%-3s|%.1s|\n' é é éa; printf '%c|\n' é
#### \u and \U
echo $'\u41\u00e9\u20ac\U0001f600'; printf '\u00e9\n'; echo -e '\u20ac'; LC_ALL=C printf '\u00e9\n'
#### variables as bytes through the environment
export V=$'\xff\xfe'; sh -c 'printf %s "$V"' | od -An -tx1
#### here-document and command substitution keep bytes
x=$(printf '\xe9'); cat <<E2 | od -An -tx1
$x
E2
#### regex over multi-byte
[[ 'aéb' =~ ^a(.)b$ ]] && echo "${BASH_REMATCH[1]}"; [[ é =~ ^[[:alpha:]]$ ]] && echo alpha
#### tr-like replacement
s='año'; echo ${s//ñ/n} ${s/[^a-z]/_}
#### comparison and sorting
[[ a < b ]] && echo 1; [[ Z < a ]] && echo 2; [[ z < ä ]] && echo 3
#### function and variable names stay ASCII
é=1; echo $?; é() { echo fn; }; é
#### combining characters count alone
s=$'e\u0301'; echo ${#s}
#### echo of an invalid sequence is unchanged
echo $'\xc3\x28\xe2\x82' | od -An -tx1
#### locale set inside the script
s=ä; echo ${#s}; LC_ALL=C; echo ${#s}; unset LC_ALL; echo ${#s}; LC_CTYPE=C; echo ${#s}
#### ISO locale missing falls back
## locale: xx_XX.UTF-8
s=ä; echo ${#s}
#### bytes that come together to a character
y=$'\xc3'; z=$'\xa9'; w=$y$z; echo ${#w} ${w:0:1} ${w^^}; [[ $w == ? ]]; echo $?; [[ $y$z =~ ^.$ ]]; echo $?; w=$y; w+=$z; echo ${#w}; declare -p w; printf '%q\n' "$w"
t=$'\xc3'$'\xa9'; echo ${#t}; q=$(printf '\xc3')$(printf '\xa9'); echo ${#q}; v=x${y}${z}x; echo "${v#x?}" ${#v}; declare -A m; m[$w]=1; echo ${m[é]}; f() { echo ${#1}; }; f $y$z; f "$y$z"
u=("$y$z" $y$z); echo ${#u[0]} ${#u[1]}; case $y$z in ?) echo one;; esac; echo ${#y}; printf '%q\n' "$y"; printf -v p '%s%s' "$y" "$z"; echo ${#p}; s=${nope:-$y$z}; echo ${#s}; x=é
LC_ALL=C; c=${x:0:1}; d=${x:1:1}; echo ${#w} ${#t}; LC_ALL=C.UTF-8; e=$c$d; echo ${#e} $e
#### separators of several bytes are none with white space before them
IFS='é '; x=' aé b é c é'; printf '[%s]' $x x$x"y"; echo 'a é b' | { read -a q; printf '[%s]' "${q[@]}"; }; IFS=' é:'; x='a : b é c'; printf '[%s]' $x; set -- $x; echo "$*"
#### separators of several bytes: splitting, joining, read
IFS='éà'; x='aébàc'; set -- $x; echo "$#$*"; echo 'aàbécé' | { read x y z; echo "$x-$y-$z"; }; IFS=日; a=(1 2 3); echo "${a[*]}" "${*:1:2}"; for i in $(echo a日b); do echo $i; done
#### $'\u' in a locale of ASCII, from the next command on
LC_ALL=C
args $'\u20ac\u00e9\U1f600\u41'
f() { echo $'\u20ac'; }
LC_ALL=C.UTF-8
f; echo $'\u20ac'
#### separators of several bytes are bytes in the locale C
LC_ALL=C; IFS=é; x='aéb©c'; args $x x$x"y" "$x"; read a b c <<<"$x"; args "$a" "$b" "$c"; read -r a b <<<'pé\qé'; args "$a" "$b"; read a b <<<'p\éqér'; args "$a" "$b"; read -a q <<<éaéb; args "${q[@]}"
set -- p q; args "$*" $(echo aéb) | od -An -c; touch aéb; args a?* $x* aé*
IFS=$'\xa9'; args $x; IFS=日本; y=$*; a=(1 2); args "$y" "${a[*]}" "${*/p/x}" | od -An -c
IFS=é; LC_ALL=C.UTF-8; args $x; LC_ALL=; LC_CTYPE=C; args $x; f() { local LC_CTYPE=C.UTF-8; args $x; }; f; args $x

#### in the locale C the bytes of longer characters belong to no class
touch A b é É
LC_ALL=C
x=É; for c in upper lower alpha alnum punct digit space print graph cntrl xdigit blank word; do [[ $x == [[:$c:]]* ]] && echo "$c yes"; done
case é in [[:upper:]]*) echo up ;; *) echo no ;; esac
echo ${x//[[:upper:]]/u} ${#x} ${x//[[:alpha:]]/u} ${x//[![:alpha:]]/u}
printf '<%s> ' [[:upper:]]* [![:upper:]]* [[:alpha:]][[:alpha:]] ??; echo
shopt -s nocasematch; [[ É == é ]] || echo differ
#### removal from bytes that are no characters: each part is characters if it can be
for x in $'\xff\xc3\xa9' $'\xc3\xa9\xff\x80b' $'a\xc3' $'\xa9\xc3' $'\xe2\x82' $'\xe2\x82\xac\x82'; do
  for p in '?' '??' $'\xc3' $'?\xff' '*' $'*\xa9' '[!a]' $'[\xff]' $'?[\xff\x80]' $'\xe2*' '?(?)'; do
    printf '%q ' "${x#$p}" "${x##$p}" "${x%$p}" "${x%%$p}"
  done; echo
done
#### replacement in bytes that are no characters
for x in $'\xff\xc3\xa9' $'a\xc3' $'\xa9\xc3' $'\xe2\x82' $'\xe2\x82\xac\x82'; do
  for p in '?' $'\xc3' $'\xa9' '*' $'*\xa9' '[!a]' $'[\xff]' $'\x82' $'\xe2*'; do
    printf '%q ' "${x/$p/R}" "${x//$p/R}" "${x/#$p/R}" "${x/%$p/R}"; [[ $x == $p ]]; echo -n $?
    case $x in $p) echo y;; *) echo n; esac
  done
done
#### the same in the C locale
LC_ALL=C
for x in $'\xff\xc3\xa9' $'a\xc3' $'\xe2\x82\xac\x82'; do
  for p in '?' '??' $'\xc3' '*' $'*\xa9' '[!a]' $'[\x80-\xff]' '[[:alpha:]]' $'[!\xc3]*'; do
    printf '%q ' "${x#$p}" "${x##$p}" "${x%$p}" "${x%%$p}" "${x/$p/R}" "${x//$p/R}"; [[ $x == $p ]]; echo $?
  done
done
