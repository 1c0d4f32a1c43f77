-- How far each projection has read, and the heads of the tenants' feeds.

CREATE TABLE checkpoints (
    projection  text        NOT NULL,
    shard       smallint    NOT NULL,
    tx          xid8        NOT NULL,
    position    bigint      NOT NULL,
    owner_epoch bigint      NOT NULL,  -- raised by each owner; an earlier owner can write no more
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (projection, shard)
) WITH (fillfactor = 20);

CREATE TABLE feed_heads (
    tenant  text     COLLATE "C" NOT NULL PRIMARY KEY,
    shard   smallint NOT NULL,
    seq     bigint   NOT NULL,             -- the newest number given
    trimmed bigint   NOT NULL DEFAULT 0    -- the newest number taken away
) WITH (fillfactor = 40);

CREATE INDEX feed_heads_by_shard ON feed_heads (shard, tenant);

CREATE TABLE dead_events (
    projection     text        NOT NULL,
    tenant         text        NOT NULL,
    stream         text        NOT NULL,
    stream_version bigint      NOT NULL,
    shard          smallint    NOT NULL,
    position       bigint      NOT NULL,
    type           text        NOT NULL,
    error          text        NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (projection, tenant, stream, stream_version)
);

-- The first statement of a projector's transaction. It locks the checkpoint, so a second owner waits; it fails the transaction where the
-- owner was replaced or the checkpoint is not where the owner left it. What a projector writes can be made again from the events, in the same
-- order and under the same numbers: the commit need not wait for the disk, and a crash takes rows, numbers and checkpoint back together.
-- The statements that follow have one good plan each, whatever their arrays hold: planning them anew would cost more than running them.
CREATE FUNCTION salesflow_advance(
    in_projection text, in_shard smallint, in_epoch bigint, from_tx xid8, from_position bigint, to_tx xid8, to_position bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true);
    UPDATE checkpoints SET tx = to_tx, position = to_position, updated_at = clock_timestamp()
     WHERE projection = in_projection AND shard = in_shard AND owner_epoch = in_epoch AND tx = from_tx AND position = from_position;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The shard has another owner.' USING ERRCODE = 'SF001';
    END IF;
END
$$;
