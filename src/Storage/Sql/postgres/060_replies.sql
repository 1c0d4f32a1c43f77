-- Requests that came under an Idempotency-Key, and how they were answered. A memory of answers, no part of any entity: a crash may lose the
-- newest, so no write waits for the disk.

CREATE TABLE replies (
    tenant      text        NOT NULL,
    name        text        NOT NULL,  -- who asked for what under which key
    fingerprint bytea       NOT NULL,  -- tells this request's content from others
    answer      text,                  -- protected; null until it is known
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant, name)
);

CREATE INDEX replies_by_age ON replies USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

-- No row where the name was free and is the caller's now; otherwise what the earlier request left.
CREATE FUNCTION claim_reply(the_tenant text, the_name text, the_fingerprint bytea, the_time timestamptz)
RETURNS TABLE (kept_fingerprint bytea, kept_answer text)
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    LOOP
        INSERT INTO replies (tenant, name, fingerprint, at) VALUES (the_tenant, the_name, the_fingerprint, the_time) ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
        RETURN QUERY SELECT r.fingerprint, r.answer FROM replies r WHERE r.tenant = the_tenant AND r.name = the_name;
        EXIT WHEN FOUND;
    END LOOP;
END
$$;

-- The answer that stands: the first that was kept.
CREATE FUNCTION keep_reply(the_tenant text, the_name text, the_fingerprint bytea, the_answer text, the_time timestamptz) RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    stands text;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO replies AS r (tenant, name, fingerprint, answer, at) VALUES (the_tenant, the_name, the_fingerprint, the_answer, the_time)
    ON CONFLICT (tenant, name) DO UPDATE SET answer = coalesce(r.answer, excluded.answer)
    RETURNING r.answer INTO stands;
    RETURN stands;
END
$$;
