#### integers: sign, zero, width, precision
printf '%5d|%-5d|%05d|%+d|% d|%.3d|%5.3d|%05.3d|%.0d|%+.0d|\n' 1 1 -3 1 1 1 1 1 0 0
printf '%-05d|%0-5d|%+ d|%i|%u\n' 3 3 3 7 -1
#### integers: octal and hexadecimal
printf '%x %X %o %#x %#X %#o %#x %#.3o %#5x|%.0x|\n' 255 255 8 255 255 8 0 8 0 0
printf '%d %d %d %d\n' 0x1F 017 -0x10 +12; printf '%x\n' -1
#### integers out of range
printf '%d\n' 99999999999999999999; echo $?
printf '%d\n' -99999999999999999999; printf '%u\n' 99999999999999999999; printf '%d\n' 9223372036854775808 9223372036854775807 -9223372036854775808
#### arguments that are no numbers
printf '%d\n' abc; echo $?; printf '%d|' 12abc 08 0x 0xg '- 12' '12 ' ' 12' ''; echo $?; printf '%x|' 0xfgh 018; echo; printf '%d\n' ' '; echo $?
#### character codes
printf '%d %d %d %d %x\n' "'a" '"b' "'" "'é" "'€"; printf '%f\n' "'a"; printf "%d\n" "'ab"
#### partial output before an error
printf 'a%db%zc\n' 1; echo "st $?"; printf 'x\n%d\ny\n' z 2>&1; printf '%s %'; echo "st $?"; printf '%s\n' a b '%y'; printf '%y'; echo $?
#### strings and bytes
printf '%5s|%-5s|%.2s|%5.1s|%05s|%.s|\n' abc abc abc abc ab abc; printf '%5s|%-4s|\n' é é; printf '%.1s' é | od -An -tx1; printf '%c%c|%3c|\n' abc '' x | od -An -c
#### reuse of the format
printf '%s-%s\n' a b c; printf '%s,%d\n' a 1 b 2 c; printf 'x\n' a b; printf '' a b; printf '%%\n' a; printf '%s\n'; printf '%d %s %f %q %b|\n'
#### star widths
printf '%*d|%*d|%.*f|%.*f|%*.*f|%-*d|\n' 5 3 -5 3 2 3.14159 -1 2.5 -10 2 3.14159 -5 3; printf '%*s|\n' abc x; echo $?
#### escapes in the format
printf 'a\nb\tc\vd\fe\rf\ag\bh\\i\e\E\101\60\x41\u41\u00e9\U1F600\n' | od -An -c; printf '\"\'"'"'\?\q\8\08\n'; printf 'abc\cdef\n'; printf '\x414 \u0041b \1234\n'; printf 'x\'
#### escapes without digits
printf '\x|\u|\U|\uzz|\n'; echo $?
#### code points that are none
printf '\ud800\uffff\U110000' | od -An -tx1
#### %b
printf '%b|' 'a\nb' '\101' '\0101' '\x41' '\u41' 'a\\b' '\"' "\\'" '\q' '\8' '\1234' '\01234'; echo; printf '%b|%s\n' 'a\cb' x; echo; printf '%5b|%-5b|%.1b|\n' 'a\tb' ab ab; printf '%b' '\0' | od -An -c; printf '%b' 'x\'
#### %q
printf '%q ' '' 'a b' "it's" '~' 'a~' '#a' 'a#' é '!' '{a,b}' a=b , @ % ^ : '*' '?' '[x]' '<>|&;()' '"' '`' '$' '\' '1:~' '=x'; echo; printf '%q ' $'a\nb' $'a\001\177b' $'\t' $'\xff' $'é\n'; echo; printf '%10q|%-10q|%.3q|\n' 'a b' 'a b' 'a b'
#### %Q
printf '%Q|%.3Q|%.1Q|\n' 'a b' 'a b' 'a b'
#### floating point
printf '%f %e %g %F %E %G\n' 3.14159 3.14159 3.14159 3.14159 3.14159 1e-10; printf '%.0f %.0f %.0f %.1f %.10f\n' 0.5 1.5 2.5 2.25 1; printf '%010.2f|%-10.2f|%+10.2f|%+f|% f|%#.0f|\n' 1.005 2.5 3.5 1 2 1
#### long double precision
printf '%.20f %.30g %.15g\n' 0.1 0.1 0.1; printf '%e\n' 1e400 4e-4950; printf '%a %a %a %.2a %A %.0a\n' 1 3.14 0.1 3.14 255.5 1.9; printf '%20a|%020a|%#a\n' 1.5 -1.5 1
#### general format
printf '%g %g %g %g %g %g %g %#g %.3g %.0g\n' 100000 1000000 1e-4 1e-5 123456789 0 -0 1 0.00012345 0
#### infinities
printf '%f %F %e %5.1f| %010f|%f %f %f\n' inf -inf INF nan inf -nan infinity NAN; printf '%f\n' 1e5000; echo $?
#### words that are no floats
printf '%f|' abc 1.5x '' .5 . - 1e 1e+ 0x 0x.8p1 0x1.8 ' 1' '1 ' 1,5; echo $?
#### times
TZ=UTC; printf '%(%F %T)T|%(%Y)T|%(%s)T|%20(%Y)T|%-10(%H)T|%.2(%Y)T\n' 0 86400 5 0 0 0; printf '%(%(x))T|%(a%%b)T\n' 0 0; printf '%(%H)T\n' abc; echo $?; export TZ=EST5; printf '%(%H)T\n' 0; [ "$(printf '%(%s)T' -1)" -gt 1000000000 ] && echo now; [ "$(printf '%(%s)T')" -gt 1000000000 ] && echo now
#### -v
printf -v x '%s-%d' a 5; echo "$x"; printf -v 'a[3]' q; declare -p a; declare -A h; printf -v 'h[a b]' y; declare -p h; printf -v x 'a\0b'; echo "$x"; printf -v x '%d' abc; echo "$? $x"; printf -v x 'abc%zz'; echo "$? $x"; printf -vx b; echo $x; declare -i n; printf -v n 3+4; echo $n
#### -v with bad names
printf -v 1x a; echo $?; printf -v 'a[' x; echo $?; printf -v; echo $?; readonly r; printf -v r x; echo $?; i=2; printf -v 'a[i+1]' z; declare -p a
#### %n
printf 'abc%n-é%n\n' one two; echo $one $two; printf '%n' 1a; echo $?
#### usage
printf; echo $?; printf --; echo $?; printf -x; echo $?; printf -- '-%s\n' a; printf '%s\n' -- -v
#### full disk
printf 'a' > /dev/full; echo $?; echo a > /dev/full; echo $?
#### %Q and a precision
printf '%.*Q|' 2 abcdef; printf '%.Q|' abcdef; printf '%5.Q|' abcdef; printf '%.0Q|' abcdef; printf '%.2Q|' "'bcd"; printf '%8.2Q|' 'a bc'
#### precisions from arguments that no int holds
for p in 99999999999999999999 2147483648 2147483647 4294967296 9223372036854775807 -1 -2147483649; do printf '%.*s|\n' $p abc; printf '%.*q %.*b|\n' $p 'a c' $p 'x\ty'; done; printf '%.*s|\n' 99999999999; echo $?; printf '%.4294967297s|\n' abc
#### -v with wrong arithmetic
declare -i n; printf -v n '1 +'; echo not reached
#### times that are too long, or none
export TZ=UTC
printf '[%(%F %F %F %F %F %F %F %F %F %F %F %F)T]\n' 0
printf '[%(%F %F %F %F %F %F %F %F %F %F %F)T]\n' 0
printf '[%(%F)T]\n' 99999999999999999
