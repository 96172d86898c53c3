#### forms
umask 022; umask; umask -S; umask -p; umask -p -S; umask -pS; umask 027; umask; umask -S 077; umask -S u=rwx,g=rx,o=; umask 0; umask; umask 1777; umask
#### symbolic
u() { umask 022; umask "$1"; echo "$? $(umask)"; }
for m in u=rwx,g=rx,o= a=rwx g-w +x = u= o+w go=rx a-rwx u=rw,g=r -x +rw ug+w-x o=; do u $m; done
#### wrong modes
u() { umask 022; umask "$@"; echo "$? $(umask)"; }
u 8; u 09; u 99999; u abc; u u+s; u g=u; u u=rw,; u ,u=r; u u; u u@r; u rwx; u u=q; u ''; u -Z; u ugo+X; u o+t; u 022 033
#### what it is for
umask 027; : > f; mkdir d; stat -c %a f d; (umask 0; : > g; stat -c %a g); umask; x=$(umask 077; umask); echo $x; umask
