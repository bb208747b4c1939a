-- Accounts as the directories of chat platforms tell them, what those directories and the roster do not agree on,
-- what could not be read, and how fast a cycle's first messages can be sent.

-- Where language and time zone come from: 'roster' (with the company's defaults) or 'directory'.
ALTER TABLE people ADD COLUMN lang_from TEXT NOT NULL DEFAULT 'roster';
ALTER TABLE people ADD COLUMN tz_from TEXT NOT NULL DEFAULT 'roster';

CREATE INDEX people_email ON people (email) WHERE email IS NOT NULL;

-- The mail address by which a directory knew the account, none if the roster named the account itself; and when
-- it was linked: of several accounts the earliest is the one that is written to.
ALTER TABLE accounts ADD COLUMN email TEXT;
ALTER TABLE accounts ADD COLUMN linked_at BIGINT NOT NULL DEFAULT 0;

-- The last look into each directory. A cursor stands while a look is under way; ended_at is of the last whole one.
CREATE TABLE directory_looks (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  cursor TEXT,
  ended_at BIGINT,
  PRIMARY KEY (platform, workspace)
);

-- Accounts that belong to nobody on the roster, and second accounts of somebody.
CREATE TABLE directory_findings (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  person BIGINT REFERENCES people (id),
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (platform, workspace, account)
);

CREATE INDEX directory_findings_email ON directory_findings (email) WHERE email IS NOT NULL;

-- Inputs that could not be read, sealed, the newest of each workspace; and how many there ever were.
CREATE TABLE undecoded (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  length BIGINT NOT NULL,
  sealed_with TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (platform, workspace, fingerprint)
);

CREATE INDEX undecoded_number ON undecoded (platform, workspace, number);

CREATE TABLE undecoded_counts (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (platform, workspace)
);

-- How many messages the opening sends through its slowest workspace, and how many a minute go there; 0 is no limit.
ALTER TABLE cycles ADD COLUMN messages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cycles ADD COLUMN per_minute BIGINT NOT NULL DEFAULT 0;
