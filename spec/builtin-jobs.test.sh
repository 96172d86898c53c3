#### listing
jobs; echo $?; sleep 1 & jobs; sleep 2 & jobs; jobs %1; jobs %2; jobs %3; echo $?; jobs -r; jobs -s; jobs %+; jobs %-; jobs %sl; echo $?; jobs '%?2'; jobs 99999; echo $?; jobs -Z; echo $?; jobs -l | wc -l; jobs -x echo a; kill %1 %2; wait
#### states
# (A job that has ended before bash has noted it is no current one, so none here is that quick.)
sleep 0.1 & sleep 0.5; jobs; jobs; ! sleep 0.1 & sleep 0.5; jobs; (sleep 0.1; exit 3) & sleep 0.5; jobs; sleep 5 & kill $!; sleep 0.4; jobs; { sleep 1; echo x; } & jobs; kill $!; wait; f() { sleep 1; }; f & jobs; kill %f; wait; sleep 0.2 | cat & jobs; wait; while :; do sleep 1; done & jobs; kill $!; wait; (sleep 1; echo a) & jobs; kill %%; wait
#### without job control
fg; echo $?; bg; echo $?; fg %1; echo $?; suspend; echo $?
#### disown
sleep 0.3 & disown; jobs; sleep 0.3 & sleep 0.4 & disown %1; jobs; disown -a; jobs; disown; echo $?; disown %5; echo $?; disown -Z; echo $?; disown -h; echo $?; disown 99999; echo $?; disown -r; echo $?; sleep 0.2 & disown $!; jobs; sleep 0.2 & disown -h; jobs; wait
#### set -m
set -m; sleep 0.3 & jobs; fg; echo $?; sleep 3 & kill -STOP %%; sleep 0.2; jobs; jobs -s; jobs -r; bg; jobs; kill %%; wait; bg %9; echo $?; fg x; echo $?
#### a line for each process of a pipeline
sleep .3 | cat | cat & jobs; jobs -l | sed 's/ *[0-9][0-9][0-9]*/ N/'; jobs -p | wc -l; wait
#### the directory of a job, its name and that of a coprocess
sleep .3 & cd /; jobs; coproc cat; jobs %2; cd - >/dev/null; jobs; kill %2; wait 2>/dev/null
#### only the last option for the form counts
sleep .3 & jobs -lp | grep -c Running; jobs -pl | grep -c Running; jobs -rs; jobs -sr | wc -l; wait
#### jobs in subshells: what has ended is seen by substitutions and by jobs in a pipeline, and told again outside
f() { jobs; }
sleep 0.1 & sleep 0.4; (jobs); echo -; jobs
sleep 0.1 & sleep 0.4; jobs | cat; echo -; jobs | cat; echo -; jobs; jobs
sleep 0.1 & sleep 0.4; x=$(jobs); echo "$x"; jobs; echo; x=$(jobs); echo "$x"
sleep 0.1 & sleep 0.4; f | cat; echo -; (:; jobs); eval jobs | cat; echo $(jobs;echo;jobs); cat <(jobs); echo -; jobs
