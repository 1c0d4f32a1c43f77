-- What is sent to customers' own programs, kept until it was taken and for some days after. Every time is microseconds since 1970-01-01, UTC.

CREATE TABLE webhook_cursors (
    tenant       TEXT   NOT NULL,
    webhook      TEXT   NOT NULL,
    seq          INTEGER NOT NULL,            -- the feed up to here has been looked through
    PRIMARY KEY (tenant, webhook)
);

CREATE TABLE webhook_deliveries (
    tenant       TEXT     NOT NULL,
    webhook      TEXT     NOT NULL,
    id           TEXT     NOT NULL,          -- the webhook-id that the receiver sees
    type         TEXT     NOT NULL,
    body         TEXT     NOT NULL,          -- JSON
    state        INTEGER NOT NULL,          -- 0 pending, 1 delivered, 2 failed
    attempts     INTEGER      NOT NULL DEFAULT 0,
    round        INTEGER      NOT NULL DEFAULT 0, -- attempts since it was queued or replayed last
    next_at      INTEGER,
    leased_until INTEGER   NOT NULL DEFAULT 0,
    last_status  INTEGER,
    last_error   TEXT,
    created_at   INTEGER   NOT NULL,
    delivered_at INTEGER,
    PRIMARY KEY (tenant, webhook, id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 0;
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant, webhook, created_at, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (tenant, webhook, state, created_at, id);

CREATE TABLE webhook_attempts (
    tenant       TEXT   NOT NULL,
    webhook      TEXT   NOT NULL,
    delivery     TEXT   NOT NULL,
    attempt      INTEGER    NOT NULL,
    at           INTEGER NOT NULL,
    status       INTEGER,
    error        TEXT,
    milliseconds INTEGER    NOT NULL,
    PRIMARY KEY (tenant, webhook, delivery, attempt)
);
