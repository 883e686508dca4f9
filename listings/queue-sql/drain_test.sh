#!/usr/bin/env bash
# Four workers empty the queue together: no job is left, and none is done twice.
set -euo pipefail

sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

sql <<'EOS'
TRUNCATE job;
INSERT INTO job (payload) SELECT 'mail ' || n FROM generate_series(1, 400) AS n;
CREATE TABLE sent (job bigint);
CREATE TABLE ready (worker int);
EOS

worker() {
    sql <<'EOS'
DO $$
DECLARE
    taken job;
BEGIN
    -- Nobody begins before all are there.
    INSERT INTO ready VALUES (pg_backend_pid());
    COMMIT;
    WHILE (SELECT count(*) FROM ready) < 4 LOOP
        PERFORM pg_sleep(0.001);
    END LOOP;
    LOOP
        SELECT * INTO taken FROM take_job();
        EXIT WHEN taken.id IS NULL;
        INSERT INTO sent VALUES (taken.id);
        PERFORM pg_sleep(0.001), finish_job(taken.id);
        COMMIT;
    END LOOP;
END $$;
EOS
}

workers=()
for _ in 1 2 3 4; do
    worker &
    workers+=("$!")
done
for worker in "${workers[@]}"; do wait "$worker"; done

[ "$(sql -c 'SELECT count(*) FROM job WHERE done_at IS NULL')" = 0 ]
echo "ok no job is left"
[ "$(sql -c 'SELECT count(*), count(DISTINCT job) FROM sent')" = "400|400" ]
echo "ok no job is done twice"
[ "$(sql -c 'SELECT count(DISTINCT done_by) FROM job')" -gt 1 ]
echo "ok they shared the work"
