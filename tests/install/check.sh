#!/bin/sh
# check.sh CMAKE BUILD PROJECT WORK: installs BUILD, moves the prefix, and uses it as a stranger would, through CMake and
# through pkg-config.
set -eu
cmake=$1 build=$2 project=$3 work=$4

title() { printf '\n== %s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }
stranger() { env -i PATH="$PATH" HOME="$work/home" "$@"; }

rm -rf "$work"
mkdir -p "$work/home"
trap 'rm -rf "$work/prefix"' EXIT # a copy of libHalide is large

title "install, then move"
"$cmake" --install "$build" --prefix "$work/installed" >"$work/install.log"
mv "$work/installed" "$work/prefix"
prefix=$work/prefix
for file in bin/tconv lib/libtconv_kernel.a lib/libtconv_layer.a include/tconv/kernel.h include/tconv/layer.h \
    lib/cmake/tconv/tconvConfig.cmake lib/cmake/tconv/tconvConfigVersion.cmake lib/cmake/tconv/tconvTargets.cmake \
    lib/cmake/tconv/TconvAddLayer.cmake lib/pkgconfig/tconv.pc; do
    [ -f "$prefix/$file" ] || fail "$file is not installed"
done
stranger ldd "$prefix/bin/tconv" | grep -q "$prefix/.*/libHalide" || fail "tconv takes libHalide from outside its prefix"
! grep -rlF -e "$build" -e "$work/installed" "$prefix/lib/cmake" "$prefix/lib/pkgconfig" ||
    fail "the files above name folders of the build"

title "CMake: find_package, tconv_add_layer"
cp -R "$project" "$work/project"
stranger "$cmake" -S "$work/project" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
stranger "$cmake" --build "$work/build"
(cd "$work/build" && stranger "$(dirname "$cmake")/ctest" --output-on-failure)

title "a changed layer file is compiled again, an unchanged one is not"
stranger "$cmake" --build "$work/build" | tee "$work/again.log"
! grep -q "Compiling the layer" "$work/again.log" || fail "nothing had changed"
sed 's/"bias": true/"bias": true, "activation": "relu"/' "$project/up4.json" >"$work/project/up4.json"
stranger "$cmake" --build "$work/build" | tee "$work/again.log"
grep -q "Compiling the layer up4" "$work/again.log" || fail "up4.json had changed"

title "pkg-config and a plain C compiler"
mkdir "$work/plain"
stranger "$prefix/bin/tconv" compile "$project/up4.json" -o "$work/plain"
flags=$(stranger env PKG_CONFIG_PATH="$prefix/lib/pkgconfig" pkg-config --cflags --libs tconv)
stranger cc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Werror -I"$work/plain" "$project/one_layer.c" \
    "$work/plain/libup4.a" $flags -o "$work/plain/one_layer"
stranger "$work/plain/one_layer"
