#!/usr/bin/env bash
# One idea, small enough to be read in one sitting.

# majority NODES: how many of them make a majority.
majority() {
    echo $(($1 / 2 + 1))
}
