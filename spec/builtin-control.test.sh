#### break and continue
for i in 1 2 3; do for j in 1 2; do [ $j = 2 ] && continue 2; [ $i = 3 ] && break 2; echo $i$j; done; done; for i in 1 2; do for j in 1 2; do break 5; done; echo x; done; echo $?; while :; do break -- 1; done; echo $?; i=0; until [ $i -ge 3 ]; do i=$((i+1)); continue; echo no; done; echo $i
#### break: wrong counts
for i in 1 2; do break 0; echo after; done; echo $?; for i in 1 2; do continue -1; echo after; done; echo $?; break; echo $?; continue 2; echo $?; f() { break; echo in; }; for i in 1 2; do f; echo $i; done
#### break: no number
(for i in 1 2; do break abc; echo after; done; echo end); echo $?; (for i in 1; do continue x; done); echo $?
for i in 1 2; do break 1 2; echo after; done; echo end
echo $?
#### return
f() { return 3; }; f; echo $?; f() { false; return; }; f; echo $?; f() { return -1; }; f; echo $?; f() { return 300; }; f; echo $?; f() { return -- 4; }; f; echo $?; f() { return abc; echo no; }; f; echo $?; f() { return ''; }; f; echo $?; f() { (return 4; echo no); echo $?; }; f; return; echo $?; return 3; echo $?; f() { for i in 1 2; do return $i; done; }; f; echo $?
f() { return 1 2; echo no; }; f; echo no
echo $?
#### exit
(exit 3); echo $?; (exit 256); echo $?; (exit -1); echo $?; (exit ' 7 '); echo $?; (exit --); echo $?; (exit -- 5); echo $?; (exit abc; echo no); echo $?; (exit ''); echo $?; (exit 99999999999999999999); echo $?; (false; exit); echo $?; (exit 1 2; echo no); echo $?; f() { exit 9; }; (f; echo no); echo $?; logout; echo $?; (exit --help > /dev/null; echo $?)
#### shift
set a b c; shift; echo "$#$*"; shift 5; echo "$? $#"; shift -1; echo $?; shift 0; echo "$? $#"; shift abc; echo $?; shift 2; echo $#; shift; echo $?; shopt -s shift_verbose; shift; echo $?; shift 3; echo $?; shift -- 0; echo $?; shift ''; echo $?
shift 1 2; echo no
echo $?
#### let
let; echo $?; let 0; echo $?; let 1 0; echo $?; let 0 1; echo $?; let x=3 y=x+1; echo $x $y; let 'x = 1 /0'; echo $?; let 1+; echo $?; let -- 1; echo $?; let 'a[1]=5' a[2]=a[1]*2; echo ${a[@]}; let 'x=08'; echo $?; let i++ i++; echo $i
#### eval
eval; echo $?; eval ''; echo $?; false; eval; echo $?; eval false; echo $?; eval -- echo a; eval 'echo ('; echo $?; eval -x; echo $?; eval 'set -- x y'; echo $#; eval echo '$((1+1))' \; echo b; x='echo "a  b"'; eval "$x"; eval 'f() { echo f; }'; f; for i in 1 2; do eval 'break'; echo no; done; eval 'return 3' 2> /dev/null; echo $?
#### caller
f() { caller; caller 0; caller 1; caller x; caller 0 1; echo $?; caller -1; echo $?; caller 9; echo $?; }
g() {
  f
}
g; caller -x; echo $?
caller; echo $?
#### times
times | grep -c '^0m0\.[0-9][0-9][0-9]s 0m0\.[0-9][0-9][0-9]s$'; times a > /dev/null; echo $?; times -x; echo $?
#### too many arguments leave eval and sourced files as well
(exit 8); eval 'return 1 2
echo in'
echo $?
(exit 9); ( eval 'shift 1 2'; echo after ); echo $?
(exit 7); . /dev/stdin <<<'exit 1 2
echo in'
echo $?
