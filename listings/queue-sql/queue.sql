-- A job queue in one table: each job is done by one worker, and a worker that dies gives its job back.

CREATE TABLE job (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payload text        NOT NULL,
    run_at  timestamptz NOT NULL DEFAULT now(),
    done_at timestamptz,
    done_by int
);

-- Only what is waiting is in the index, so it stays small while the table grows.
CREATE INDEX job_waiting ON job (run_at, id) WHERE done_at IS NULL;

-- Takes the first job that waits and that no other worker holds; none if there is none. The row stays
-- locked until the worker's transaction ends, so the work belongs between this and COMMIT. If the worker
-- dies, its connection breaks, the transaction is rolled back, and the job is free.
CREATE FUNCTION take_job() RETURNS SETOF job LANGUAGE sql AS $$
    SELECT * FROM job
    WHERE done_at IS NULL AND run_at <= now()
    ORDER BY run_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
$$;

CREATE FUNCTION finish_job(taken bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE job SET done_at = now(), done_by = pg_backend_pid() WHERE id = taken
$$;
