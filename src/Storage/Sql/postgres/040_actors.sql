-- Every event carries the signature of whoever caused it: user:{id} or key:{id}, perhaps with @{address}; null for the program's own doing.

ALTER TABLE events ADD COLUMN actor text;

DROP FUNCTION commit_entities(
    text[], text[], text[], bigint[], bigint[], int[], text[], timestamptz[], smallint[], text[], int[], bigint[], text[], text[], int[], text[],
    int[], text[], int[], text[], timestamptz[], bigint[]);

-- As before, with the signatures beside the causes: one element a commit.
CREATE FUNCTION commit_entities(
    tenants text[], kinds text[], ids text[], expected bigint[], versions bigint[], schemas int[], states text[],
    ats timestamptz[], shards smallint[], causes text[], actors text[],
    event_of int[], event_versions bigint[], event_types text[], event_bodies text[],
    command_of int[], command_ids text[],
    cleared_of int[], cleared_names text[],
    due_of int[], due_names text[], due_ats timestamptz[], due_tokens bigint[])
RETURNS TABLE (of int, outcome smallint, command text)
LANGUAGE plpgsql
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    accepted boolean[] := array_fill(true, ARRAY[cardinality(tenants)]);
    updates int := 0;
    updated int[];
BEGIN
    IF cardinality(command_of) > 0 THEN
        FOR of, outcome, command IN
            SELECT n.of, 2::smallint, n.id
            FROM unnest(command_of, command_ids) AS n (of, id)
            JOIN commands c ON c.tenant = tenants[n.of] AND c.stream = kinds[n.of] || '/' || ids[n.of] AND c.command_id = n.id
        LOOP
            accepted[of] := false;
            RETURN NEXT;
        END LOOP;
    END IF;
    outcome := 1;
    command := NULL;

    FOR i IN 1 .. cardinality(tenants) LOOP
        CONTINUE WHEN NOT accepted[i];
        IF expected[i] > 0 THEN
            updates := updates + 1;
            CONTINUE;
        END IF;
        INSERT INTO entities (tenant, kind, key, version, schema, state, updated_at)
        VALUES (tenants[i], kinds[i], ids[i], versions[i], schemas[i], states[i], ats[i])
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            accepted[i] := false;
            of := i;
            RETURN NEXT;
        END IF;
    END LOOP;

    IF updates > 0 THEN
        WITH changed AS (
            UPDATE entities e
            SET version = versions[n.of], schema = schemas[n.of], state = states[n.of], updated_at = ats[n.of]
            FROM unnest(expected) WITH ORDINALITY AS n (version, of)
            WHERE n.version > 0 AND accepted[n.of]
              AND e.tenant = tenants[n.of] AND e.kind = kinds[n.of] AND e.key = ids[n.of] AND e.version = n.version
            RETURNING n.of::int
        )
        SELECT array_agg(changed.of) INTO updated FROM changed;
        IF updates > coalesce(cardinality(updated), 0) THEN
            FOR i IN 1 .. cardinality(tenants) LOOP
                IF accepted[i] AND expected[i] > 0 AND NOT coalesce(i = ANY (updated), false) THEN
                    accepted[i] := false;
                    of := i;
                    RETURN NEXT;
                END IF;
            END LOOP;
        END IF;
    END IF;

    IF cardinality(event_of) > 0 THEN
        INSERT INTO events (shard, tenant, stream, stream_version, type, body, occurred_at, command_id, actor)
        SELECT shards[n.of], tenants[n.of], kinds[n.of] || '/' || ids[n.of], n.version, n.type, event_bodies[n.nth], ats[n.of], causes[n.of],
               actors[n.of]
        FROM unnest(event_of, event_versions, event_types) WITH ORDINALITY AS n (of, version, type, nth)
        WHERE accepted[n.of]
        ORDER BY n.nth;
    END IF;

    IF cardinality(command_of) > 0 THEN
        INSERT INTO commands (tenant, stream, command_id, version, at)
        SELECT tenants[n.of], kinds[n.of] || '/' || ids[n.of], n.id, versions[n.of], ats[n.of]
        FROM unnest(command_of, command_ids) AS n (of, id)
        WHERE accepted[n.of];
    END IF;

    IF cardinality(cleared_of) > 0 THEN
        DELETE FROM due_items d
        USING unnest(cleared_of, cleared_names) AS n (of, name)
        WHERE accepted[n.of] AND d.tenant = tenants[n.of] AND d.kind = kinds[n.of] AND d.key = ids[n.of] AND d.name = n.name;
    END IF;

    IF cardinality(due_of) > 0 THEN
        INSERT INTO due_items AS d (tenant, kind, key, name, due_at, token)
        SELECT tenants[n.of], kinds[n.of], ids[n.of], n.name, n.at, n.token
        FROM unnest(due_of, due_names, due_ats, due_tokens) AS n (of, name, at, token)
        WHERE accepted[n.of]
        ON CONFLICT (tenant, kind, key, name)
        DO UPDATE SET due_at = excluded.due_at, token = excluded.token, leased_until = NULL, attempts = 0;
    END IF;
END
$$;
