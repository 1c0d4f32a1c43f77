-- Vectors of knowledge's passages: what a provider of embeddings made of them. They can be made again at any time.

CREATE TABLE knowledge_vectors (
    tenant     TEXT    NOT NULL,
    article_id TEXT    NOT NULL,
    place      INTEGER NOT NULL,
    model      TEXT    NOT NULL,
    hash       TEXT    NOT NULL,  -- names the text that it was made of
    vector     BLOB    NOT NULL,  -- single-precision numbers, little-endian
    PRIMARY KEY (tenant, article_id, place, model)
) WITHOUT ROWID;
