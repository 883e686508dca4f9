#!/usr/bin/env bash
# Tests of retry.sh. Nothing here really waits: sleep_ms only notes how long it was told to.
set -euo pipefail
. ./retry.sh

equal() {
    [ "$1" = "$2" ] || {
        echo "expected $2, got $1"
        exit 1
    }
}

equal "$(sleep() { echo "$1"; } && sleep_ms 1050)" "1.050"
echo "ok milliseconds become seconds"

waits=()
sleep_ms() { waits+=("$1"); }

# fails TIMES CODE: a command that fails so many times with that code, and then succeeds.
runs=0
fails() { ((++runs > $1)) || return "$2"; }

retry 5 100 2000 fails 0 1
equal "$runs runs, ${#waits[@]} waits" "1 runs, 0 waits"
echo "ok success at once does not wait"

runs=0
retry 5 100 2000 fails 3 1
equal "$runs runs, ${#waits[@]} waits" "4 runs, 3 waits"
echo "ok it stops at the first success"

runs=0 waits=() code=0
retry 3 100 2000 fails 99 7 || code=$?
equal "$runs runs, ${#waits[@]} waits, code $code" "3 runs, 2 waits, code 7"
echo "ok it gives up with the last code and without a last wait"

runs=0
words() { ((++runs > 1)) && equal "$#: $2" "2: a b"; }
retry 2 1 1 words 1 "a b"
echo "ok arguments arrive as they are"

limits=$(
    random_to() { echo "$1"; }
    for attempt in 1 2 3 4 5 6 7 1000; do backoff_ms "$attempt" 100 2000; done | paste -s -d ' ' -
)
equal "$limits" "100 200 400 800 1600 2000 2000 2000"
echo "ok the limit doubles up to the cap and never overflows"

# With a fixed seed, 400 waits below a limit of 800 ms.
RANDOM=1
quarters=$(for ((i = 0; i < 400; i++)); do backoff_ms 4 100 2000; done | awk '{ n[int($1 / 201)]++; if ($1 > 800) bad++ }
    END { for (q = 0; q < 4; q++) if (n[q] < 60) bad++; print bad + 0 }')
equal "$quarters outside or missing" "0 outside or missing"
echo "ok waits are spread over the whole range"
