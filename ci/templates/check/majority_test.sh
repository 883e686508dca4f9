#!/usr/bin/env bash
set -euo pipefail
. ./majority.sh

for nodes in 1 2 3 4 5; do
    [ $((2 * $(majority "$nodes"))) -gt "$nodes" ]
done
echo "ok two majorities share a node"
