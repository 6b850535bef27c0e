#!/bin/sh
# Text detection with the layers of a real network, beside ONNX Runtime: from PyPI's wheel to a picture, each command printed before it runs.
#
#   run.sh TCONV KERNEL_ARCHIVE PYTHON OUT     PYTHON: with onnx, onnxruntime and numpy (.venv-judges); OUT: a folder to write to
#
# The model is not part of this project: it comes from the wheel of rapidocr-onnxruntime (Apache-2.0), which OUT keeps. Without a network
# the example says so and ends well.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
include=$here/../../runtime/include
tconv=$1 archive=$2 python=$3 out=$4
PATH=$(CDPATH= cd -- "$(dirname -- "$tconv")" && pwd):$PATH
wheel=$out/rapidocr_onnxruntime-1.4.4-py3-none-any.whl
sha256=971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf

step() { printf '\n$ %s\n' "$*"; "$@"; }

mkdir -p "$out"
if ! [ -f "$wheel" ] &&
   ! step "$python" -m pip download --quiet --no-deps --dest "$out" rapidocr-onnxruntime==1.4.4; then
    echo "textdetection: SKIPPED: the wheel of rapidocr-onnxruntime 1.4.4 cannot be had from PyPI"
    exit 0
fi
echo "$sha256  $wheel" | sha256sum --check --quiet -
"$python" "$here/features.py" "$wheel" "$out/model.onnx"

step tconv import "$out/model.onnx" -o "$out/layers"
tconv import "$out/model.onnx" -o "$out/layers" --json >"$out/layers.json"
step "$python" "$here/features.py" "$out/model.onnx" "$out/layers.json" "$here/text.png" "$out"

# The names of a program's own, in place of those that the model's exporter chose.
rename() {
    sed "s/\"name\": \"$1\"/\"name\": \"$2\"/" "$out/layers/$1.json" >"$out/$2.json"
    step tconv compile "$out/$2.json" --weights "$out/layers/$1.safetensors" -o "$out/libraries"
}
rename p2o_ConvTranspose_0 first
rename p2o_ConvTranspose_2 second

step cc -std=c11 -O2 -Wall -Wextra -Werror -I"$include" -I"$out/libraries" "$here/textdetection.c" \
    "$out/libraries/libfirst.a" "$out/libraries/libsecond.a" "$archive" -lpng -lm -o "$out/textdetection"
step "$out/textdetection" "$here/text.png" "$out" "$out/text_map.png"
echo "$out/text_map.png: the picture, and where the network sees text"
