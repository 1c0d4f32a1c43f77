-- The same rows, sixty-four commits in one statement of arrays and one transaction: as the product groups them.
\set n random(1, 5000)
SELECT bench_group(:n, 64);
