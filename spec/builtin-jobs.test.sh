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
#### ( ), commands with & and pipelines know nothing of the jobs around them
sleep 0.3 &
(jobs; kill -0 %1; echo $?)
{ jobs; } | cat
f() { jobs; }; f | cat; (f)
{ jobs; } & wait $!
(x=$(jobs); echo "[$x]")
echo a | while read x; do jobs; done
wait
#### substitutions, and jobs in a pipeline, know them
sleep 0.3 &
x=$(jobs); echo "$x"
jobs | cat
cat <(jobs)
f() { jobs; }; x=$(f); echo "$x"
wait
#### the marks after the current job was waited for
sleep 0.2 & sleep 0.3 & sleep 0.6 & wait %3; jobs; echo; jobs
#### the marks when other jobs end
sleep 0.1 & sleep 0.8 & sleep 0.8 & wait %1; jobs; sleep 0.9 & jobs; wait
#### the only job that runs is %+ and %-
sleep 0.5 & sleep 0.1 & wait %2; jobs %2; jobs %+; jobs %-; wait
#### a stopped job is the current one
set -m
sleep 0.6 & kill -STOP $!; sleep 0.1; sleep 0.7 & jobs; sleep 0.7 & jobs; kill -CONT %1; jobs; wait
#### a stopped job that goes on and ends
set -m
sh -c 'kill -STOP $$' & sleep 0.2; jobs; kill -CONT %1; sleep 0.2; jobs
#### disown of a stopped job
set -m
sleep 0.3 & sh -c 'kill -STOP $$' & sleep 0.2; disown %2 2>err; sed 's/[0-9]\{3,\}/PID/' err; rm err; jobs; kill -CONT $!; wait

#### jobs -n: what was not told yet, running jobs too
sleep 0.3 & jobs -n; echo -; jobs -n; echo -; wait; sleep 0.3 & jobs; jobs -n; echo -
set -m; kill -STOP %1 %%; sleep 0.1; jobs -n; echo -; jobs -n; kill -CONT %%; sleep 0.1; jobs -n; echo -; jobs -n; wait
#### fg and bg of jobs from before job control
sleep 0.1 & set -m; fg; echo $?; fg %1; bg %1; echo $?; jobs; sleep 0.01 & fg; echo $?; wait; fg; echo $?
