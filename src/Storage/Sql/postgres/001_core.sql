-- What entities commit: their state, what happened, what was asked, and what is due.

CREATE TABLE entities (
    tenant     text        NOT NULL,
    kind       text        NOT NULL,
    key        text        NOT NULL,  -- the id within the tenant
    version    bigint      NOT NULL,
    schema     int         NOT NULL,
    state      text        NOT NULL,  -- JSON
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, kind, key)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE TABLE events (
    position       bigint GENERATED ALWAYS AS IDENTITY,
    tx             xid8        NOT NULL DEFAULT pg_current_xact_id(),
    shard          smallint    NOT NULL,
    tenant         text        NOT NULL,
    stream         text        NOT NULL,  -- {kind}/{id}
    stream_version bigint      NOT NULL,
    type           text        NOT NULL,
    body           text        NOT NULL,  -- JSON
    occurred_at    timestamptz NOT NULL,
    command_id     text,
    PRIMARY KEY (tenant, stream, stream_version)
);

-- The order in which projections read. Positions are handed out before a commit, so the transaction comes first.
CREATE INDEX events_in_commit_order ON events (shard, tx, position);

CREATE TABLE commands (
    tenant     text        NOT NULL,
    stream     text        NOT NULL,
    command_id text        NOT NULL,
    version    bigint      NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant, stream, command_id)
);

-- Rows arrive in the order of time and leave in it: the smallest index that finds the old ones.
CREATE INDEX commands_by_age ON commands USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE due_items (
    tenant       text        NOT NULL,
    kind         text        NOT NULL,
    key          text        NOT NULL,
    name         text        NOT NULL,
    due_at       timestamptz NOT NULL,
    token        bigint      NOT NULL,
    leased_until timestamptz,
    attempts     int         NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, kind, key, name)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

CREATE INDEX due_items_by_time ON due_items (due_at);
CREATE INDEX due_items_by_tenant ON due_items (tenant, due_at);
