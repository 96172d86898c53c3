# Packers, archives, dumps, checksums and generators.

part LOCALE
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_COLLATE? $LC_MESSAGES? $LC_NUMERIC? $LC_TIME? $POSIXLY_CORRECT?
      $_POSIX2_VERSION?
  paths free

# Compressors. As with gzip, those that replace files keep their modes and times.
part BZIP2 [-s,--small] [-q,--quiet] [-v,--verbose] [-{1..9}] [--fast] [--best] [-f,--force] [-k,--keep]
  env only $LANG? $LC_ALL? $LC_MESSAGES? $BZIP? $BZIP2?
  if $BZIP or $BZIP2: opaque "BZIP and BZIP2 hold options"
  paths free

bzip2 [BZIP2] (-c,--stdout) [-z,--compress] [-d,--decompress] [<FILE...]
  if FILE=-: opaque "- among files"
  if -d and not FILE none and not every FILE=*.bz2: opaque "not called *.bz2"
  if FILE none: in <-
  out >- ; pure ; par no ; size out<=in

part UNBZIP2 [BZIP2]
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if not every FILE=*.bz2: opaque "not called *.bz2"
  out each >${FILE%.bz2}
  if not -k: removes FILE
  if not -f: in each <${FILE%.bz2}
  pure ; meta ; par files

bzip2 [UNBZIP2] (-d,--decompress) [<FILE...]

bunzip2 [UNBZIP2] [<FILE...]

bzip2 [BZIP2] [-z,--compress] [<FILE...]
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if FILE=*.bz2 or FILE=*.bz or FILE=*.tbz or FILE=*.tbz2: opaque "called *.bz2 already"
  out each >$FILE.bz2
  if not -k: removes FILE
  if not -f: in each <$FILE.bz2
  pure ; meta ; par files ; size out<=in

bzcat [BZIP2] [<FILE...]
  if FILE=-: opaque "- among files"
  if not FILE none and not every FILE=*.bz2: opaque "not called *.bz2"
  if FILE none: in <-
  out >- ; pure ; par no

part XZ [-q,--quiet] [-v,--verbose] [-Q,--no-warn] [-{0..9}] [-e,--extreme] [--fast] [--best] [-C,--check CHECK] [-f,--force]
     [-k,--keep] [--no-sparse]
  env only $LANG? $LC_ALL? $LC_MESSAGES? $XZ_OPT? $XZ_DEFAULTS?
  if $XZ_OPT or $XZ_DEFAULTS: opaque "XZ_OPT and XZ_DEFAULTS hold options"
  paths free

xz [XZ] (-c,--stdout,--to-stdout) [-z,--compress] [-d,--decompress,--uncompress] [<FILE|-...]
  if -d and not FILE none and not every FILE=*.xz: opaque "not called *.xz"
  if FILE none: in <-
  out >- ; pure ; par no ; size out<=in

part UNXZ [XZ]
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if not every FILE=*.xz: opaque "not called *.xz"
  out each >${FILE%.xz}
  if not -k: removes FILE
  if not -f: in each <${FILE%.xz}
  pure ; meta ; par files

xz [UNXZ] (-d,--decompress,--uncompress) [<FILE...]

unxz [UNXZ] [<FILE...]

xz [XZ] [-z,--compress] [<FILE...]
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if FILE=*.xz or FILE=*.txz or FILE=*.lzma or FILE=*.tlz: opaque "called *.xz already"
  out each >$FILE.xz
  if not -k: removes FILE
  if not -f: in each <$FILE.xz
  pure ; meta ; par files ; size out<=in

xzcat [XZ] [<FILE|-...]
  if not FILE none and not every FILE=*.xz: opaque "not called *.xz"
  if FILE none: in <-
  out >- ; pure ; par no

part ZSTD [-q,--quiet] [-{1..9}] [--fast[=N]] [-f,--force] [--no-check] [-C,--check] [--no-progress] [-k,--keep]
  env only $ZSTD_CLEVEL? $ZSTD_NBTHREADS?
  if $ZSTD_CLEVEL or $ZSTD_NBTHREADS: opaque "ZSTD_CLEVEL and ZSTD_NBTHREADS are options"
  paths free

zstd [ZSTD] (-c,--stdout) [-d,--decompress,--uncompress] [<FILE|-...]
  if -d and not FILE none and not every FILE=*.zst: opaque "not called *.zst"
  if FILE none: in <-
  out >- ; pure ; par no ; size out<=in

# The frame holds the size of a file, not of a stream.
zstd [ZSTD] (-d,--decompress,--uncompress) [--rm] [<FILE...]
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if FILE many: opaque "says how much it did"
  if not every FILE=*.zst: opaque "not called *.zst"
  out each >${FILE%.zst}
  if not FILE none and not -f: in each <${FILE%.zst}
  if not FILE none and not -f and not -q: prompts always
  if --rm: removes FILE
  pure ; meta ; par no

zstd [ZSTD] [--rm] [<FILE...]
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if FILE many: opaque "says how much it did"
  if FILE=*.zst: opaque "called *.zst already"
  out each >$FILE.zst
  if not FILE none and not -f: in each <$FILE.zst
  if not FILE none and not -f and not -q: prompts always
  if --rm: removes FILE
  pure ; meta ; par no ; size out<=in

# Archives. What tar writes holds times, modes and owners; folders are listed in any order.
tar (-c) [-v] [-zjJ] -f >ARCHIVE <FILE...
  options letters
  if FILE dir: opaque "a folder lists its entries in any order"
  if FILE=-* or FILE=@*: opaque "options among the files"
  if ARCHIVE=-: opaque "an archive on standard output"
  if ARCHIVE=*:*: opaque "an archive on another machine"
  if $TAR_OPTIONS or $TAPE: opaque "TAR_OPTIONS and TAPE hold options"
  if -v: out >-
  pure no ; meta ; par no

tar (-t) [-v] [-zjJ] -f <ARCHIVE [MEMBER...]
  options letters
  if ARCHIVE=-: opaque "an archive on standard input"
  if ARCHIVE=*:*: opaque "an archive on another machine"
  if MEMBER=-*: opaque "options among the members"
  if $TAR_OPTIONS or $TAPE: opaque "TAR_OPTIONS and TAPE hold options"
  if (not -z and not -j and not -J) and (ARCHIVE=*.gz or ARCHIVE=*.?z or ARCHIVE=*.bz2 or ARCHIVE=*.xz or ARCHIVE=*.zst): opaque "runs another program"
  out >- ; pure ; par no ; paths free

tar (-x) (-O) [-zjJ] -f <ARCHIVE [MEMBER...]
  options letters
  if ARCHIVE=-: opaque "an archive on standard input"
  if ARCHIVE=*:*: opaque "an archive on another machine"
  if MEMBER=-*: opaque "options among the members"
  if $TAR_OPTIONS or $TAPE: opaque "TAR_OPTIONS and TAPE hold options"
  out >- ; pure ; par no

# The compressed kinds by their option only: what -f alone finds, tar finds out by starting programs.
tar (-x) [-v] [-zjJ] -f <ARCHIVE -C DIR [MEMBER...]
  options letters
  if ARCHIVE=-: opaque "an archive on standard input"
  if ARCHIVE=*:*: opaque "an archive on another machine"
  if MEMBER=-*: opaque "options among the members"
  if $TAR_OPTIONS or $TAPE: opaque "TAR_OPTIONS and TAPE hold options"
  if -v: out >-
  out >>>$DIR
  pure ; par no ; fail drop

# Bytes for people.
od [LOCALE] [-A,--address-radix RADIX] [-t,--format TYPE]... [-v,--output-duplicates] [-w,--width[=BYTES]] [-abcdfhilosx]
     [-j,--skip-bytes BYTES] [-N,--read-bytes BYTES] [-S,--strings[=BYTES]] [--endian={big,little}] [<FILE|-...]
  if FILE=+*: opaque "old syntax"
  if FILE none: in <-
  if -N: early
  out >- ; pure ; par no

xxd [-b,-bits] [-c,-cols COLS] [-E,-EBCDIC] [-e] [-g,-groupsize BYTES] [-i,-include] [-p,-ps,-postscript,-plain] [-u]
     [-l,-len LEN] [-s,-seek SEEK] [-r,-revert] [<IN|-] [>OUT]
  options words
  if IN none: in <-
  if OUT none: out >-
  if -l: early
  pure ; par no ; paths free
  if -i and IN=/*: paths count

hexdump [-bcCdovx] [-n LENGTH] [-s OFFSET] [-e FORMAT]... [<FILE...]
  if FILE none: in <-
  if -n: early
  env only $LANG? $LC_ALL? $LC_CTYPE?
  out >- ; pure ; par no ; paths free

strings [-a,--all] [-d,--data] [-f,--print-file-name] [-n,--bytes MIN] [-t,--radix RADIX] [-e,--encoding KIND]
     [-w,--include-all-whitespace] [-o] [-s,--output-separator TEXT] [-#] [<FILE...]
  if FILE=@*: opaque "@FILE holds options"
  if FILE none: in <-
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $GNUTARGET?
  out >- ; pure ; par no ; paths free

base64|base32 [LOCALE] [-d,--decode] [-i,--ignore-garbage] [-w,--wrap COLS] [<FILE|-]
  if FILE none: in <-
  out >- ; pure ; par no

cksum|sum [LOCALE] [-r] [-s,--sysv] [-a,--algorithm NAME]
     [--untagged] [-l,--length BITS] [-z,--zero] [<FILE|-...]
  if command=cksum and -s: opaque "sum's option"
  if FILE none: in <-
  out >- ; pure ; size out<=1000
  if FILE many and command=cksum: par files
  else par no

# Tables and text.
column [LOCALE] [-t,--table] [-s,--separator CHARS] [-o,--output-separator TEXT] [-N,--table-columns NAMES]
     [-R,--table-right COLUMNS] [-c,--output-width WIDTH] [-x,--fillrows] [-L,--keep-empty-lines] [-n] [<FILE...]
  if not -t and not -c: opaque "the width of the terminal counts"
  if FILE none: in <-
  out >- ; pure ; par no

fmt [LOCALE] [-c,--crown-margin] [-p,--prefix TEXT] [-s,--split-only] [-t,--tagged-paragraph] [-u,--uniform-spacing]
     [-w,--width WIDTH] [-g,--goal WIDTH] [-#] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; par no

pr [LOCALE] (-t,-T,--omit-header,--omit-pagination) [-a,--across] [-d,--double-space] [-n,--number-lines[=HOW]] [-m,--merge]
     [-s,--separator[=CHAR]] [-w,--width WIDTH] [-W,--page-width WIDTH] [-o,--indent MARGIN] [-l,--length LINES] [-#] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; par no

numfmt [LOCALE] [--from={auto,si,iec,iec-i}] [--to={auto,si,iec,iec-i}] [--field=FIELDS] [--header[=N]] [--padding=N]
     [--round={up,down,from-zero,towards-zero,nearest}] [--suffix=TEXT] [--format=FORMAT] [--grouping] [-d,--delimiter CHAR]
     [--invalid={abort,fail,warn,ignore}] [-z,--zero-terminated] [NUMBER...]
  if NUMBER none: in <-
  out >- ; pure ; par no

factor [LOCALE] [-h,--exponents] [NUMBER...]
  if NUMBER none: in <-
  out >- ; pure ; par no

tsort [LOCALE] [<FILE|-]
  if FILE none: in <-
  out >- ; pure ; par no

look [-d,--alphanum] [-f,--ignore-case] [-t,--terminate CHAR] WORD <FILE
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $WORDLIST?
  out >- ; pure ; par no ; paths free

jq [-r,--raw-output] [-j,--join-output] [-c,--compact-output] [-n,--null-input] [-s,--slurp] [-S,--sort-keys] [-M,--monochrome-output]
     [-a,--ascii-output] [-R,--raw-input] [-e,--exit-status] [--tab] [--indent N] PROGRAM [<FILE...]
  if PROGRAM ~ "input_filename|env|ENV|now|import|include|debug|stderr|input|get_search_list|halt|localtime|mktime|strf|\$__": opaque "the program looks around"
  if $JQ_COLORS: opaque "JQ_COLORS"
  if FILE none and not -n: in <-
  env only $HOME? $JQ_COLORS? $NO_COLOR?
  in <$HOME/.jq
  out >- ; pure ; par no

# Text into text and programs.
m4 [-s,--synclines] [-P,--prefix-builtins] [-E,--fatal-warnings] [-Q,--quiet,--silent] [-G,--traditional] [-g,--gnu]
     [-L,--nesting-limit N] [-D,--define DEF]... [-U,--undefine NAME]... <FILE...
  if FILE=-: opaque "- among files"
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $M4PATH? $POSIXLY_CORRECT? $TMPDIR?
  scan opaque include syscmd sysval maketemp mkstemp builtin indir debugfile
  out >- ; pure ; par no

part PATCH [-p,--strip N] [-s,--quiet,--silent] [-l,--ignore-whitespace] [-N,--forward] [-R,--reverse] [-u,--unified] [-c,--context] [-n,--normal]
     [-F,--fuzz LINES] [--no-backup-if-mismatch] -r,--reject-file REJECTS -o,--output >OUT
  if not REJECTS=-: opaque "rejected changes go into a file"
  if same OUT ORIGINAL: opaque "changes its own input"
  env only $LANG? $LC_ALL? $LC_MESSAGES? $PATCH_VERSION_CONTROL? $VERSION_CONTROL? $SIMPLE_BACKUP_SUFFIX? $POSIXLY_CORRECT? $PATCH_GET? $QUOTING_STYLE? $TMPDIR?
  out >- ; pure ; meta ; par no ; fail drop ; paths free

patch [PATCH] <ORIGINAL <CHANGES

patch [PATCH] -i,--input <CHANGES <ORIGINAL

c++filt [-n,--no-strip-underscore] [-_,--strip-underscore] [-p,--no-params] [-t,--types] [-i,--no-verbose]
     [-r,--no-recurse-limit] [-s,--format FORMAT] [NAME...]
  if NAME=@*: opaque "@FILE holds options"
  if NAME none: in <-
  env only $LANG? $LC_ALL? $LC_CTYPE? $LC_MESSAGES?
  out >- ; pure ; par no ; paths free

msgfmt [-v,--verbose] [--statistics] [-c,--check] [--check-{format,header,domain}] [-C,--check-compatibility] [-f,--use-fuzzy]
     [-a,--alignment N] [--endianness=ORDER] [--no-hash] [--no-convert] [--no-redundancy] -o,--output-file >OUT|- <PO:*.po...
  if OUT=/dev/null: opaque "makes no file"
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $OUTPUT_CHARSET? $PO_STYLE? $TERM? $NO_COLOR?
  pure ; par no ; fail drop

# What a path leads to is part of the identity of every file that is read.
part NAMES
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $POSIXLY_CORRECT?
  if FILE dir: opaque "a folder"
  if FILE missing: opaque "nothing is there"
  out >- ; pure ; par no ; needs here

readlink [NAMES] (-f,--canonicalize | -e,--canonicalize-existing) [-n,--no-newline] [-z,--zero] <FILE...

realpath [NAMES] [-e,--canonicalize-existing] [-P,--physical] [-z,--zero] <FILE...

# Names, sizes and modes. Owners, times and all the rest of a file may change without its bytes.
stat [-L,--dereference] -c,--format FORMAT <FILE...
  if FORMAT many: opaque "several formats"
  if FILE link and not -L: opaque "a link tells of itself"
  if FILE=-: opaque "- is standard input"
  if FILE dir: opaque "the size of a folder"
  if FILE missing: opaque "nothing is there"
  if not FORMAT ~ "^([^%]|%[nsFaA%])*$": opaque "tells more than names, sizes and modes"
  if FORMAT=*%a* or FORMAT=*%A*: meta modes
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $POSIXLY_CORRECT? $QUOTING_STYLE?
  out >- ; pure ; par no
