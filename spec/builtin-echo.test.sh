#### options
echo -n a; echo; echo -ne 'a\tb\n'; echo -e -n 'x\n'; echo -nE 'a\n'; echo; echo -nx; echo - a; echo -- a; echo -e; echo -E 'a\tb'; echo -eE 'a\tb'; echo -Ee 'a\tb'; echo -n -x
#### escapes
echo -e 'a\\b\a\b\e\E\f\r\t\v' | od -An -c; echo -e '\0101\x41\u41\U41\101\01234'; echo -e 'a\cb'; echo; echo -e '\"\q\x\u\' ; echo -e '\0' | od -An -c; echo -e '\u00e9\x'
#### xpg_echo
shopt -s xpg_echo; echo 'a\tb'; echo -n 'x\n'; echo 'a\cb'; echo; echo -E 'a\tb'; set -o posix; echo -n x
#### long output
echo {1..300} | wc -c
