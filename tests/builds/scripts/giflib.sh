#!/bin/bash
# Builds giflib: both libraries, the shared one, all utilities; then turns a picture around.
set -eu

# The utilities show __DATE__ and __TIME__; this makes them the same in every build.
export SOURCE_DATE_EPOCH=1577836800

: "${CC:=gcc}"
cflags=(-std=gnu99 -fPIC -Wall -Wno-format-truncation -O2 -g)
sources="dgif_lib.c egif_lib.c gifalloc.c gif_err.c gif_font.c gif_hash.c openbsd-reallocarray.c quantize.c"
usources="qprintf.c getarg.c"
utilities="gif2rgb gifbuild giffix giftext giftool gifclrmp gifbg gifcolor gifecho giffilter gifhisto gifinto gifsponge gifwedge"

VERSION=$(sh ./getversion)
echo "building giflib $VERSION"

compile() {
  local source
  for source in "$@"; do
    "$CC" "${cflags[@]}" -c "$source"
  done
}

archive() {
  local library=$1
  shift
  rm -f "$library"
  ar rcs "$library" "$@"
}

compile $sources $usources
archive libgif.a ${sources//.c/.o}
archive libutil.a ${usources//.c/.o}

"$CC" -shared -Wl,-soname -Wl,libgif.so.7 -o libgif.so.7.2.0 ${sources//.c/.o}
ln -sf libgif.so.7.2.0 libgif.so.7
ln -sf libgif.so.7 libgif.so

for utility in $utilities; do
  compile $utility.c
  "$CC" "${cflags[@]}" -o $utility $utility.o libutil.a libgif.a -lm
done

mkdir -p staging/bin staging/lib staging/include
install -m 755 gif2rgb gifbuild giftext staging/bin
install -m 644 libgif.a staging/lib/libgif.a
install -m 644 gif_lib.h staging/include
strip staging/bin/gif2rgb

count=0
for picture in pic/*.gif; do
  count=$((count + 1))
  if [ $count -gt 3 ]; then
    break
  fi
  ./giftext <"$picture" | head -n 4
done
./gifecho -t "oilgg" >echo.gif
./giftext <echo.gif | grep -c Image || echo "no image"
echo "$count pictures"
