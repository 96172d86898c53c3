#### compgen: words
compgen -W 'one two three' t; compgen -W 'a b c'; compgen -W 'a b' z; echo $?; v='x y'; compgen -W '$v "q r" $(echo sub)'; compgen -W "it's"; compgen -W 'a\ b c'; IFS=: compgen -W 'a b:c'; compgen -P pre- -S -suf -W 'a b'; compgen -W 'a:b c' -X 'a*'; compgen -W 'aa ab ba' -X '&b' a; compgen -W 'a.o b.c' -X '!*.o'; compgen -o nospace -W a; compgen; echo $?; compgen -W ''; echo $?
#### compgen: names
f1() { :; }; f2() { :; }; xx1=1 xx2=2; export xxe=1; alias al1=1 al2=2; compgen -A function f; compgen -b ec; compgen -k f; compgen -A keyword e; compgen -v xx; compgen -A arrayvar BASH_V; compgen -e xxe; compgen -a; compgen -A setopt no; compgen -A shopt glob; compgen -A signal SIGU; compgen -A builtin re; compgen -A enabled ech; compgen -A disabled; echo $?; compgen -A helptopic ech; compgen -u roo; compgen -g roo; compgen -A job; echo $?; compgen -v -W 'xx9' xx; compgen -c compge
#### compgen: files
mkdir d1 d2; : > f1; : > f2; : > 'sp ace'; : > .h; compgen -f | sort; compgen -d | sort; compgen -f f | sort; compgen -f ./d | sort; compgen -d "$PWD/d" | sed 's|.*/||' | sort; compgen -G 'f*' | sort; compgen -f -X '*1' | sort; compgen -f s; compgen -o plusdirs -W x d1; compgen -o dirnames z; echo $?; compgen -o default f | sort; compgen -A file nonex/; echo $?; compgen -fd f | sort; compgen -f -- f | sort
#### compgen: functions and commands
fn() { COMPREPLY=(r1 r2 "$1" "[$2]" "$3"); }; compgen -F fn r; compgen -F nofn; echo $?; compgen -C 'echo c1; echo c2; :' c
#### compgen: wrong arguments
compgen -A nonex; echo $?; compgen -Z; echo $?; compgen -o nonex; echo $?; compgen -F; echo $?
#### complete
complete; complete -F fn cmd1; complete -W 'a b' cmd2 cmd3; complete -o nospace -o default -A file -X '*.o' -P p -S s cmd4; complete -p; complete -p cmd1; complete -p nonex; echo $?; complete -r cmd1; complete -r nonex; echo $?; complete -r; complete; complete -D -F fn; complete -E -W x; complete -I -W y; complete; complete -p -D; complete -abc cmd; complete -fdv -G '*.c' -C 'cc x' cmd5; complete; complete cmd9; complete -p cmd9; complete -u -j -s -g -k cmd6; complete -p cmd6; complete -W "it's" cmd7; complete -p cmd7; complete -e -A hostname -A arrayvar cmd10; complete -p cmd10; (complete -r; complete); complete -p cmd9
#### complete: wrong arguments
complete -Z; echo $?; complete -o nonex x; echo $?; complete -A nonex x; echo $?; complete -F; echo $?; complete -F 'a b' x; echo $?; complete -r a b; echo $?; complete -p -D; echo $?
#### compopt
compopt; echo $?; compopt -o nospace; echo $?; compopt nonex; echo $?; complete -W a c; compopt -o nospace c; compopt c; complete -p c; compopt +o nospace c; complete -p c; compopt -o foo c; echo $?; compopt -D; echo $?; compopt -Z; echo $?
#### bind
bind -x 2> /dev/null; echo $?; bind '"\C-a": self-insert'; echo $?; bind -Z; echo $?
#### names that keys can be bound to
compgen -A binding | wc -l; compgen -A binding ab; bind -l 2>/dev/null | wc -l; bind -v 2>/dev/null | wc -l
bind -q nosuch; echo $?; bind -f nosuch; echo $?; bind -q abort >/dev/null; bind '"\C-a": abort'; echo $?

#### compgen -c sees programs that have just been made
mkdir bin; printf '#!/bin/sh\n' > bin/zzcmd; chmod +x bin/zzcmd; touch bin/zznot
PATH=$PWD/bin; compgen -c zz; zzf() { :; }; alias zza=1; compgen -A command zz
#### complete: one command's names share what compopt changes; COMPREPLY from before is kept
complete -W a foo bar; complete -W b other; compopt -o nospace foo; complete -p foo bar other
compopt +o nospace bar; complete -p foo bar other; complete -W c foo; compopt -o filenames bar; complete -p foo bar
f() { COMPREPLY+=(q "$2"); }; COMPREPLY=(old); compgen -F f -W 'a' x; echo "${COMPREPLY[@]}"
f() { declare -gA COMPREPLY; COMPREPLY[a]=1; }; compgen -F f; echo $?
#### compgen -C: what the command is told
compgen -C 'echo "<$COMP_LINE|$COMP_POINT|$COMP_TYPE|$COMP_KEY>"' 2>/dev/null; compgen -C 'printenv COMP_POINT; :' x 2>/dev/null; echo "[$COMP_POINT]"
#### compgen -G: hidden names as the last pattern had them, GLOBIGNORE does not count
touch .a b c; shopt -s dotglob; compgen -G '*' | sort; echo *; compgen -G '*' | sort; shopt -u dotglob; compgen -G '*' | sort; echo *; compgen -G '*' | sort; GLOBIGNORE=b; compgen -G '*' | sort
mkdir -p d/e; touch d/f; shopt -s globstar; compgen -G '**' | sort
#### compgen -W: $'…' is none, quotes, backslashes, process substitutions
compgen -W "a'b c'd \"x y\"z \$'q r' p\$'s' \$\"t u\" v\\"; compgen -W 'a\ b "c d" "e f"' "'e "; compgen -W '"a b" c\ d e' 'a\ '
compgen -W '>(true) $((1 + 2)) ${x:-a b} ${x:-"a b"} "$(echo "a  b")"' | sed 's,/.*,PATH,'
#### compgen -W: what is not closed
(compgen -W 'x $(echo a'; echo no); (compgen -W '`echo a'; echo no); (compgen -W '${x'; echo no); (compgen -W '$((1+'; echo no); compgen -W "'a"; compgen -W 'b "c'
#### a single quote alone gets a backslash
alias q="'"; alias q; trap "'" USR1; trap; complete -W "'" z; complete -p z; alias r="''"; alias r
#### compgen -G: the order below **
mkdir -p a/b/c/d b a/e/f && touch a/1 a/2 a/b/1 a/b/2 a/b/c/1 a/b/c/2 a/b/c/d/1 a/b/c/d/2 a/e/f/1 b/1 b/2 z y; ln -s a/b l; shopt -s globstar; for p in '**' '**/' 'a/**' '**/*' '**/c/*' 'a/**/*' '*/*' 'l/*' 'l/**' '**/b/**' '**/**' '?/**/?'; do echo "$p:" $(compgen -G "$p"); done
#### compgen -G: the order of names in directories
mkdir d e; touch d/x d/y e/x e/z; compgen -G 'd/*'; compgen -G './d/*'; compgen -G '*/x' ; compgen -G '[de]/*';  compgen -G 'd//*'; compgen -G 'd/'; compgen -G 'd'; compgen -G 'd/x'; compgen -G 'd/.*'; complete -G '*/*' foo; compgen -G '*/*' d
#### compgen -X with ! in front of a parenthesis
compgen -W 'a b c' -X '!(a)'; echo; shopt -s extglob;  compgen -W 'a b c' -X '!(a)'; echo;  compgen -W 'a b c' -X '!@(a)'; echo; compgen -W 'a b c' -X '@(a)'; echo;  compgen -W 'a b c' -X '!!(a)'; echo; compgen -W 'a b (a)' -X '!(a)*'; echo; compgen -W 'a b c' -X '!(a|b)'
#### keymaps for bind
bind -m nosuch -l; echo $?; bind -m '' -q nope; echo $?
for m in emacs emacs-standard emacs-meta emacs-ctlx vi vi-move vi-command vi-insert Emacs; do bind -m $m -r x; echo $?; done
