# Archives, generators of parsers and scanners, and xargs with commands that know no files.

# Without -X it keeps when files were last read.
zip [-q] (-X) [-j] [-#] >OUT <FILE...
  if FILE dir: opaque "a folder lists its entries in any order"
  if FILE=-* or FILE=@ or OUT=-: opaque "other ways to name files"
  if not OUT=*.zip: opaque "the name of the archive is made up"
  if OUT exists: opaque "changes an archive"
  if $ZIP or $ZIPOPT: opaque "ZIP and ZIPOPT hold options"
  env only $LANG? $LC_ALL? $LC_CTYPE? $TZ? $ZIP? $ZIPOPT?
  out >- ; pure ; meta ; par no ; fail drop ; paths free
  if FILE=/*: paths count

part UNZIP
  if $UNZIP or $UNZIPOPT or $ZIPINFO or $ZIPINFOOPT: opaque "UNZIP and ZIPINFO hold options"
  if not ARCHIVE=*.zip: opaque "the name of the archive is made up"
  if MEMBER=-*: opaque "options among the members"
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $TZ? $UNZIP? $UNZIPOPT? $ZIPINFO? $ZIPINFOOPT?
  out >- ; pure ; par no ; paths free

unzip [UNZIP] [-p] [-l] [-t] [-q] [-c] [-a] <ARCHIVE [MEMBER...]
  if not -p and not -l and not -t and not -c: unfit "unpacks"

unzip [UNZIP] (-o) [-q] [-j] <ARCHIVE [MEMBER...] (-d DIR)
  out >>>$DIR

bison [-d] [-v,--verbose] [-l,--no-lines] [-t,--debug] [-y,--yacc] [-p,--name-prefix PREFIX] [-W,--warnings[=KINDS]] [-o,--output >OUT]
     [--defines=HEADER] [--header=HEADER] <GRAMMAR
  if not GRAMMAR=*.y or GRAMMAR=*/*.y and not -o: opaque "its outputs have other names"
  if -o and not OUT=*.c: opaque "its outputs have other names"
  if -d and (--defines or --header) or --defines and --header: opaque "two headers"
  if not -o and not -y: out >${GRAMMAR%.y}.tab.c
  if not -o and not -y and -d: out >${GRAMMAR%.y}.tab.h
  if not -o and not -y and -v: out >${GRAMMAR%.y}.output
  if not -o and -y: out >y.tab.c
  if not -o and -y and -d: out >y.tab.h
  if not -o and -y and -v: out >y.output
  if -o and -d: out >${OUT%.c}.h
  if -o and -v: out >${OUT%.c}.output
  if --defines or --header: out >$HEADER
  if $BISON_PKGDATADIR or $M4: opaque "other skeletons"
  scan opaque %output %defines %header %file-prefix %file_prefix %skeleton %language %verbose %graph %xml %yacc %require %fixed %name
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $BISON_PKGDATADIR? $M4? $TMPDIR? $BISON_PROGRAM_NAME? $POSIXLY_CORRECT?
  pure ; par no ; fail drop ; needs tool=m4 ; paths free
  # the guard in the header is made of its name
  if GRAMMAR=/* or OUT=/* or HEADER=/*: paths count

flex [-i,--case-insensitive] [-L,--noline] [-s,--nodefault] [-8,--8bit] [-7,--7bit] [-B,--batch] [-I,--interactive] [-C,-Cf,-Ce,-Cm,-Cem,-Cfe]
     [-w,--nowarn] [-P,--prefix PREFIX] [-t,--stdout] [-o,--outfile >OUT] [--header-file=>HEADER] <SCANNER
  if -t and -o: opaque "-t with -o"
  if -P and not -o and not -t: opaque "another output"
  if -t: out >-
  if not -t and not -o: out >lex.yy.c
  if $M4: opaque "another m4"
  scan opaque outfile header-file prefix tables backup stdout c++ verbose perf
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $M4? $TMPDIR? $POSIXLY_CORRECT?
  pure ; par no ; fail drop ; needs tool=m4 ; paths free

# What xargs runs may read any file that its input names; these commands know no files.
xargs [-n,--max-args N] [-0,--null] [-r,--no-run-if-empty] [-d,--delimiter CHAR] [-I REPLACED] [-L N] [-s,--max-chars N] [-x,--exit]
     [COMMAND] [TEXT...]
  options posix
  if not (COMMAND none or COMMAND=echo or COMMAND=printf or COMMAND=basename or COMMAND=dirname): opaque "its input names the files"
  in <- ; out >- ; pure ; par no ; needs tool=echo,printf,basename,dirname
