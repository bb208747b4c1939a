-- Which message a direct answer was to bring to its new state: after a death it may never have been brought there.
ALTER TABLE events_seen ADD COLUMN answered BIGINT;
