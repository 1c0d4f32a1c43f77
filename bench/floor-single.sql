-- One message's rows as one transaction a commit writes them: a state of 3 KB, one event of 400 bytes, a command id, a timer set.
\set n random(1, 5000)
BEGIN;
INSERT INTO bench_entities (tenant, kind, key, version, state) VALUES ('t' || :n % 20, 'conversation', 'k' || :n, 1, repeat('x', 3000))
  ON CONFLICT (tenant, kind, key) DO UPDATE SET version = bench_entities.version + 1, state = excluded.state;
INSERT INTO bench_events (shard, tenant, stream, stream_version, type, body, occurred_at)
  VALUES (:n % 16, 't' || :n % 20, 'conversation/k' || :n, nextval('bench_version'), 'conversation.message_received', repeat('y', 400), now());
INSERT INTO bench_commands (tenant, stream, command_id) VALUES ('t' || :n % 20, 'conversation/k' || :n, gen_random_uuid()::text);
INSERT INTO bench_due (tenant, kind, key, name, due_at) VALUES ('t' || :n % 20, 'conversation', 'k' || :n, 'turn', now())
  ON CONFLICT (tenant, kind, key, name) DO UPDATE SET due_at = excluded.due_at;
COMMIT;
