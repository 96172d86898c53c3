#### basic patterns
touch a b ab abc .hidden; mkdir d
echo * ; echo a*; echo ?; echo [ab]; echo [!a]; echo .*; echo d/; echo */
#### no match stays literal
echo nomatch* x?y [z]
#### nullglob and failglob
shopt -s nullglob; echo a nomatch* b; shopt -u nullglob
shopt -s failglob; echo nomatch*; echo "status $?"
#### dotglob
touch .h v; shopt -s dotglob; echo *; shopt -u dotglob; echo *; echo .h*
#### globskipdots
touch .a; echo .*; shopt -u globskipdots; echo .*
#### nocaseglob
touch Abc aBC x; shopt -s nocaseglob; echo a*; echo [A]*
#### character classes
touch a1 B2 c_ 'd e'
echo [[:upper:]]* [[:lower:]]1 *[[:digit:]] *[[:space:]]* *[_] [[:alpha:]][[:digit:]]
#### ranges and negation
touch a b c d 1 2
echo [a-c] [!a-c] [^1-9] [a-bd] [-a] [a-]
#### brackets with special members
touch ']' '-' '^' '!' a
echo []] [a-] [-a] [\^] [!a-z]
#### directories in the middle
mkdir -p x/1 x/2 y/1; touch x/1/f x/2/f y/1/f
echo */1/f x/*/f */*/f */*/g x/?/*
#### globstar
mkdir -p t/a/b; touch t/f t/a/f t/a/b/f
shopt -s globstar; echo t/**/f; echo t/**; echo **/f; shopt -u globstar; echo t/**/f
#### GLOBIGNORE
touch a.c b.c a.h; GLOBIGNORE='*.h:b*'; echo *; GLOBIGNORE=; echo *
#### noglob
touch a; set -f; echo *; set +f; echo *
#### globs in variables
touch f1 f2; v='f*'; echo $v "$v"; w='[f]1'; echo $w
#### glob with quotes inside
touch 'a*b' aXb; echo a\*b a'*'b "a*"b a*b a?b 'a'*'b'
#### extglob
shopt -s extglob
touch a ab abb b c.txt d.txt
echo a*(b) a+(b) ?(a)b @(a|b) !(*.txt) !(a*) *.@(txt|c)
#### sorting is by name
touch b a C _ 1 B; echo *
#### glob of names with spaces and newlines
touch 'a b' $'c\nd'; args *
#### glob in for
touch x.c y.c; for f in *.c; do echo "<$f>"; done; for f in *.none; do echo "<$f>"; done
#### glob not in assignment, not in here-doc, not in [[
touch f; x=*; echo "$x"; cat <<E2
*
E2
[[ f == * ]] && echo match
#### slash is never matched
mkdir a; touch a/b; echo a?b a[/]b a*b
#### leading dot must be explicit
touch .x x; echo ?x [.x]x [!a]x *x
#### hidden in subdirectory
mkdir d; touch d/.h d/v; echo d/* d/.*
#### backslash in pattern from variable
touch 'a*'; v='a\*'; echo $v; v='\a*'; echo $v
#### broken symbolic link matches
ln -s nowhere l; echo l*; echo l/*
#### unreadable directory
mkdir d; touch d/f; echo d/*
#### case: patterns and alternatives
f() { case $1 in a) echo A ;; b | c) echo BC ;; [0-9]*) echo digit ;; *.txt) echo txt ;; '') echo empty ;; *) echo other ;; esac; }
f a; f b; f c; f 5x; f x.txt; f ''; f zz
#### case: fall through and continue
case a in a) echo 1 ;& b) echo 2 ;; c) echo 3 ;; esac
case a in a) echo 1 ;;& [a-z]) echo 2 ;;& b) echo 3 ;;& *) echo 4 ;; esac
#### case: status and empty
case x in y) ;; esac; echo $?
case x in x) ;; esac; echo $?
case x in x) false ;; esac; echo $?
case x in esac; echo $?
#### case: parentheses and newlines
case x in
  (x) echo one
    ;;
  (y|z)
    echo two ;;
esac
#### case: word expansions and no splitting
v='a b'; case $v in 'a b') echo whole ;; esac
p='a*'; case abc in $p) echo pattern ;; esac; case abc in "$p") echo no ;; *) echo literal ;; esac
#### case: nocasematch
shopt -s nocasematch; case ABC in abc) echo same ;; esac; [[ X == x ]] && echo also
#### case: reserved words as patterns
case if in if) echo if ;; esac; case esac in (esac) echo esac ;; esac
#### case: unclosed bracket is literal
case '[a' in [a) echo lit ;; *) echo no ;; esac
case 'a]' in a]) echo lit ;; esac
#### case: ranges and classes
for c in a M 5 _ ' ' ä; do case $c in [[:upper:]]) echo upper ;; [[:lower:]]) echo lower ;; [0-9]) echo digit ;; [[:space:]]) echo space ;; *) echo other ;; esac; done
#### case: backslash and star
case '\' in \\) echo bs ;; esac; case '*' in \*) echo star ;; esac; case 'ab' in a\b) echo ab ;; esac
#### case: extglob
shopt -s extglob
case foobar in @(foo|bar)*) echo 1 ;; esac; case xyz in !(a*)) echo 2 ;; esac; case aaa in +(a)) echo 3 ;; esac
#### case: multi-line alternatives with comments
case b in # comment
  a | \
  b) echo hit ;; # more
esac
#### GLOBSORT-free order under LC_ALL=C
touch B a C; LC_ALL=C; echo *
#### long paths with many components
mkdir -p a/b/c/d/e; touch a/b/c/d/e/f; echo a/*/c/*/e/* */*/*/*/*/f
#### a glob as the command word
printf '#!/bin/sh\necho ran $0\n' > run-me; chmod +x run-me; ./run-m*
#### failglob and what else is wrong in a list
shopt -s failglob
a=([[]]={3..1} ${!y})
echo $?
declare a=([[]]={3..1} ${!y})
a=([1]={3..1}* x*); echo no
echo $?

#### extglob: a star before a group that may be empty, where only part of a text is matched
shopt -s extglob
for t in ']' a ab; do for p in '*+()' '*@()' '*+(|a)' '*@(|b)' '**+()' '*@(|x)'; do x=$t; echo "$t $p <${x#$p}><${x##$p}><${x%$p}><${x%%$p}><${x/$p/Q}>"; done; done
#### empty extended patterns next to stars
shopt -s extglob
for p in '*!()' '!()*' '*@()' '@()*' '*+()' '*?()' '*()*' '*!(a)' '!()' '@()' '?()' '!()!()' '*!()*' '?!()' '!()?' 'a!()' '*!(|a)' '**@()' '*!()b' '@(|)*' '*(|)*' '*@(|a)' '*.!()'; do
  for s in '' a ab .a b.; do
    [[ $s == $p ]]; echo -n "$? "
    printf '<%s>' "${s#$p}" "${s##$p}" "${s%$p}" "${s%%$p}" "${s/$p/R}" "${s//$p/R}" "${s/#$p/R}" "${s/%$p/R}"
  done; echo
done
touch a ab .a b.; echo *!() / !()* / *@() / *!(a) / *!()b / ?!()
