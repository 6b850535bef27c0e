#!/bin/sh
# Installs what the project needs and this machine lacks: Debian's packages (cmake/packages.txt) and a private Python
# environment with the pinned CMake, Ninja and Halide. Says what it does; with nothing to do it says nothing and takes
# a fraction of a second.
#
#   cmake/setup.sh           .venv          from requirements.txt: make demo, make test
#   cmake/setup.sh judges    .venv-judges   from tests/judges/requirements.txt; .venv-judges/torch from requirements-torch.txt there
#   cmake/setup.sh bench     .venv-bench    from bench/requirements.txt; .venv-bench/NAME from bench/requirements-NAME.txt, and
#                                           .venv-bench/torch as the judges have it
set -eu

say() { printf '%s\n' "setup: $*"; }
fail() { printf '%s\n' "setup: error: $*" >&2; exit 1; }

# The packages of the table that are for everyone or for the purpose $1, and are not installed.
missing_packages() {
    sed -e 's/#.*//' "$root/cmake/packages.txt" | while read -r package purpose _; do
        case $package,$purpose in
            ,*) continue ;;
            *,"[$1]") ;;
            *,\[*) continue ;;
        esac
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf ' %s' "$package"
    done
}

install_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "not a Debian system: what cmake/packages.txt lists is taken to be there"
        return
    fi
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo="sudo -n"
    else
        printf '%s\n' "setup: Debian packages are missing, and installing them takes root. Please run:" >&2
        printf '%s\n' "apt-get install$missing" >&2
        exit 1
    fi
    say "installing Debian packages:$missing"
    log=$root/build/apt.log
    # The lists of a fresh machine are empty or old, hence the update first.
    if ! { $sudo apt-get update && $sudo env DEBIAN_FRONTEND=noninteractive \
               apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "apt-get install$missing failed (all of its output: build/apt.log)"
    fi
}

# A Python that can make environments: Debian's own before whatever PATH finds first (pyenv, conda).
find_python() {
    for candidate in /usr/bin/python3 python3; do
        if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    fail "no Python 3.11 or later with the modules venv and ensurepip: apt-get install python3 python3-venv"
}

# An environment holds scripts with its own path in them: its stamp names the path as well as the requirements.
install_environment() {
    environment=$root/$1
    requirements=$root/$2
    [ -f "$requirements" ] || fail "$2 is missing"
    stamp="$environment $(sha256sum <"$requirements")"
    [ "$stamp" != "$(cat "$environment/stamp" 2>/dev/null)" ] || return 0
    # One made by hand here is brought up to date; one that was copied or whose Python has gone is made anew.
    if ! "$environment/bin/pip" --version >/dev/null 2>&1 ||
       [ "$("$environment/bin/python" -c 'import sys; print(sys.prefix)')" != "$environment" ]; then
        python=$(find_python)
        say "making $1 with $("$python" --version) ($python)"
        rm -rf "$environment"
        "$python" -m venv "$environment" || fail "$python -m venv $1 failed"
    fi
    say "installing into $1:$(sed -n 's/^\([a-zA-Z].*\)==\([^ ;]*\).*/ \1 \2/p' "$requirements" | tr '\n' ',' | sed 's/,$//')"
    "$environment/bin/pip" install --quiet --disable-pip-version-check $3 -r "$requirements" ||
        fail "pip install -r $2 failed"
    printf '%s\n' "$stamp" >"$environment/stamp"
}

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
purpose=${1:-build}
mkdir -p "$root/build"
exec 9>"$root/build/setup.lock"
flock 9
install_packages "$purpose"
install_environment .venv requirements.txt --no-deps
case $purpose in
    build) ;;
    judges)
        install_environment .venv-judges tests/judges/requirements.txt ""
        install_environment .venv-judges/torch tests/judges/requirements-torch.txt --no-deps
        "$root/.venv-judges/torch/bin/python" "$root/tests/judges/cuda_stand_in.py" ||
            fail "tests/judges/cuda_stand_in.py failed"
        ;;
    bench)
        # Peers bring versions of the same packages that differ: each has an environment of its own. One that cannot be had is a column less.
        (install_environment .venv-bench bench/requirements.txt "") || say "going on without oneDNN"
        for peer in sycl onnxruntime openvino litert plots; do
            (install_environment ".venv-bench/$peer" "bench/requirements-$peer.txt" "") ||
                say "going on without .venv-bench/$peer"
        done
        (install_environment .venv-bench/torch tests/judges/requirements-torch.txt --no-deps &&
            "$root/.venv-bench/torch/bin/python" "$root/tests/judges/cuda_stand_in.py") ||
            say "going on without .venv-bench/torch"
        ;;
    *) fail "unknown purpose '$purpose': judges or bench, or none" ;;
esac
