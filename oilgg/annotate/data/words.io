# Commands that only look at their words.

part LOCALE
  env only $LANG? $LANGUAGE? $LC_ALL? $LC_CTYPE? $LC_COLLATE? $LC_MESSAGES? $LC_NUMERIC? $POSIXLY_CORRECT?
  paths free

echo|printf|expr [LOCALE] [TEXT...]
  options none
  out >- ; pure ; par no ; words only

true|false [TEXT...]
  options none
  pure ; par no ; words only ; paths free

basename [LOCALE] (-a,--multiple) [-s,--suffix SUFFIX] [-z,--zero] NAME...
  out >- ; pure ; par no ; words only

basename [LOCALE] -s,--suffix SUFFIX [-a,--multiple] [-z,--zero] NAME...
  out >- ; pure ; par no ; words only

basename [LOCALE] [-z,--zero] NAME [SUFFIX]
  out >- ; pure ; par no ; words only

dirname [LOCALE] [-z,--zero] NAME...
  out >- ; pure ; par no ; words only

seq [LOCALE] [-s,--separator TEXT] [-w,--equal-width] [-f,--format FORMAT] NUMBER [NUMBER] [NUMBER]
  out >- ; pure ; par no ; words only

# The machine it runs on: never sent elsewhere, looked up again in every run of a script.
uname [LOCALE] [-a,--all] [-s,--kernel-name] [-n,--nodename] [-r,--kernel-release] [-v,--kernel-version] [-m,--machine]
     [-p,--processor] [-i,--hardware-platform] [-o,--operating-system]
  out >- ; pure no ; needs here ; par no
