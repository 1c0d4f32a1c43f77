-- Vectors of knowledge's passages: what a provider of embeddings made of them. They can be made again at any time.

CREATE TABLE knowledge_vectors (
    tenant     text   COLLATE "C" NOT NULL,
    article_id text   COLLATE "C" NOT NULL,
    place      bigint NOT NULL,
    model      text   COLLATE "C" NOT NULL,
    hash       text   NOT NULL,  -- names the text that it was made of
    vector     bytea  NOT NULL,  -- single-precision numbers, little-endian
    PRIMARY KEY (tenant, article_id, place, model)
);
