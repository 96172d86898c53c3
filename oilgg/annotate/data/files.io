# Commands that place, copy and remove files. What many of them do depends on whether a path is a folder. Those that
# leave alone what is there already read the place that they write: whether something is there counts.

part LOCALE
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $LC_COLLATE? $LC_TIME? $POSIXLY_CORRECT? $TZ?

part COPY [LOCALE] [-f,--force] [-v,--verbose] [-n,--no-clobber] [-T,--no-target-directory] [--strip-trailing-slashes]
     [-d] [-H] [-L,--dereference] [-P,--no-dereference] [-p] [--preserve[=WHAT]] [--no-preserve=WHAT] [-u,--update]
     [-x,--one-file-system] [--reflink[=WHEN]] [--sparse=WHEN] [--remove-destination] [-r,--recursive] [-R] [-a,--archive]
  if -v: out >-
  if FROM=.. or FROM=*/..: opaque "copies the folder above"
  if FROM dir and not -r and not -R and not -a: opaque "a folder without -r"
  if FROM dir and (-n or -u): opaque "what is there already counts, file by file"
  pure ; par no ; meta modes
  if -p or -a or -u or --preserve: meta

cp [COPY] -t,--target-directory INTO FROM...
  if -T: unfit "-t with -T"
  if INTO missing: unfit "the target is no folder"
  if FROM dir: in each <<$FROM ; out each >>>$INTO/$(basename $FROM)
  else in each <$FROM ; out each >$INTO/$(basename $FROM)
  if -n or -u: in each <$INTO/$(basename $FROM)

cp [COPY] FROM... TO
  if TO=*/ and not TO dir and not FROM dir: opaque "TO/ is no folder"
  if FROM many and not TO dir: opaque "several files into what is no folder"
  if -T and TO dir: opaque "-T onto a folder"
  if FROM dir: in each <<$FROM
  else in each <$FROM
  if TO dir and FROM dir: out each >>>$TO/$(basename $FROM)
  else if FROM dir: out >>>$TO
  else if TO dir: out each >$TO/$(basename $FROM)
  else out >$TO
  if (-n or -u) and TO dir: in each <$TO/$(basename $FROM)
  else if -n or -u: in <$TO

part MOVE [LOCALE] [-f,--force] [-v,--verbose] [-n,--no-clobber] [-u,--update] [-T,--no-target-directory] [--strip-trailing-slashes]
  if FROM dir: opaque "moves a folder"
  if not -f and not -n: prompts locked
  if -v: out >-
  in each <$FROM ; removes FROM
  pure ; meta ; par no

mv [MOVE] -t,--target-directory INTO FROM...
  if -T: unfit "-t with -T"
  if INTO missing: unfit "the target is no folder"
  out each >$INTO/$(basename $FROM)
  if -n or -u: in each <$INTO/$(basename $FROM)

mv [MOVE] FROM... TO
  if TO=*/ and not TO dir: opaque "TO/ is no folder"
  if FROM many and not TO dir: opaque "several files into what is no folder"
  if -T and TO dir: opaque "-T onto a folder"
  if TO dir: out each >$TO/$(basename $FROM)
  else out >$TO
  if (-n or -u) and TO dir: in each <$TO/$(basename $FROM)
  else if -n or -u: in <$TO

rm [LOCALE] [-f,--force] [-r,--recursive] [-R] [-d,--dir] [-v,--verbose] [--one-file-system] [--preserve-root] [FILE...]
  if FILE none and not -f: unfit "nothing to remove"
  if FILE=. or FILE=.. or FILE=*/. or FILE=*/.. or FILE=/: opaque "removes the folder it is in"
  if FILE dir and not -r and not -R and not -d: opaque "a folder without -r"
  if not -f: prompts locked
  if -v: out >-
  removes FILE
  pure ; par no

rmdir [LOCALE] [-v,--verbose] DIR...
  if DIR=. or DIR=*/. or DIR=*/..: opaque "removes the folder it is in"
  if -v: out >-
  removes DIR
  pure ; par no

mkdir [LOCALE] [-p,--parents] [-m,--mode MODE] [-v,--verbose] DIR...
  if -v: out >-
  if -p: folder parents $DIR
  else folder $DIR
  pure ; par no

# The time is that of its turn: modification times grow in the order of the script.
touch [LOCALE] [-a] [-c,--no-create] [-f] [-m] [-t STAMP] [-d,--date DATE] [-r,--reference <REFERENCE] FILE...
  if FILE=-: opaque "- is standard output"
  if FILE dir: opaque "touches a folder"
  if $POSIXLY_CORRECT or $_POSIX2_VERSION: opaque "old syntax may hold"
  in <>FILE
  pure no ; meta ; par no
  if -d and not DATE=@* and not DATE=????-??-*: opaque "a date that may depend on today's"
  if -t or -r or -d: pure

# Hard links are opaque: two names for one file cannot be kept apart.
part LINK [LOCALE] [-f,--force] [-n,--no-dereference] [-v,--verbose] [-T,--no-target-directory]
  if -v: out >-
  pure ; par no

ln [LINK] (-s,--symbolic) -t,--target-directory INTO TARGET...
  if -T: unfit "-t with -T"
  if INTO missing: unfit "the target is no folder"
  out each >$INTO/$(basename $TARGET)
  if not -f: in each <$INTO/$(basename $TARGET)

ln [LINK] (-s,--symbolic) TARGET
  if TARGET=.. or TARGET=. or TARGET=*/.. or TARGET=*/.: opaque "a link called . or .."
  out >./$(basename $TARGET)
  if not -f: in <./$(basename $TARGET)

ln [LINK] (-s,--symbolic) TARGET... NAME
  if TARGET many and not NAME dir: opaque "several links into what is no folder"
  if NAME=*/ and not NAME dir: opaque "NAME/ is no folder"
  if NAME dir and (-n or -T): out >$NAME
  if NAME dir and not -T: out each >$NAME/$(basename $TARGET)
  if not NAME dir: out >$NAME
  if NAME dir and not -T and not -f: in each <$NAME/$(basename $TARGET)
  if not NAME dir and not -f: in <$NAME

# The times stay as they are: they are a part of what it leaves.
chmod [LOCALE] [-c,--changes] [-f,--silent,--quiet] [-v,--verbose] (-R,--recursive) MODE FILE...
  if -c or -v: opaque "prints in the order of a folder"
  in each <<$FILE ; out each >>>$FILE
  pure ; meta ; par no

chmod [LOCALE] [-c,--changes] [-f,--silent,--quiet] [-v,--verbose] MODE <>FILE...
  if -c or -v: out >-
  pure ; meta ; par no

part INSTALL [LOCALE] [-c] [-v,--verbose] [-m,--mode MODE] [-p,--preserve-timestamps] [-o,--owner OWNER] [-g,--group GROUP]
  if -v: out >-
  if -p: meta
  pure ; par no

# -s runs strip, -C compares, -b keeps backups: opaque.
install [INSTALL] (-d,--directory) DIR...
  if DIR dir: opaque "sets the mode of a folder that is there"
  folder parents $DIR

install [INSTALL] [-D] -t,--target-directory INTO <FROM...
  if FROM dir: opaque "a folder among the files"
  if -D: folder parents $INTO
  else if INTO missing: unfit "the target is no folder"
  out each >$INTO/$(basename $FROM)

install [INSTALL] [-D] [-T,--no-target-directory] <FROM... TO
  if FROM dir: opaque "a folder among the files"
  if TO=*/ and not TO dir: opaque "TO/ is no folder"
  if FROM many and not TO dir: opaque "several files into what is no folder"
  if -T and TO dir: opaque "-T onto a folder"
  if -D and not TO dir: folder parents $(dirname $TO)
  if TO dir: out each >$TO/$(basename $FROM)
  else out >$TO
  if TO missing and not -D and not -v: moves TO
