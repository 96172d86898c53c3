#!/usr/bin/env bash
# Builds and tests `sheet`: one command after the other, as a plain build script does.
set -e

CC=${CC:-gcc}
CFLAGS="-std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Isrc -Ibuild"
VERSION=1.$(grep -c '^[a-z]' data/functions.txt)

mkdir -p build/obj build/tests

echo "#define SHEET_VERSION \"$VERSION\"" >build/version.h

# A tool that makes a part of the source.
$CC $CFLAGS tools/make_functions.c -o build/make_functions
build/make_functions <data/functions.txt >build/functions.inc

objects=
for source in src/*.c; do
  object=build/obj/$(basename "$source" .c).o
  $CC $CFLAGS -c "$source" -o "$object"
  case $source in
    src/main.c | src/options.c) ;;
    *) objects="$objects $object" ;;
  esac
done

rm -f build/libsheet.a
ar cq build/libsheet.a $objects
ranlib build/libsheet.a

$CC -g build/obj/main.o build/obj/options.o build/libsheet.a -lm -o build/sheet
cp build/sheet build/sheet.stripped
strip build/sheet.stripped

for test in tests/test_*.c; do
  name=$(basename "$test" .c)
  $CC $CFLAGS -Itests "$test" build/libsheet.a -lm -o "build/tests/$name"
  "build/tests/$name"
done

build/sheet -f 'kilo=round(price * 1000 / weight, 2)' -s kilo -r data/fruit.csv >build/fruit.txt
build/sheet -c -f 'who=upper(left(fruit, 3)) & "-" & row()' -f 'sum=running(price)' data/fruit.csv |
  sort -t, -k2 -n >build/fruit.csv
wc -l build/fruit.txt build/fruit.csv
echo "sheet $VERSION is built"
