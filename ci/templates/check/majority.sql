-- One idea, small enough to be read in one sitting: how many nodes make a majority.
SELECT nodes, nodes / 2 + 1 AS majority FROM generate_series(1, 5, 2) AS nodes;
