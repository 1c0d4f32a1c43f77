-- What is sent to customers' own programs, kept until it was taken and for some days after. Every time is microseconds since 1970-01-01, UTC.

CREATE TABLE webhook_cursors (
    tenant       text   NOT NULL,
    webhook      text   NOT NULL,
    seq          bigint NOT NULL,            -- the feed up to here has been looked through
    PRIMARY KEY (tenant, webhook)
);

CREATE TABLE webhook_deliveries (
    tenant       text     NOT NULL,
    webhook      text     NOT NULL,
    id           text     NOT NULL,          -- the webhook-id that the receiver sees
    type         text     NOT NULL,
    body         text     NOT NULL,          -- JSON
    state        smallint NOT NULL,          -- 0 pending, 1 delivered, 2 failed
    attempts     int      NOT NULL DEFAULT 0,
    round        int      NOT NULL DEFAULT 0, -- attempts since it was queued or replayed last
    next_at      bigint,
    leased_until bigint   NOT NULL DEFAULT 0,
    last_status  int,
    last_error   text,
    created_at   bigint   NOT NULL,
    delivered_at bigint,
    PRIMARY KEY (tenant, webhook, id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 0;
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant, webhook, created_at, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (tenant, webhook, state, created_at, id);

CREATE TABLE webhook_attempts (
    tenant       text   NOT NULL,
    webhook      text   NOT NULL,
    delivery     text   NOT NULL,
    attempt      int    NOT NULL,
    at           bigint NOT NULL,
    status       int,
    error        text,
    milliseconds int    NOT NULL,
    PRIMARY KEY (tenant, webhook, delivery, attempt)
);
