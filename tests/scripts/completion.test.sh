#### bash-completion loads
## needs: /usr/share/bash-completion/bash_completion
## time-limit: 60
. /usr/share/bash-completion/bash_completion; echo $?
complete -p | sort; declare -F | sort | wc -l; shopt extglob progcomp; set -o | grep posix; echo "${BASH_COMPLETION_VERSINFO[@]}"

#### bash-completion: completions of commands
## needs: /usr/share/bash-completion/bash_completion
## time-limit: 90
. /usr/share/bash-completion/bash_completion
mkdir -p dir; touch afile.c afile.h archive.tar.gz 'with space' Makefile; printf 'all: x\nx:\n\techo\ninstall:\n' > Makefile
complete_line() {
  COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9 COMPREPLY=()
  eval "COMP_WORDS=($1)"; [[ $1 != *' ' ]] || COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  local command=${COMP_WORDS[0]} function
  complete -p "$command" &> /dev/null || _completion_loader "$command"
  function=$(complete -p "$command" | sed -n 's/.*-F \([^ ]*\).*/\1/p')
  echo "== $1: $function"
  $function "$command" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
  echo "status $?"
  printf '[%s]\n' "${COMPREPLY[@]}" | sort
}
for line in 'make ' 'make in' 'tar -x' 'tar xf ' 'gcc -fsan' 'gcc a' 'ls --co' 'ls ' 'cd ' 'kill -' 'kill -s T' 'man l' 'find . -na' 'chmod ' 'chown ro' 'sudo ls --al' 'ssh -' 'unset BASH_V' 'export PA' 'grep --col' 'gzip ' 'dpkg -' 'dd if=' 'sed --' 'type ech' 'set -' 'shopt -s ext' 'rsync --arch' 'strace -e tra' 'curl --ins' 'mkdir -' 'bash -' 'python3 -' 'id ' 'ps -' 'service ' 'apt-get ins' 'git-none '; do
  complete_line "$line" 2>&1
done

#### git's completion
## needs: /usr/share/bash-completion/completions/git
## time-limit: 60
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d GIT_AUTHOR_DATE='1000000001 +0000' GIT_COMMITTER_DATE='1000000002 +0000'
git init -q -b main .; echo a > a; git add a; git commit -qm one; git branch topic; git tag v1; git config alias.co checkout
. /usr/share/bash-completion/bash_completion
. /usr/share/bash-completion/completions/git
complete_line() {
  COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9 COMPREPLY=()
  eval "COMP_WORDS=($1)"; [[ $1 != *' ' ]] || COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  echo "== $1"; __git_wrap__git_main git "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; printf '[%s]\n' "${COMPREPLY[@]}" | sort
}
for line in 'git che' 'git checkout ' 'git checkout t' 'git co ' 'git log --on' 'git commit --am' 'git branch -d ' 'git config --g' 'git config user.' 'git add ' 'git show v' 'git stash ' 'git remote ' 'git rebase --' 'git -c ' 'git --'; do complete_line "$line" 2>&1; done
rm -rf .git

#### completion functions: their helpers
## needs: /usr/share/bash-completion/bash_completion
## time-limit: 60
. /usr/share/bash-completion/bash_completion
touch aa ab 'b c'; mkdir d
helper() { COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9; }
t() { local cur prev words cword split; _init_completion -s; echo "$? $cur|$prev|$cword|${words[*]}|$split"; COMPREPLY=(); _filedir; printf '<%s>' "${COMPREPLY[@]}"; COMPREPLY=(); _filedir -d; printf '<%s>' "${COMPREPLY[@]}"; echo; }
helper cmd a; t; helper cmd --x=a; t; helper cmd -o = a; t; helper cmd '"b'; t; helper cmd b\\\ ; t; helper cmd '' ; t; helper cmd a ">" ''; t
u() { local cur; cur=$1; quote "$1"; quote_readline "$1" x; echo "$x"; dequote "$1"; echo; _count_args; echo "$args"; }
helper cmd 'a b' x; u "it's"; u 'a b'; u '$x'
_parse_help ls; _parse_usage gzip; _get_comp_words_by_ref -n : cur prev words cword; echo "$cur $prev ${words[*]} $cword"; _upvars -v cur 1 -a2 words x y; echo "$cur ${words[*]}"
_expand() { :; }; cur='~ro'; _tilde "$cur"; printf '%s\n' "${COMPREPLY[@]}"; _variables; cur='$HO' COMPREPLY=(); _variables; printf '%s\n' "${COMPREPLY[@]}"; _signals; printf '%s\n' "${COMPREPLY[@]}" | head -3

#### every completion file loads
## needs: /usr/share/bash-completion/bash_completion
## time-limit: 240
## ignore: tree
. /usr/share/bash-completion/bash_completion
for file in /usr/share/bash-completion/completions/*; do
  [[ -L $file || $file == *.bash || $file == */_* ]] && continue
  case ${file##*/} in *[e-k]*) ;; *) continue ;; esac
  . "$file" > out 2>&1 || echo "$file $?"; [ ! -s out ] || { echo "$file"; cat out; }
done
complete -p | sort | wc -l; complete -p | sort | cksum; declare -F | cksum
