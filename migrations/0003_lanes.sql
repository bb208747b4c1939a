-- Sending by lane: which replica sends for a workspace, and until when its platform asked to wait.

-- One row for each platform and workspace that was ever written to, and one for the turning of the timetable.
CREATE TABLE lanes (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  owner TEXT,
  until BIGINT NOT NULL,
  send_after BIGINT NOT NULL,
  edit_after BIGINT NOT NULL,
  find_after BIGINT NOT NULL,
  doubtful BIGINT NOT NULL,
  PRIMARY KEY (platform, workspace)
);

INSERT INTO lanes (platform, workspace, until, send_after, edit_after, find_after, doubtful)
SELECT DISTINCT platform, workspace, 0, 0, 0, 0, 0 FROM outbox WHERE platform IS NOT NULL AND workspace IS NOT NULL;

-- When a send was first tried whose outcome is not known, what it showed then, and how often it was repeated
-- though it may have arrived.
ALTER TABLE outbox ADD COLUMN tried_at BIGINT;
ALTER TABLE outbox ADD COLUMN tried BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN doubtful BIGINT NOT NULL DEFAULT 0;

UPDATE outbox SET state = 'unknown', try_at = lease_until, tried_at = send_at, lease_owner = NULL, lease_until = NULL
WHERE state = 'claimed';

DROP INDEX outbox_first;
DROP INDEX outbox_edit;
DROP INDEX outbox_open;
CREATE INDEX outbox_unrouted ON outbox (try_at) WHERE platform IS NULL AND (state = 'waiting' OR state = 'unknown');
CREATE INDEX outbox_first ON outbox (platform, workspace, priority, expires_at, id, try_at)
  WHERE state = 'waiting' AND platform IS NOT NULL;
CREATE INDEX outbox_edit ON outbox (platform, workspace, try_at) WHERE state = 'sent' AND shown < wanted;
CREATE INDEX outbox_open ON outbox (state, platform, workspace)
  WHERE state = 'claimed' OR state = 'unknown' OR state = 'dead' OR state = 'expired';
