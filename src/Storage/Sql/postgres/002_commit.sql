-- Commits a batch of entities in one statement. The first arrays hold one element a commit; the others one element a child row, with the
-- number (from 1) of its commit. No two commits of a batch are for the same entity. Gives back a row for each commit that was NOT written:
-- outcome 1 = another version is stored, outcome 2 = the command id was committed before (a row for each such id).
--
-- Why it is enough to look for command ids first: they belong to one entity. Whoever commits the same id at the same moment must also raise
-- the entity's version, so one of the two then finds its expected version gone.
--
-- Nested loops over primary keys are the right plan at every size, also for tables whose statistics are missing or old. Long texts are
-- fetched by subscript, so that no function scan has to keep them.
CREATE FUNCTION commit_entities(
    tenants text[], kinds text[], ids text[], expected bigint[], versions bigint[], schemas int[], states text[],
    ats timestamptz[], shards smallint[], causes text[],
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
        INSERT INTO events (shard, tenant, stream, stream_version, type, body, occurred_at, command_id)
        SELECT shards[n.of], tenants[n.of], kinds[n.of] || '/' || ids[n.of], n.version, n.type, event_bodies[n.nth], ats[n.of], causes[n.of]
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

-- Removes everything that an entity has committed. False where another version is stored.
CREATE FUNCTION erase_entity(the_tenant text, the_kind text, the_id text, expected bigint) RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    stored bigint;
BEGIN
    SELECT version INTO stored FROM entities WHERE tenant = the_tenant AND kind = the_kind AND key = the_id FOR UPDATE;
    IF coalesce(stored, 0) <> expected THEN
        RETURN false;
    END IF;
    DELETE FROM entities WHERE tenant = the_tenant AND kind = the_kind AND key = the_id;
    DELETE FROM events WHERE tenant = the_tenant AND stream = the_kind || '/' || the_id;
    DELETE FROM commands WHERE tenant = the_tenant AND stream = the_kind || '/' || the_id;
    DELETE FROM due_items WHERE tenant = the_tenant AND kind = the_kind AND key = the_id;
    RETURN true;
END
$$;
