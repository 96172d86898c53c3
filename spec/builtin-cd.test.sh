#### logical and physical
mkdir -p a/b 'sp ace'; ln -s a/b l; t() { "$@"; echo "$? ${PWD#$top} ${OLDPWD#$top} $(p=$(pwd -P); echo ${p#$top})"; }; top=$(pwd -P); cd "$top"
t cd a; t cd ..; t cd ./a//b/; t cd "$top/l"; t cd ..; t cd -P l; t cd ..; cd "$top"; t cd l/..; t cd -P l/..; cd "$top"; t cd -L -P l; cd "$top"; t cd -PL l; cd "$top"; t cd 'sp ace'; t cd "$top/a/../l/./../l"; t cd .; t cd ''
#### back and home
top=$PWD; mkdir a b; cd a; cd ../b; cd - | sed "s|$top|T|"; cd - > /dev/null; echo ${PWD#$top}; HOME=$top/a; cd; echo ${PWD#$top}; cd -- - | sed "s|$top|T|"; cd --; echo ${PWD#$top}; HOME=/nonex; cd; echo $?; unset HOME; cd; echo $?; HOME=; cd; echo $?; unset OLDPWD; cd -; echo $?; OLDPWD=/nonex2; cd -; echo $?
#### errors
cd /nonex; echo $?; cd a b; echo $?; : > f; cd f; echo $?; cd f/..; echo $?; cd nonex/..; echo $?; cd -Z; echo $?; cd $'a\nb'; echo $?; mkdir np; cd -e np; echo $?; cd -P -e ..; echo $?
#### slashes
cd //; echo $PWD; cd //tmp; echo $PWD $(pwd -P); cd ///tmp; echo $PWD; cd /tmp/../tmp/./; echo $PWD; cd /..; echo $PWD
#### CDPATH
top=$PWD; mkdir -p a/b x a/x; CDPATH=$top/a:/; cd b | sed "s|$top|T|"; cd b > /dev/null; echo ${PWD#$top}; cd "$top"; CDPATH=:$top/a; cd x; echo ${PWD#$top}; cd "$top"; cd b > /dev/null; echo ${PWD#$top}; cd "$top"; CDPATH=.; cd x | sed "s|$top|T|"; CDPATH=$top/a cd ./b; echo $?; CDPATH=$top/a cd nonex; echo $?; CDPATH=$top/a cd tmp; echo $?
#### cdable_vars
top=$PWD; mkdir a; shopt -s cdable_vars; v=$top/a; cd v | sed "s|$top|T|"; cd v > /dev/null; echo ${PWD#$top}; cd vv; echo $?
#### set -P
top=$(pwd -P); cd "$top"; mkdir -p a/b; ln -s a/b l; set -P; cd l; echo ${PWD#$top}; pwd | sed "s|$top|T|"; pwd -L | sed "s|$top|T|"; set +o physical; cd "$top/l"; pwd | sed "s|$top|T|"; pwd -P | sed "s|$top|T|"
#### pwd
pwd x > /dev/null; echo $?; pwd -x; echo $?; pwd -LP | sed 's|.*/||'; PWD=/foo; pwd | grep -c foo; cd .; pwd | grep -c foo; unset PWD; cd .; [ "$(pwd)" = "$PWD" ] && echo set
#### readonly
readonly OLDPWD; cd /tmp; echo $?; pwd; readonly PWD; cd /; echo $?; pwd
#### in subshells
top=$PWD; mkdir a; (cd a; pwd | sed "s|$top|T|"); pwd | sed "s|$top|T|"; x=$(cd a; pwd); echo ${x#$top}; cd a; (cd ..; rmdir a 2> /dev/null); echo ${PWD#$top}; { cd ..; } | cat; echo ${PWD#$top}
#### the empty name
cd /tmp; cd ''; echo "$? $PWD"; cd -P ''; echo "$? $PWD"

#### cd: from two slashes on
cd //; cd tmp; pwd; cd //; cd ../tmp; pwd; cd //tmp/..; pwd; cd ./tmp/.; pwd; cd ///; cd tmp; pwd
cd //; pushd tmp; dirs; popd; cd -; cd /; cd tmp; pwd
