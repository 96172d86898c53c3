# The builtin `io`: annotates one call. What it says is all that counts, whatever the command's own annotation.

io [-r,--read <F]... [-w,--write >F]... [-a,--append >>F]... [-c,--change <>F]... [-x,--remove GONE]... [-R,--read-tree <<D]...
     [-W,--write-tree >>>D]... [-i,--stdin] [--no-stdout] [--pure] [--effect] [--clock] [--meta] [--tty] [--keep-failure]
     [--paths-free] [--needs=WHAT]... [--net=HOST]... COMMAND...
  options posix
  runs COMMAND
  if -i: in <-
  if not --no-stdout: out >-
  removes GONE
  pure no ; fail drop ; par no
  if --pure: pure
  if --effect: effect
  if --clock: clock
  if --meta: meta
  if --tty: tty
  if --keep-failure: fail keep
  if --paths-free: paths free
  needs $WHAT
  net $HOST
