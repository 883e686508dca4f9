-- Two workers, each a session of its own, at the same time.
CREATE EXTENSION dblink;
SET client_min_messages = error;
\pset footer off
INSERT INTO job (payload) VALUES ('mail 1'), ('mail 2');
INSERT INTO job (payload, run_at) VALUES ('tomorrow', now() + interval '1 day');
-- Whoever waits for the other fails.
\set patience 'options=-clock_timeout=5s'
SELECT dblink_connect('a', :'patience'), dblink_connect('b', :'patience') \g /dev/null

\echo 'Each of them takes a job; neither waits for the other:'
SELECT dblink_exec('a', 'BEGIN'), dblink_exec('b', 'BEGIN') \g /dev/null
SELECT id AS "a takes" FROM dblink('a', 'SELECT id FROM take_job()') AS t (id bigint);
SELECT id AS "b takes" FROM dblink('b', 'SELECT id FROM take_job()') AS t (id bigint);

\echo 'A third finds nothing: two are taken, and one is not due.'
SELECT count(*) AS "c takes" FROM take_job();

\echo 'a is done. b dies before it is:'
SELECT dblink_exec('a', 'DO $$ BEGIN PERFORM finish_job(1); END $$'), dblink_exec('a', 'COMMIT') \g /dev/null
SELECT pg_terminate_backend(pid, 5000) AS "b is gone"
FROM dblink('b', 'SELECT pg_backend_pid()') AS t (pid int);
SELECT id, payload AS "c takes" FROM take_job();
SELECT dblink_disconnect('b') \g /dev/null

\echo 'Without SKIP LOCKED, a second worker waits for the first:'
SELECT dblink_connect('b', 'options=-clock_timeout=100ms') \g /dev/null
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT id AS "a takes" FROM dblink('a', 'SELECT id FROM take_job()') AS t (id bigint);
SELECT dblink_exec('b', $$
    DO 'BEGIN
        PERFORM * FROM job WHERE done_at IS NULL ORDER BY run_at, id LIMIT 1 FOR UPDATE;
    EXCEPTION WHEN lock_not_available THEN
        UPDATE job SET payload = ''b gave up waiting'' WHERE payload = ''tomorrow'';
    END'
$$) \g /dev/null
SELECT payload AS "b" FROM job WHERE id = 3;
