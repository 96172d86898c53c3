# Archives and symbol tables. Times and owners in archives are zero by default here (D), real ones with U.

part COMMON
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_MESSAGES? $SOURCE_DATE_EPOCH? $TZ? $GNUTARGET? $TMPDIR?
  if $GNUTARGET: opaque "GNUTARGET names another format"
  # the members of thin archives are files of their own
  scan opaque "!<thin>"
  par no ; paths free

# The letters with an operand of their own (a b i N l), plugins, thin archives (T) and @FILE are opaque.
ar|"*-*-ar" [COMMON] [-rqdmscuDUSvfPo] <>ARCHIVE [FILE...]
  options letters
  if not -r and not -q and not -d and not -m and not -s: unfit "no operation that changes the archive"
  if FILE=@*: opaque "@FILE holds options"
  if -v: out >-
  if -r or -q: in each <$FILE
  if -r and ARCHIVE missing and -c and not -v: moves ARCHIVE
  if -q and ARCHIVE missing and -c and not -v: moves ARCHIVE
  pure ; meta modes
  if -U or -u or -o: meta
  if -U: pure no

ar|"*-*-ar" [COMMON] [-tpvOP] <ARCHIVE [MEMBER...]
  options letters
  if not -t and not -p: unfit "no operation that prints"
  if MEMBER=@*: opaque "@FILE holds options"
  out >- ; pure

ar|"*-*-ar" [COMMON] [-xvoPDU] <ARCHIVE [MEMBER...]
  options letters
  if not -x: unfit "no operation"
  if MEMBER=@*: opaque "@FILE holds options"
  if -v: out >-
  probe out ar t $ARCHIVE
  out >>>.
  pure

ranlib|"*-*-ranlib" [COMMON] [-DU] <>ARCHIVE...
  if ARCHIVE=@*: opaque "@FILE holds options"
  pure ; meta modes
  if -U: pure no ; meta

nm|"*-*-nm" [COMMON] [-a,--debug-syms] [-A,-o,--print-file-name] [-B] [-C,--demangle] [--no-demangle] [-D,--dynamic] [-e]
     [-f,--format FORMAT] [-g,--extern-only] [-j,--just-symbols] [-n,-v,--numeric-sort] [-p,--no-sort] [-P,--portability]
     [-r,--reverse-sort] [-S,--print-size] [-s,--print-armap] [--quiet] [--size-sort] [--special-syms] [-t,--radix RADIX]
     [-u,--undefined-only] [-U,--defined-only] [-W,--no-weak] [--with-symbol-versions] [<FILE...]
  if FILE none: in <a.out
  if FILE=@*: opaque "@FILE holds options"
  out >- ; pure

size|"*-*-size" [COMMON] [-A] [-B] [-G] [-d] [-o] [-x] [-t,--totals] [--common] [<FILE...]
  if FILE none: in <a.out
  if FILE=@*: opaque "@FILE holds options"
  out >- ; pure

part STRIP [COMMON] [-p,--preserve-dates] [-D,--enable-deterministic-archives] [-R,--remove-section NAME]... [-s,--strip-all]
     [-g,-S,-d,--strip-debug] [--strip-dwo] [--strip-unneeded] [--only-keep-debug] [-M,--merge-notes] [--no-merge-notes]
     [-N,--strip-symbol NAME]... [--keep-section=NAME]... [-K,--keep-symbol NAME]... [--keep-section-symbols]
     [--keep-file-symbols] [-w,--wildcard] [-x,--discard-all] [-X,--discard-locals] [-v,--verbose]
  if FILE=@*: opaque "@FILE holds options"
  # messages of failures hold names of temporary files
  pure ; meta modes ; fail drop
  # -v prints names of temporary folders
  if -v: out >- ; pure no
  if -p: meta

strip|"*-*-strip" [STRIP] -o >OUT <FILE
  if same OUT FILE: opaque "strips in place"
  if not -v: moves OUT

strip|"*-*-strip" [STRIP] <>FILE...
  par files

objdump|"*-*-objdump" [COMMON] [-a,--archive-headers] [-f,--file-headers] [-p,--private-headers] [-h,--headers,--section-headers]
     [-x,--all-headers] [-d,--disassemble] [-D,--disassemble-all] [-s,--full-contents] [-t,--syms] [-T,--dynamic-syms]
     [-r,--reloc] [-R,--dynamic-reloc] [-C,--demangle] [-w,--wide] [-z,--disassemble-zeroes] [-j,--section NAME]...
     [-M,--disassembler-options OPT]... [--no-show-raw-insn] [--start-address=A] [--stop-address=A] [<FILE...]
  if FILE none: in <a.out
  if FILE=@*: opaque "@FILE holds options"
  # times of archives' members are shown
  if -a or -x: opaque "shows times"
  out >- ; pure

readelf|"*-*-readelf" [COMMON] [-a,--all] [-h,--file-header] [-l,--program-headers,--segments] [-S,--section-headers,--sections]
     [-e,--headers] [-s,--syms,--symbols] [-n,--notes] [-r,--relocs] [-d,--dynamic] [-V,--version-info] [-A,--arch-specific]
     [-W,--wide] [-x,--hex-dump NUMBER]... [-p,--string-dump NUMBER]... [--dyn-syms] [-I,--histogram] [-c,--archive-index] <FILE...
  if FILE=@*: opaque "@FILE holds options"
  out >- ; pure

addr2line|"*-*-addr2line" [COMMON] [-a,--addresses] [-b,--target NAME] [-i,--inlines] [-p,--pretty-print] [-s,--basenames]
     [-f,--functions] [-C,--demangle] -e,--exe <PROGRAM ADDRESS...
  if ADDRESS=@*: opaque "@FILE holds options"
  out >- ; pure

objcopy|"*-*-objcopy" [COMMON] [-I,--input-target NAME] [-O,--output-target NAME] [-B,--binary-architecture NAME] [-p,--preserve-dates]
     [-D,--enable-deterministic-archives] [-j,--only-section NAME]... [-R,--remove-section NAME]... [-S,--strip-all]
     [-g,--strip-debug] [--strip-unneeded] [--only-keep-debug] [-N,--strip-symbol NAME]... [-K,--keep-symbol NAME]...
     [-G,--keep-global-symbol NAME]... [-L,--localize-symbol NAME]... [-W,--weaken-symbol NAME]... [--weaken] [--redefine-sym=PAIR]...
     [--prefix-symbols=TEXT] [--prefix-sections=TEXT] [--rename-section=TEXT]... [--set-section-flags=TEXT]...
     [--compress-debug-sections] [--decompress-debug-sections] [--gap-fill=BYTE] [--pad-to=ADDRESS]
     [-w,--wildcard] [-x,--discard-all] [-X,--discard-locals] <FROM >TO
  if FROM=@* or TO=@*: opaque "@FILE holds options"
  if same FROM TO: opaque "changes its own input"
  pure ; meta modes ; fail drop
  # -I binary makes symbols of the name
  if FROM=/*: paths count
  if -p: meta
