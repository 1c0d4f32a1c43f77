-- How far each projection has read, and the heads of the tenants' feeds.
-- Every time is an INTEGER: microseconds since 1970-01-01, UTC.

CREATE TABLE checkpoints (
    projection  TEXT    NOT NULL,
    shard       INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    owner_epoch INTEGER NOT NULL,  -- raised by each owner; an earlier owner can write no more
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (projection, shard)
);

CREATE TABLE feed_heads (
    tenant  TEXT    NOT NULL PRIMARY KEY,
    shard   INTEGER NOT NULL,
    seq     INTEGER NOT NULL,             -- the newest number given
    trimmed INTEGER NOT NULL DEFAULT 0    -- the newest number taken away
);

CREATE INDEX feed_heads_by_shard ON feed_heads (shard, tenant);

CREATE TABLE dead_events (
    projection     TEXT    NOT NULL,
    tenant         TEXT    NOT NULL,
    stream         TEXT    NOT NULL,
    stream_version INTEGER NOT NULL,
    shard          INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    error          TEXT    NOT NULL,
    at             INTEGER NOT NULL,
    PRIMARY KEY (projection, tenant, stream, stream_version)
);
