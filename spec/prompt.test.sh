#### plain escapes
x='a\nb\\\$\e\a\r'; printf %s "${x@P}" | od -An -c
#### user, host, directory
HOME=/home/x; cd /usr/bin; x='\w|\W|\s'; y=${x@P}; echo "${y%|*}"; cd /; x='\w \W'; echo "${x@P}"
#### ~ in \w
mkdir -p h/sub; HOME=$PWD/h; cd h/sub; x='\w \W'; echo "${x@P}"; cd ..; echo "${x@P}"
#### PROMPT_DIRTRIM
cd /usr/share/doc; PROMPT_DIRTRIM=2; x='\w'; echo "${x@P}"; PROMPT_DIRTRIM=0; echo "${x@P}"
#### octal and brackets
x='\101\[x\]\0'; printf %s "${x@P}" | od -An -c
#### expansions after decoding
v=val; x='$v $(echo cmd) $((1+1)) `echo bq`'; echo "${x@P}"
#### promptvars off
shopt -u promptvars; v=val; x='$v $(echo cmd)'; echo "${x@P}"
#### numbers
x='\!|\#|\j'; echo "${x@P}"
#### version
x='\v \V'; echo "${x@P}"
#### $ by user
x='\$'; [ $(id -u) = 0 ] && echo "${x@P}" | tr '#' R || echo "${x@P}" | tr '$' R
#### unknown escapes stay
x='\q \z \'; echo "${x@P}"
#### \D{} with a format
x='\D{%Y}'; [[ ${x@P} == 20* ]] && echo year; x='\D{}'; [ -n "${x@P}" ] && echo default
#### \t \T \@ \A \d have their shapes
for x in '\t' '\T' '\@' '\A' '\d'; do [[ ${x@P} =~ ^[A-Za-z0-9:\ ]+$ ]] && echo ok ${#x}; done
#### \u and \h are what the system says
x='\u'; [ "${x@P}" = "$(id -un)" ] && echo user; x='\H'; [ "${x@P}" = "$HOSTNAME" ] && echo host; x='\h'; [ "${x@P}" = "${HOSTNAME%%.*}" ] && echo short
#### in arrays and with quotes
a=('\W' 'x\ny'); cd /usr; echo "${a[@]@P}"
#### PS4 is decoded like a prompt
PS4='\W> '; cd /usr; set -x; echo a; set +x
#### \l and \nnn
x='\l'; [ -n "${x@P}" ] && echo tty; x='\060'; echo "${x@P}"

#### the number of the command counts what the script has begun, and nothing with -c
x='\#'
echo "${x@P}"; echo "${x@P}"
for i in 1 2; do
  echo "${x@P}"
done

eval 'echo "${x@P}"'
printf '%s\n' 'x="\#"' 'echo ${x@P}' | $SH
$SH -c 'x="\#"; echo ${x@P}'
#### a prompt that cannot be expanded is shown as it is
x='${nosuch?err}'; echo "${x@P}"; echo "st $?"; x='${'; echo "${x@P}"; x='"'; echo "${x@P}"; x='$((1/0))'; echo "${x@P}"; x='${!q}'; echo "${x@P}"
x='${a b} \$'; echo "${x@P}"; set -u; x='\101 $nosuch'; echo "${x@P}"; echo "st $?"; PS4='${x' ; set -x; :; set +x; echo end
#### a prompt's directory is PWD, its host is not HOSTNAME
HOSTNAME=foo; x='\h'; [ "${x@P}" = foo ]; echo $?; cd /usr; PWD=/foo/bar; x='\w \W'; echo "${x@P}"; HOME=/foo; echo "${x@P}"; unset PWD; echo "${x@P}"
#### a backquote without an end in a prompt
x='a`echo b'; echo "[${x@P}]"; PS4='`a'; set -x; :
