#### the stack
cd /; HOME=/home; pushd /usr; pushd /etc; dirs; dirs -v; dirs -p; dirs -l; pushd; pushd +1; pushd -0; pushd +5; echo $?; popd +1; popd; popd; echo $?; popd; echo $?
#### entries
cd /; pushd /usr > /dev/null; pushd /etc > /dev/null; dirs +0; dirs +1; dirs -0; dirs -1; dirs +1 -v; dirs -v -p; dirs +9; echo $?; dirs -9; echo $?; dirs -c; dirs; echo "${DIRSTACK[@]}"
#### without changing
cd /; pushd -n /usr; dirs; pwd; pushd -n; pushd -n /a /b; popd -n; popd -n; dirs; pushd -n /x > /dev/null; pushd -n +1; dirs; popd -n -0; popd -n; echo $?
#### errors
cd /; pushd; echo $?; pushd /nonex; echo $?; pushd /usr /etc; echo $?; pushd -x; echo $?; pushd +x; echo $?; popd x; echo $?; popd -x; echo $?; dirs x; echo $?; dirs -x; echo $?; dirs -lv; echo $?; dirs +9; echo $?; popd -0; echo $?; popd +0; echo $?; pushd +0; echo $?
#### home
mkdir -p h/a; HOME=$PWD/h; cd h/a; pushd .. > /dev/null; dirs; dirs -l | sed "s|$HOME|H|g"; pushd ~; dirs -v; cd /; dirs; HOME=/; dirs
#### tilde prefixes
cd /; pushd /usr > /dev/null; pushd /etc > /dev/null; echo ~+ ~- ~0 ~1 ~+2 ~-0 ~-1 ~9
#### pushd to a relative name and back
top=$PWD; mkdir -p a/b; pushd a | sed "s|$top|T|g"; pushd a > /dev/null; pushd b > /dev/null; popd > /dev/null; echo ${PWD#$top}; pushd - > /dev/null; echo ${PWD#$top}
#### subshells
cd /; pushd /usr > /dev/null; (pushd /etc; popd; popd); dirs; x=$(pushd /tmp); echo $x; dirs
#### two hyphens
cd /; pushd --; echo $?; pushd /usr > /dev/null; pushd --; pushd -- -n; echo $?; popd -- > /dev/null; dirs --
