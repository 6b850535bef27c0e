#!/bin/sh
# The demo: what a user does with a layer file, step by step, each command printed before it runs.
#
#   demo.sh TCONV KERNEL_ARCHIVE OUT     from the root of the project: the program, libtconv_kernel.a, a folder to write to
set -eu
tconv=$1 archive=$2 out=$3
PATH=$(dirname "$tconv"):$PATH
mkdir -p "$out"

title() { printf '\n== %s\n' "$*"; }
step() { printf '\n$ %s\n' "$*"; "$@"; }

# layer FOLDER LAYER LIBRARIES...: from the layer file to a program of the folder's name.
layer() {
    folder=examples/$1 program=$1 name=$2
    shift 2
    step cat "$folder/$name.json"
    step tconv compile "$folder/$name.json" -o "$out"
    step cc -O2 -Iruntime/include -I"$out" "$folder/$program.c" examples/timing.c "$out/lib$name.a" "$archive" "$@" \
        -o "$out/$program"
}

title "A photograph, enlarged twice: bilinear interpolation is a transposed convolution (kernel 4, stride 2)"
layer enlarge enlarge2 -lpng -lm
step "$out/enlarge" examples/photo.png "$out/enlarged.png"

title "A sound from its spectrum: the inverse short-time Fourier transform is one too (kernel 1024, stride 256)"
layer istft istft -lm
step "$out/istft" "$out/chord.wav"

title "Made in $out"
printf '%s\n' \
    "enlarged.png                 examples/photo.png, 384 x 384, as 768 x 768: look at it" \
    "chord.wav                    the chord, put together from its spectrum: listen to it" \
    "libenlarge2.a, enlarge2.h    the first layer as a library, with its header" \
    "libistft.a, istft.h          the second"
