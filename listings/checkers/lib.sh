# Shared by the checkers: how a check says what it found.
# shellcheck shell=bash

# need TOOL PACKAGE: ends the check as "cannot run here" if the tool is not there.
need() {
    command -v "$1" >/dev/null 2>&1 && return
    echo "missing $1: sudo apt-get install $2"
    exit 77
}

# fail WORDS: ends the check as failed.
fail() {
    echo "not ok: $*"
    exit 1
}

# holds NAME COMMAND…: one check. What the command prints is shown only if it fails.
holds() {
    local name=$1 said
    shift
    said=$("$@" 2>&1) || {
        printf '%s\n' "$said"
        fail "$name"
    }
    echo "ok $name"
}

# tests COMMAND…: a test program that prints `ok NAME` for each of its tests.
tests() {
    local said
    said=$("$@" 2>&1) || {
        printf '%s\n' "$said"
        fail "$*"
    }
    grep '^ok ' <<<"$said" || {
        printf '%s\n' "$said"
        fail "$* printed no line \`ok NAME\`"
    }
}

# golden FILE COMMAND…: the command prints exactly the file.
golden() {
    local file=$1 said
    shift
    said=$(mktemp)
    "$@" >"$said" || fail "$* ended with $?"
    diff -u "$file" "$said" || fail "$* does not print $file"
    echo "ok $file"
}
