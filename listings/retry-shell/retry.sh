#!/usr/bin/env bash
# Retries with exponential backoff and full jitter, to be sourced by other scripts:
#
#   retry 5 100 2000 curl --fail --silent --max-time 2 http://127.0.0.1:8080/health
#
# The command runs more than once, so running it twice must do no more than running it once.

# retry ATTEMPTS BASE_MS CAP_MS COMMAND…: runs the command until it succeeds, ATTEMPTS times at most.
# Returns the exit code of its last run.
retry() {
    local attempts=$1 base=$2 cap=$3 attempt code=0
    shift 3
    for ((attempt = 1; attempt <= attempts; attempt++)); do
        code=0
        "$@" || code=$?
        ((code == 0 || attempt == attempts)) && return "$code"
        sleep_ms "$(backoff_ms "$attempt" "$base" "$cap")"
    done
}

# backoff_ms ATTEMPT BASE_MS CAP_MS: how long to wait after that attempt (from 1) has failed.
# The limit doubles from attempt to attempt, up to the cap, and the wait is a random part of it: clients that
# failed in the same moment must not come back in the same moment.
backoff_ms() {
    local attempt=$1 limit=$2 cap=$3
    # Doubling in steps cannot overflow; base * 2^attempt can.
    while ((attempt-- > 1 && limit < cap)); do
        ((limit *= 2))
    done
    random_to $((limit < cap ? limit : cap))
}

# random_to MAX: a random whole number from 0 to MAX, which is less than 2^30.
random_to() {
    echo $(((RANDOM << 15 | RANDOM) % ($1 + 1)))
}

sleep_ms() {
    sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
}
