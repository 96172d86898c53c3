#### echo options
echo -n a; echo b
echo -e 'a\tb\n\x41\101\0101'
echo -E 'a\tb'
echo -ne 'x\n'; echo -nE 'y\n'; echo
echo -en 'a\c b'; echo
#### echo with things that are not options
echo -x; echo - a; echo -- b; echo -nx; echo -e-n; echo '-n' 
echo
#### echo -e escapes
echo -e '\a\b\f\v\e\E\\' | od -An -c
echo -e '\u00e4 \U1F600 \x7e \q \'
#### echo xpg_echo
shopt -s xpg_echo
echo 'a\tb'; echo -E 'a\tb'; echo -n 'x\n'; echo
#### printf basics
printf '%s %d %i\n' str 42 -7
printf '%5s|%-5s|%05d|%+d|% d\n' ab cd 42 42 42
printf '%.2s|%.10s|%5.1s|\n' abc abc xyz
printf '%x %X %#x %o %#o %u\n' 255 255 255 8 8 5
printf '%c%c\n' hello world
printf '%%|%5%|\n'
#### printf reuses the format
printf '%s-%s\n' a b c d e
printf '%d\n' 1 2 3
printf 'x\n' a b
#### printf missing arguments
printf '%s|%d|%c|%x\n'
printf '%s %s\n' one
#### printf escapes in the format
printf 'a\tb\nc\\d\x41\101\e[0m\n' | od -An -c
printf '\u00e4\U1F600\n'
printf 'a\cb\n'; echo
#### printf %b
printf '%b|\n' 'a\tb' 'x\0101y' 'z\x41'
printf '%b' 'stop\chere' 'not shown'; echo '|'
printf '%5b|%-5b|\n' a b
#### printf %q
printf '%q\n' plain 'a b' "it's" '' '$x' 'a;b' $'new\nline' $'tab\t' '~' '#x' 'a#b' '*' 'a=b' '{a,b}' '!' '^' 'ä' 
#### printf %Q
printf '%Q|%.3Q\n' 'a b' 'abcdef g'
#### printf numbers
printf '%d\n' 0x1f 010 "'A" '"B' -0x10 +5 ' 7'
#### printf bad numbers
printf '%d\n' abc; echo $?
printf '%d\n' 12x; echo $?
printf '%d\n' ''; echo $?
#### printf overflow
printf '%d\n' 99999999999999999999; echo $?
printf '%u\n' -1
#### printf floats
printf '%f %.2f %e %g %G\n' 3.14159 2.5 12345.678 0.0001 1e20
printf '%5.1f|%-8.3f|%+f\n' 2.25 1.5 1
printf '%a\n' 1
#### printf float corner cases
printf '%.0f %.0f %.0f %f %f\n' 0.5 1.5 2.5 inf nan
printf '%f\n' x; echo $?
#### printf * width and precision
printf '%*s|%-*s|%.*f\n' 6 a 6 b 2 3.14159
printf '%*s|\n' -5 x
#### printf -v
printf -v x '%03d' 7; echo $x
printf -v 'a[2]' '%s' el; declare -p a
printf -v 1x y; echo $?
#### printf %(fmt)T
TZ=UTC printf '%(%Y-%m-%d %H:%M:%S)T\n' 0
TZ=UTC printf '%(%Y)T|%(%d)T\n' 86400 86400
TZ=UTC0 printf '%()T\n' 0
#### printf errors
printf; echo $?
printf '%z\n' x; echo $?
printf -x; echo $?
#### printf error: missing conversion
printf 'abc%'; echo $?
#### printf -- and leading dash
printf -- '-x %s\n' y
printf -- '%s\n' -n
#### printf %s with width and unicode
printf '%5s|\n' ä
printf '%.2s|\n' äöü
printf '%-4s|\n' 日本
#### printf with a NUL
printf 'a\0b' | od -An -c
printf '%s\0' x y | od -An -c
printf '%b' 'a\0b' | od -An -c
#### printf %n-like and length modifiers
printf '%ld %lld %hd %zd\n' 1 2 3 4
#### echo to a closed descriptor
echo x >&-; echo "status $?"
#### printf to a full device
printf x > /dev/full; echo "status $?"
#### echo to a full device
echo x > /dev/full; echo "status $?"
#### raw bytes
printf '\xff\xfe\n' | od -An -tx1
echo $'\xff' | od -An -tx1
x=$(printf '\xe4'); printf '%s' "$x" | od -An -tx1
#### %q of bytes and controls
printf '%q\n' $'\x01' $'\xff' $'a\x7f'
#### repeat with no format characters
printf 'no args\n' 
printf '%s\n' "$@"
#### many conversions in one
printf '%s=%d;' a 1 b 2 c 3; echo
#### echo combines arguments with one space
echo a   b "c   d" '' e
