#### the list
history; history -s 'a b'; history; history -s c d; history; history 1; history -d 1; history; history -d -1; history; history -s x; history -c; history; history -p 'echo x' y; history 5; echo $?
#### files
history -s one; history -s two; history -w hh; cat hh; history -c; history -r hh; history; history -s three; history -a hh2; history -r nonex; echo $?; HISTFILE=hf; history -w; cat hf
#### wrong arguments
history x; echo $?; history -Z; echo $?; history -d 9; echo $?; history -d x; echo $?; history -d; echo $?; history -anrw; echo $?
history 1 2; echo no
echo $?
#### ranges
for i in 1 2 3 4 5; do history -s c$i; done; history -d 2-3; history; history -d -2--1; history
#### fc
fc -Z; echo $?; fc -l; echo $?
