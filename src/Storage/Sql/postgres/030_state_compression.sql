-- States are JSON of a few kilobytes, written whole with every commit: a cheap compression, and the row in one piece. Servers built without
-- lz4 keep their own.
DO $$
BEGIN
    ALTER TABLE entities ALTER COLUMN state SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
    RAISE NOTICE 'lz4 is not available: states are compressed as the server does by default';
END
$$;
ALTER TABLE entities SET (toast_tuple_target = 4080);
