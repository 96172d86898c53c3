cat [-AbeEnstTuv] [<FILE|-...]
  if FILE none: in <-
  out >- ; pure ; size out~in
  if -n or -b or -s: par no
  else par map
