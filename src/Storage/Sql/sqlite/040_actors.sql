-- Every event carries the signature of whoever caused it: user:{id} or key:{id}, perhaps with @{address}; null for the program's own doing.

ALTER TABLE events ADD COLUMN actor TEXT;
