"""One idea, small enough to be read in one sitting."""


def majority(nodes: int) -> int:
    """How many of `nodes` make a majority."""
    return nodes // 2 + 1
