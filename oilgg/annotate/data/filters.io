# Filters: they read files or standard input and write standard output.
# `par map` holds for one stream only; with several files each is a stream of its own, because a last line
# without a newline must not run into the next file.

part LOCALE
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_COLLATE? $LC_MESSAGES? $LC_NUMERIC? $LC_TIME? $POSIXLY_CORRECT?
      $_POSIX2_VERSION?
  paths free

cat [LOCALE] [-A,--show-all] [-b,--number-nonblank] [-E,--show-ends] [-n,--number] [-s,--squeeze-blank] [-T,--show-tabs]
     [-v,--show-nonprinting] [-etu] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; size out~in
  if -n or -b or -s or FILE many: par no
  else par map

sort [LOCALE] [-b,--ignore-leading-blanks] [-d,--dictionary-order] [-f,--ignore-case] [-g,--general-numeric-sort]
     [-i,--ignore-nonprinting] [-M,--month-sort] [-h,--human-numeric-sort] [-n,--numeric-sort] [-R,--random-sort]
     [-r,--reverse] [-V,--version-sort] [--sort={general-numeric,human-numeric,month,numeric,random,version}]
     [-c,--check,--check=diagnose-first] [-C,--check=quiet,--check=silent] [-m,--merge] [-s,--stable] [-u,--unique]
     [-z,--zero-terminated] [-k,--key KEY]... [-t,--field-separator CHAR] [-o,--output >OUT] [-S,--buffer-size SIZE]
     [-T,--temporary-directory >>>TEMP]... [--parallel=N] [--batch-size=N] [--random-source=<SOURCE] [<FILE|-...]
  if $_POSIX2_VERSION: opaque "old key syntax may hold"
  if FILE none: in <-
  if -o: moves OUT ; truncates OUT
  else out >-
  pure ; size out~in
  if (-R or --sort=random) and not --random-source: pure no
  if not -s and not -u and not -R and not --sort=random: order any
  if -z: unit nul
  if -c or -C: early ; par no
  if -R or --sort=random or -m or -o or FILE many: par no
  if KEY=*R*: pure no ; par no
  else par fold sort -m $flags

uniq [LOCALE] [-c,--count] [-d,--repeated] [-D] [-f,--skip-fields N] [-i,--ignore-case] [-s,--skip-chars N] [-u,--unique]
     [-z,--zero-terminated] [-w,--check-chars N] [--all-repeated={none,prepend,separate}]
     [--group={separate,prepend,append,both}] [--group] [--all-repeated] [<IN|-] [>OUT|-]
  if IN none: in <-
  if OUT none: out >-
  if OUT one: moves OUT ; truncates OUT
  if IN=+*: opaque "old syntax"
  if same IN OUT: opaque "empties its own input"
  pure ; par no ; size out<=in
  if -z: unit nul

cut [LOCALE] [-b,--bytes LIST] [-c,--characters LIST] [-d,--delimiter CHAR] [-f,--fields LIST] [-n] [--complement]
     [-s,--only-delimited] [--output-delimiter=TEXT] [-z,--zero-terminated] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; size out<=in
  if -z: unit nul
  if FILE many: par files
  else par map

tr [LOCALE] [-c,--complement] [-C] [-d,--delete] [-s,--squeeze-repeats] [-t,--truncate-set1] SET [SET]
  in <- ; out >- ; pure ; size out<=in ; par map
  if -s: unit apart
  else unit bytes

wc [LOCALE] [-c,--bytes] [-m,--chars] [-l,--lines] [-L,--max-line-length] [-w,--words] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; size out<=100
  # with several columns their width depends on whether standard input is a file, and on its size
  if FILE none and -l and not -c and not -m and not -L and not -w: par fold sum
  if FILE none and -w and not -c and not -m and not -L and not -l: par fold sum
  if FILE none and -c and not -l and not -m and not -L and not -w: par fold sum
  if FILE none and -m and not -c and not -l and not -L and not -w: par fold sum
  par no

# Encodings in which a line end is one byte and nothing depends on what came before.
iconv [LOCALE] -f,--from-code FROM -t,--to-code TO [-c] [-s,--silent] [<FILE|-...]
  env only $GCONV_PATH?
  if FILE none: in <-
  out >- ; pure
  if FILE many: par no
  if -c or not FROM ~ "^(?i:utf-?8|us-ascii|ascii|latin1|iso-?8859-1|iso_8859-1|l1|windows-125[0-8]|cp125[0-8])$": par no
  if not TO ~ "^(?i:utf-?8|us-ascii|ascii|latin1|iso-?8859-1|iso_8859-1|l1|windows-125[0-8]|cp125[0-8])(//.*)?$": par no
  else par map

rev [<FILE...]
  env only $LANG? $LC_ALL? $LC_CTYPE?
  paths free
  if FILE none: in <-
  out >- ; pure ; size out~in
  if FILE many: par files
  else par map text

tac [LOCALE] [-b,--before] [-r,--regex] [-s,--separator TEXT] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; par no ; size out~in

nl [LOCALE] [-b,--body-numbering STYLE] [-d,--section-delimiter CC] [-f,--footer-numbering STYLE] [-h,--header-numbering STYLE]
     [-i,--line-increment N] [-l,--join-blank-lines N] [-n,--number-format FORMAT] [-p,--no-renumber]
     [-s,--number-separator TEXT] [-v,--starting-line-number N] [-w,--number-width N] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; par no

fold [LOCALE] [-b,--bytes] [-s,--spaces] [-w,--width WIDTH] [-#] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure
  if FILE many: par no
  else par map text

expand|unexpand [LOCALE] [-i,--initial] [-a,--all] [--first-only] [-t,--tabs LIST] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure
  if FILE many: par no
  else par map text

paste [LOCALE] [-d,--delimiters LIST] [-s,--serial] [-z,--zero-terminated] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; par no

comm [LOCALE] [-123] [--check-order] [--nocheck-order] [--output-delimiter=TEXT] [--total] [-z,--zero-terminated]
     <FILE|- <FILE|-
  out >- ; pure ; par no

join [LOCALE] [-a FILENUM]... [-e TEXT] [-i,--ignore-case] [-j FIELD] [-o FORMAT]... [-t CHAR] [-v FILENUM]... [-1 FIELD]
     [-2 FIELD] [--check-order] [--nocheck-order] [--header] [-z,--zero-terminated] <FILE|- <FILE|-
  out >- ; pure ; par no

# Headers of -u and -c hold the times of the files.
diff [LOCALE] [--normal] [-q,--brief] [-s,--report-identical-files] [-c] [-u] [-C,--context NUM] [-U,--unified NUM] [-e,--ed]
     [-n,--rcs] [-y,--side-by-side] [-W,--width NUM] [--left-column] [--suppress-common-lines] [-p,--show-c-function]
     [-F,--show-function-line RE] [--label LABEL]... [-L LABEL]... [-t,--expand-tabs] [-T,--initial-tab] [--tabsize=NUM]
     [-i,--ignore-case] [-E,--ignore-tab-expansion] [-Z,--ignore-trailing-space] [-b,--ignore-space-change]
     [-w,--ignore-all-space] [-B,--ignore-blank-lines] [-I,--ignore-matching-lines RE]... [-a,--text] [--strip-trailing-cr]
     [-d,--minimal] [--speed-large-files] [--color={never,always}] [-N,--new-file] <FILE|- <FILE|-
  if FILE dir: opaque "folders are compared name by name"
  env only $TZ?
  out >- ; pure ; par no
  if -u or -c or -U or -C or -p: meta
  if (-u or -c or -U or -C or -p) and FILE -: opaque "prints the time for standard input"

shuf [LOCALE] [-e,--echo] [-n,--head-count NUM] [-r,--repeat] [-z,--zero-terminated] [-i,--input-range RANGE]
     [-o,--output >OUT] [--random-source=<SOURCE] [WORD...]
  if -e or -i: par no
  else if WORD none: in <-
  else in each <$WORD
  if -r and not -n: opaque "never ends"
  if -o: truncates OUT
  else out >-
  pure no ; par no
  if --random-source: pure

head [LOCALE] [-c,--bytes NUM] [-n,--lines NUM] [-q,--quiet,--silent] [-v,--verbose] [-z,--zero-terminated] [-#] [<FILE|-...]
  if FILE none: in <-
  if not NUM=-*: early
  out >- ; pure ; par no ; size out<=in

tail [LOCALE] [-c,--bytes NUM] [-n,--lines NUM] [-q,--quiet,--silent] [-v,--verbose] [-z,--zero-terminated] [-#] [<FILE|-...]
  if FILE=+*: opaque "old syntax"
  if FILE none: in <-
  out >- ; pure ; par no ; size out<=in

tee [LOCALE] (-a,--append) [-i,--ignore-interrupts] [-p] [>>FILE...]
  in <- ; out >- ; pure ; par no

tee [LOCALE] [-i,--ignore-interrupts] [-p] [>FILE...]
  in <- ; out >- ; pure ; par no ; moves FILE ; truncates FILE

md5sum|sha1sum|sha224sum|sha256sum|sha384sum|sha512sum|b2sum [LOCALE] [-b,--binary] [-t,--text] [-z,--zero] [--tag] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; size out<=1000
  if FILE many: par files
  else par no

cmp [LOCALE] [-b,--print-bytes] [-i,--ignore-initial SKIP] [-l,--verbose] [-n,--bytes LIMIT] [-s,--quiet,--silent]
     <FILE|- [<FILE|-]
  if FILE one: in <-
  out >- ; pure ; early ; par no

# grep -r is opaque: it prints in the order in which a folder happens to list its entries.
grep|egrep|fgrep [LOCALE] [-E,--extended-regexp] [-F,--fixed-strings] [-G,--basic-regexp] [-P,--perl-regexp] [-i,--ignore-case]
     [-y] [--no-ignore-case] [-w,--word-regexp] [-x,--line-regexp] [-z,--null-data] [-s,--no-messages] [-v,--invert-match]
     [-m,--max-count NUM] [-b,--byte-offset] [-n,--line-number] [--line-buffered] [-H,--with-filename] [-h,--no-filename]
     [--label=NAME] [-o,--only-matching] [-q,--quiet,--silent] [-a,--text] [-I] [-U,--binary] [-L,--files-without-match]
     [-l,--files-with-matches] [-c,--count] [-T,--initial-tab] [-Z,--null] [-B,--before-context NUM] [-A,--after-context NUM]
     [-C,--context NUM] [-#] [--group-separator=TEXT] [--no-group-separator] [--color,--colour[=WHEN]]
     [--binary-files={text,binary,without-match}] [-d,--directories ACTION] [-D,--devices ACTION]
     (PAT | -e,--regexp PAT | -f,--file <PATFILE|-)... [<FILE|-...]
  if -d=recurse: opaque "a folder lists its entries in any order"
  if FILE none: in <-
  env only $GREP_COLOR? $GREP_COLORS? $TERM?
  out >- ; pure ; rc any0 ; size out<=in
  if -q or -m or -l or -L: early
  if -z: unit nul
  if -q or -m or -l or -L or -A or -B or -C or -# or -n or -b or -T or PATFILE=-: par no
  if FILE many and not -h: par files -H
  if FILE many or -H: par no
  if -c: par fold sum
  else par map text

# The program is read by a classifier: what it writes (w) and reads (r) is entered, `e` and what it can't follow is opaque.
sed [LOCALE] [-n,--quiet,--silent] [-E] [-r] [--regexp-extended] [-s,--separate] [-u,--unbuffered] [-z,--null-data] [--posix]
     [-l,--line-length N] [-e,--expression PROGRAM]... -f,--file <PROGRAM_FILE [-i,--in-place[=SUFFIX]] [<FILE|-...]
  program sed PROGRAM from PROGRAM_FILE
  if SUFFIX one: opaque "keeps backups"
  if -i and FILE none: unfit "-i without a file"
  if FILE none: in <-
  if -i: in <>FILE
  else out >-
  pure ; par no
  if -i: meta modes
  if PROGRAM is early: early

sed [LOCALE] -i,--in-place[=SUFFIX] [-n,--quiet,--silent] [-E] [-r] [--regexp-extended] [-s,--separate] [-u,--unbuffered] [-z,--null-data]
     [--posix] [-l,--line-length N] (PROGRAM | -e,--expression PROGRAM)... <>FILE...
  program sed PROGRAM
  if SUFFIX ~ "[*/]": opaque "a pattern for the names of backups"
  out each >$FILE$SUFFIX
  pure ; meta modes ; par no

sed [LOCALE] [-n,--quiet,--silent] [-E] [-r] [--regexp-extended] [-s,--separate] [-u,--unbuffered] [-z,--null-data] [--posix]
     [-l,--line-length N] (PROGRAM | -e,--expression PROGRAM)... [<FILE|-...]
  program sed PROGRAM
  if FILE none: in <-
  out >- ; pure
  if -z: unit nul
  if PROGRAM is early: early
  if PROGRAM is linewise and not -s and not FILE many: par map
  else par no

gzip [LOCALE] (-c,--stdout,--to-stdout) [-f,--force] [-k,--keep] [-n,--no-name] [-N,--name] [-q,--quiet] [-v,--verbose] [--rsyncable]
     [-{1..9}] [--fast] [--best] [-d,--decompress,--uncompress] [<FILE|-...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <-
  out >- ; pure ; par no ; size out<=in
  if not -n and not -d: meta

# Without -f, those that replace files leave an output alone that is there already: so whether it is there counts.
gzip [LOCALE] (-d,--decompress,--uncompress) [-f,--force] [-k,--keep] [-n,--no-name] [-q,--quiet] [-v,--verbose] [<FILE...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if not every FILE=*.gz: opaque "not called *.gz"
  out each >${FILE%.gz}
  if not -k: removes FILE
  if not -f: prompts ; in each <${FILE%.gz}
  pure ; meta ; par files

gzip [LOCALE] (-t,--test) [-f,--force] [-q,--quiet] [-v,--verbose] [<FILE|-...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <-
  pure ; par no

gzip [LOCALE] [-f,--force] [-k,--keep] [-n,--no-name] [-N,--name] [-q,--quiet] [-v,--verbose] [--rsyncable] [-{1..9}]
     [--fast] [--best] [<FILE...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <- ; out >-
  if FILE=-: opaque "- among files"
  if FILE=*.gz: opaque "called *.gz already"
  out each >$FILE.gz
  if not -k: removes FILE
  if not -f: prompts ; in each <$FILE.gz
  pure ; meta ; par files ; size out<=in

zcat [LOCALE] [-f,--force] [-q,--quiet] [-v,--verbose] [<FILE|-...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <-
  out >- ; pure ; par no
  if not FILE none and not every FILE=*.gz: opaque "not called *.gz"

gunzip [LOCALE] (-c,--stdout,--to-stdout) [-f,--force] [-k,--keep] [-q,--quiet] [-v,--verbose] [<FILE|-...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <-
  out >- ; pure ; par no
  if not FILE none and not every FILE=*.gz: opaque "not called *.gz"

gunzip [LOCALE] [-f,--force] [-k,--keep] [-n,--no-name] [-q,--quiet] [-v,--verbose] [<FILE...]
  if $GZIP: opaque "GZIP holds options"
  if FILE none: in <- ; out >-
  if not FILE none and not every FILE=*.gz: opaque "not called *.gz"
  out each >${FILE%.gz}
  if not -k: removes FILE
  if not -f: prompts ; in each <${FILE%.gz}
  pure ; meta ; par files

# The program is read by a classifier: output to files and commands, input from them, and the time are opaque.
part AWK [LOCALE] [-F SEPARATOR] [-v ASSIGNMENT]...
  if $AWKPATH or $AWKLIBPATH or $MAWKBINMODE or $WHINY_USERS: opaque "a variable changes how awk works"
  if FILE=*=* or FILE=*=*/*: opaque "an operand that may be an assignment"
  if FILE none: in <-
  out >- ; pure

awk|mawk|gawk|nawk|original-awk [AWK] (-f <PROGRAM)... [<FILE|-...]
  paths count
  program awk from PROGRAM
  if PROGRAM is environ: opaque "the program looks at the environment"
  if PROGRAM is varies: pure no
  if PROGRAM is early: early
  par no

awk|mawk|gawk|nawk|original-awk [AWK] PROGRAM [<FILE|-...]
  if PROGRAM ~ "FILENAME|ARGV": paths count
  program awk PROGRAM
  if PROGRAM is environ: opaque "the program looks at the environment"
  if PROGRAM is varies: pure no
  if PROGRAM is early: early
  if PROGRAM is linewise and not FILE many and not ASSIGNMENT=*RS=*: par map text
  else par no
