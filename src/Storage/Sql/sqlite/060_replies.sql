-- Requests that came under an Idempotency-Key, and how they were answered. Every time is an INTEGER: microseconds since 1970-01-01, UTC.

CREATE TABLE replies (
    tenant      TEXT    NOT NULL,
    name        TEXT    NOT NULL,  -- who asked for what under which key
    fingerprint BLOB    NOT NULL,  -- tells this request's content from others
    answer      TEXT,              -- protected; null until it is known
    at          INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
);
