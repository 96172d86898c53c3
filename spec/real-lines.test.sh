#### lines are counted anew after ( ) at the left of a pipe
(:) |
 cat
echo first $LINENO
: |
 (:) |
 cat
echo middle $LINENO
: |
 (cat)
 :
echo last $LINENO
{ : |
 (cat)
 :
}
echo lastgrp $LINENO
{ (:) |
 cat
}
echo firstgrp $LINENO
if :; then
 (:) | cat
 :
fi
echo if $LINENO
if (:) | cat
 then
 :
fi
echo ifcond $LINENO
if false; then :; else
 (:) | cat
 :
fi
echo else $LINENO
for i in 1; do
 (:) | cat
 :
done
echo for $LINENO
for i in 1 2; do
 (:) | cat
 :
done
echo for2 $LINENO
while :; do
 (:) | cat
 break
 :
done
echo while $LINENO
while (:) | false
 do
 :
done
echo whilecond $LINENO
case a in a)
 (:) | cat
 :
esac
echo case $LINENO
(:) | cat &&
 :
echo and $LINENO
: &&
 (:) | cat &&
 :
 :
echo and2 $LINENO
(:) | false ||
 :
echo or $LINENO
! (:) | 
 cat
echo not $LINENO
{
 (:) | cat
 :
 :
}
echo grp $LINENO
{
 { (:) | cat
 :
 }
 :
}
echo grp2 $LINENO
(
 (:) | cat
 :
)
echo sub $LINENO
for ((i=0;i<1;i++)); do
 (:) | cat
 :
done
echo forarith $LINENO
{
 (:) &
 wait
 :
}
echo bg1 $LINENO
{
 (:) | cat
 :
 :
 (:) | cat
 :
}
echo two $LINENO
(:
:
:) | cat
echo multi $LINENO
(:) | cat; :; : "
"
echo seq1 $LINENO
(:); : "
"
echo seq2 $LINENO
(:) > /dev/null; : "
"
echo subredir $LINENO
(:) > "/dev/
null"
echo subredir2 $LINENO
(:) | cat << E
x
E
echo here $LINENO
{ (:) | cat << E
x
E
}
echo here2 $LINENO
{ : | 
 :
 :
}
echo ppsimple $LINENO
{ [[ a ]] | cat
 :
 :
}
echo cond $LINENO
{ ((1)) | cat
 :
 :
}
echo arith $LINENO
f() { (:) | cat
 :
 }
{ f
 :
 :
}
echo func2 $LINENO
(:) | cat &
echo amp $LINENO
{ (:) & :
 :
}
echo ampm $LINENO
{ ( (:) | cat
 ) | cat
 :
}
echo nest $LINENO
{ time (:) | cat
 :
} 2> /dev/null
echo timed $LINENO
{
 (:) | cat
 :
} > /dev/null
echo redirgrp $LINENO
if :; then
 (:) | cat
 :
fi > /dev/null
echo ifred $LINENO
x=$( (:) | cat
:
:)
echo cs $LINENO
if false; then :; elif :; then
 (:) | cat
 :
fi
echo elif $LINENO
until (:) | cat
 do
 :
done
echo until $LINENO
case `(:) | cat` in *)
 (:) | cat
 :
 ;;
esac
echo case2 $LINENO
{ (:
) &
 :
}
echo bgsub $LINENO
! (:
) && :
 :
echo negsub $LINENO
{ eval "(:) | cat"
 :
}
echo evalp $LINENO
{ eval "(:) | cat
:
:"
 :
}
echo evalp2 $LINENO
missing_command

#### lines counted anew in eval, sourced files and traps
trap '{ (:) | cat
:
}
echo $LINENO' USR1 EXIT
kill -USR1 $$
echo $LINENO

kill -USR1 $$
echo $LINENO
eval 'echo $LINENO
{ (:) | cat
:
}
echo $LINENO'; echo $LINENO

#### lines counted anew: functions keep their lines, syntax errors show theirs
printf '{ (:) | cat\n:\n}\necho $LINENO\n' > lib
. ./lib
f() {
echo f $LINENO
}
{ (:) | cat
f
}
f
missing_command
if ; then
#### the line of a command behind a continued line, however many blanks there are before its end
echo           \
 $LINENO
printf '%s\n' a                                                                      \
 $LINENO
false                                            \
  || nosuch                                      \
  a b
