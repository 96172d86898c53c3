#!/bin/bash
# Builds the static and the shared library of libyaml, its test programs, and runs some of them.
set -e

CC=${CC:-gcc}
CFLAGS="-g -O2 -Wall -fPIC -Iinclude -Ibuild -DHAVE_CONFIG_H"
OUT=build

part() {
  sed -n "s/^m4_define(\[YAML_$1\], \([0-9]*\))/\1/p" configure.ac
}

major=$(part MAJOR)
minor=$(part MINOR)
patch=$(part PATCH)
version="$major.$minor.$patch"
echo "libyaml $version"

mkdir -p $OUT
cat >$OUT/config.h <<EOF
#define YAML_VERSION_MAJOR $major
#define YAML_VERSION_MINOR $minor
#define YAML_VERSION_PATCH $patch
#define YAML_VERSION_STRING "$version"
EOF

objects=
for source in src/*.c; do
  name=$(basename "$source" .c)
  echo "  CC $name"
  $CC $CFLAGS -c "$source" -o "$OUT/$name.o"
  objects="$objects $OUT/$name.o"
done

echo "  AR libyaml.a"
rm -f $OUT/libyaml.a
ar cq $OUT/libyaml.a $objects
ranlib $OUT/libyaml.a

echo "  LD libyaml.so"
$CC -shared -Wl,-soname,libyaml-0.so.2 $objects -o $OUT/libyaml-0.so.$version
ln -sf libyaml-0.so.$version $OUT/libyaml-0.so.2
ln -sf libyaml-0.so.2 $OUT/libyaml.so

for test in test-version test-reader run-scanner run-parser run-loader run-emitter run-dumper; do
  echo "  TEST $test"
  $CC $CFLAGS tests/$test.c $OUT/libyaml.a -o $OUT/$test
done

$OUT/test-version
$OUT/test-reader | tail -n 3
if [ -d examples ]; then
  for example in examples/anchors.yaml examples/tags.yaml; do
    if [ -f "$example" ]; then
      $OUT/run-parser "$example"
    fi
  done
fi
size=$(wc -c <$OUT/libyaml.a)
if [ "$size" -gt 1000 ]; then
  echo "done"
fi
