#!/bin/sh
# usage: xnnpack.sh FOLDER
# Unpacks Debian's XNNPACK for AArch64, and what it is linked with, into FOLDER/usr: nothing is installed, and apt's own state stays as it is.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
[ -e "$folder/done" ] && exit 0
mkdir -p "$folder/state/lists/partial" "$folder/cache/archives/partial" "$folder/packages"
: > "$folder/state/status"
apt() {
    apt-get -q=2 -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$folder/state" \
        -o Dir::State::status="$folder/state/status" -o Dir::Cache="$folder/cache" -o APT::Sandbox::User= "$@"
}
echo "downloading Debian's XNNPACK for AArch64 into $folder"
apt update
cd "$folder/packages"
apt download libxnnpack-dev libxnnpack0 libpthreadpool-dev libpthreadpool0 libcpuinfo-dev libcpuinfo0 libclog-dev libclog0 2>/dev/null ||
    apt download libxnnpack-dev libxnnpack0 libpthreadpool-dev libpthreadpool0 libcpuinfo-dev libcpuinfo0
for package in *.deb; do
    dpkg-deb -x "$package" "$folder"
done
touch "$folder/done"
