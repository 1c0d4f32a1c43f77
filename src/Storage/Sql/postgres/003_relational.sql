-- What Orleans' relational storage keeps. It finds its statements in orleansquery by their keys, and passes these parameters by name.
-- The primary key is the whole identity, so two activations that write for the first time at once cannot both succeed.

CREATE TABLE orleansquery (
    querykey  varchar(64) PRIMARY KEY,
    querytext text        NOT NULL
);

CREATE TABLE orleansstorage (
    serviceid              text        NOT NULL,
    graintypestring        text        NOT NULL,  -- the state's name
    grainidextensionstring text        NOT NULL,  -- '' where the key has none
    grainidn0              bigint      NOT NULL,
    grainidn1              bigint      NOT NULL,
    grainidhash            int         NOT NULL,
    graintypehash          int         NOT NULL,
    payloadbinary          bytea,
    modifiedon             timestamptz NOT NULL,
    version                int         NOT NULL,
    PRIMARY KEY (serviceid, graintypestring, grainidextensionstring, grainidn0, grainidn1)
) WITH (fillfactor = 70);

INSERT INTO orleansquery (querykey, querytext) VALUES
('ReadFromStorageKey', '
SELECT payloadbinary AS "PayloadBinary", version AS "Version"
FROM orleansstorage
WHERE serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
  AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1'),

-- A conflict gives back the version that was expected, which the caller takes for one; a conflict of first writes gives back null.
('WriteToStorageKey', '
WITH changed AS (
    UPDATE orleansstorage SET payloadbinary = @PayloadBinary, modifiedon = now(), version = version + 1
    WHERE serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
      AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND version = @GrainStateVersion
    RETURNING version
), added AS (
    INSERT INTO orleansstorage
        (serviceid, graintypestring, grainidextensionstring, grainidn0, grainidn1, grainidhash, graintypehash, payloadbinary, modifiedon, version)
    SELECT @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @GrainIdN0, @GrainIdN1, @GrainIdHash, @GrainTypeHash,
        @PayloadBinary, now(), 1
    WHERE CAST(@GrainStateVersion AS int) IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version
)
SELECT coalesce((SELECT version FROM changed), (SELECT version FROM added), CAST(@GrainStateVersion AS int)) AS "NewGrainStateVersion"'),

('ClearStorageKey', '
WITH changed AS (
    UPDATE orleansstorage SET payloadbinary = NULL, modifiedon = now(), version = version + 1
    WHERE serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
      AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND version = @GrainStateVersion
    RETURNING version
)
SELECT coalesce((SELECT version FROM changed), CAST(@GrainStateVersion AS int)) AS "NewGrainStateVersion"'),

('DeleteStorageKey', '
WITH removed AS (
    DELETE FROM orleansstorage
    WHERE serviceid = @ServiceId AND graintypestring = @GrainTypeString AND grainidextensionstring = coalesce(@GrainIdExtensionString, '''')
      AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND version = @GrainStateVersion
    RETURNING version + 1 AS version
)
SELECT coalesce((SELECT version FROM removed), CAST(@GrainStateVersion AS int)) AS "NewGrainStateVersion"');
