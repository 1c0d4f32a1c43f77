-- What entities commit: their state, what happened, what was asked, and what is due.
-- Every time is an INTEGER: microseconds since 1970-01-01, UTC.

CREATE TABLE entities (
    tenant     TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    key        TEXT    NOT NULL,  -- the id within the tenant
    version    INTEGER NOT NULL,
    schema     INTEGER NOT NULL,
    state      TEXT    NOT NULL,  -- JSON
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, key)
);

CREATE TABLE events (
    -- AUTOINCREMENT: a position is never given twice, even after the newest events were erased. One writer: positions are in commit order.
    position       INTEGER PRIMARY KEY AUTOINCREMENT,
    shard          INTEGER NOT NULL,
    tenant         TEXT    NOT NULL,
    stream         TEXT    NOT NULL,  -- {kind}/{id}
    stream_version INTEGER NOT NULL,
    type           TEXT    NOT NULL,
    body           TEXT    NOT NULL,  -- JSON
    occurred_at    INTEGER NOT NULL,
    command_id     TEXT,
    UNIQUE (tenant, stream, stream_version)
);

CREATE INDEX events_in_commit_order ON events (shard, position);

CREATE TABLE commands (
    tenant     TEXT    NOT NULL,
    stream     TEXT    NOT NULL,
    command_id TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (tenant, stream, command_id)
);

CREATE TABLE due_items (
    tenant       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    due_at       INTEGER NOT NULL,
    token        INTEGER NOT NULL,
    leased_until INTEGER,
    attempts     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, kind, key, name)
);

CREATE INDEX due_items_by_time ON due_items (due_at);
CREATE INDEX due_items_by_tenant ON due_items (tenant, due_at);
