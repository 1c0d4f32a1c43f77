-- The floor's own tables: the same columns and indexes as the product's, in a database of their own.
CREATE TABLE bench_entities (tenant text, kind text, key text, version bigint NOT NULL, state text NOT NULL, PRIMARY KEY (tenant, kind, key)) WITH (fillfactor = 70);
CREATE TABLE bench_events (
    position bigint GENERATED ALWAYS AS IDENTITY, tx xid8 NOT NULL DEFAULT pg_current_xact_id(), shard smallint NOT NULL, tenant text NOT NULL,
    stream text NOT NULL, stream_version bigint NOT NULL, type text NOT NULL, body text NOT NULL, occurred_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, stream, stream_version));
CREATE INDEX ON bench_events (shard, tx, position);
CREATE TABLE bench_commands (tenant text, stream text, command_id text, PRIMARY KEY (tenant, stream, command_id));
CREATE TABLE bench_due (tenant text, kind text, key text, name text, due_at timestamptz NOT NULL, PRIMARY KEY (tenant, kind, key, name)) WITH (fillfactor = 70);
CREATE INDEX ON bench_due (due_at);
CREATE SEQUENCE bench_version;

CREATE FUNCTION bench_group(n int, size int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bench_entities (tenant, kind, key, version, state)
      SELECT 't' || (n + i) % 20, 'conversation', 'k' || (n + i) % 5000, 1, repeat('x', 3000) FROM generate_series(1, size) i
      ON CONFLICT (tenant, kind, key) DO UPDATE SET version = bench_entities.version + 1, state = excluded.state;
    INSERT INTO bench_events (shard, tenant, stream, stream_version, type, body, occurred_at)
      SELECT (n + i) % 16, 't' || (n + i) % 20, 'conversation/k' || (n + i) % 5000, nextval('bench_version'), 'conversation.message_received', repeat('y', 400), now()
      FROM generate_series(1, size) i;
    INSERT INTO bench_commands SELECT 't' || (n + i) % 20, 'conversation/k' || (n + i) % 5000, gen_random_uuid()::text FROM generate_series(1, size) i;
    INSERT INTO bench_due SELECT 't' || (n + i) % 20, 'conversation', 'k' || (n + i) % 5000, 'turn', now() FROM generate_series(1, size) i
      ON CONFLICT (tenant, kind, key, name) DO UPDATE SET due_at = excluded.due_at;
END $$;
