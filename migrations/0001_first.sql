-- The tables of Kiku, one text for SQLite and PostgreSQL.
-- Instants are BIGINT milliseconds since 1970, days are TEXT such as 2026-11-20, months are BIGINT months since year 0.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  next BIGINT NOT NULL
);

INSERT INTO counters (name, next) VALUES ('ids', 1);

-- The company's settings: one row, id 1.
CREATE TABLE programme (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  document TEXT NOT NULL
);

CREATE TABLE people (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kana TEXT,
  email TEXT,
  department TEXT NOT NULL,
  manager BIGINT,
  heads BOOLEAN NOT NULL,
  employment TEXT,
  joined TEXT,
  left_on TEXT,
  leave_from TEXT,
  leave_to TEXT,
  lang TEXT NOT NULL,
  tz TEXT NOT NULL,
  hours TEXT NOT NULL,
  own_settings BOOLEAN NOT NULL,
  pause TEXT NOT NULL,
  welcomed BOOLEAN NOT NULL
);

CREATE INDEX people_manager ON people (manager);

-- A person's identities on chat platforms.
CREATE TABLE accounts (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  account TEXT NOT NULL,
  person BIGINT NOT NULL REFERENCES people (id),
  PRIMARY KEY (platform, workspace, account)
);

CREATE INDEX accounts_person ON accounts (person);

CREATE TABLE grants (
  person BIGINT NOT NULL REFERENCES people (id),
  role TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (person, role, unit)
);

CREATE TABLE cycles (
  month BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  opens_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,
  k BIGINT NOT NULL,
  stage TEXT NOT NULL,
  after BIGINT NOT NULL
);

CREATE TABLE sessions (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  month BIGINT NOT NULL REFERENCES cycles (month),
  kind TEXT NOT NULL,
  member BIGINT NOT NULL REFERENCES people (id),
  manager BIGINT NOT NULL REFERENCES people (id),
  department TEXT NOT NULL,
  step TEXT NOT NULL,
  outcome TEXT NOT NULL,
  held_on TEXT,
  topic TEXT,
  response TEXT,
  prep_at BIGINT,
  openers BIGINT NOT NULL,
  offered TEXT NOT NULL,
  start_at BIGINT,
  minutes BIGINT,
  booked_by BIGINT,
  accepted BOOLEAN,
  booking_version BIGINT NOT NULL,
  member_held BOOLEAN,
  rating BIGINT,
  rated_at BIGINT,
  received TEXT,
  growth BIGINT,
  share_rating BOOLEAN NOT NULL,
  share_comment BOOLEAN NOT NULL,
  questions_at BIGINT,
  manager_held BOOLEAN,
  gave TEXT,
  estimate BIGINT,
  member_share BIGINT,
  asked_at BIGINT NOT NULL,
  done BIGINT NOT NULL,
  told_on TEXT,
  talk_day TEXT,
  due_at BIGINT
);

-- A member has one monthly talk a month; a cancelled one makes room.
CREATE UNIQUE INDEX sessions_monthly ON sessions (month, member) WHERE kind = 'monthly' AND outcome <> 'cancelled';
CREATE INDEX sessions_pair ON sessions (member, manager, month);
CREATE INDEX sessions_manager ON sessions (manager, month);
CREATE INDEX sessions_page ON sessions (month, id);
CREATE INDEX sessions_told ON sessions (manager, told_on) WHERE told_on IS NOT NULL;
CREATE INDEX sessions_talk ON sessions (manager, talk_day) WHERE talk_day IS NOT NULL;
CREATE INDEX sessions_due ON sessions (due_at) WHERE due_at IS NOT NULL;
-- Everything a figure counts, so that figures read the index alone.
CREATE INDEX sessions_figures ON sessions (
  month, department, manager, member, kind, outcome, held_on, start_at, prep_at, topic, response,
  rating, share_rating, received, growth, estimate
);

-- What people write, sealed: the only table that holds their words. The manager is the one of the moment
-- of writing: words do not move to a new manager.
CREATE TABLE contents (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  session BIGINT NOT NULL REFERENCES sessions (id),
  author BIGINT NOT NULL REFERENCES people (id),
  manager BIGINT NOT NULL REFERENCES people (id),
  at BIGINT NOT NULL,
  sealed_with TEXT NOT NULL,
  sealed BYTEA NOT NULL
);

CREATE INDEX contents_session ON contents (session);

-- Agreed next actions; their words are in contents.
CREATE TABLE action_items (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL,
  session BIGINT NOT NULL REFERENCES sessions (id),
  member BIGINT NOT NULL REFERENCES people (id),
  manager BIGINT NOT NULL REFERENCES people (id),
  owner BIGINT NOT NULL REFERENCES people (id),
  due TEXT,
  done_at BIGINT,
  content BIGINT NOT NULL
);

CREATE INDEX action_items_pair ON action_items (member, manager);
CREATE INDEX action_items_owner ON action_items (owner);

-- Raised whenever time on a person's day is taken or given back.
CREATE TABLE calendar_days (
  person BIGINT NOT NULL REFERENCES people (id),
  day TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (person, day)
);

-- Messages by name, never by text.
CREATE TABLE outbox (
  id BIGINT PRIMARY KEY,
  delivery TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  recipient TEXT NOT NULL,
  step TEXT NOT NULL,
  priority BIGINT NOT NULL,
  send_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  wanted BIGINT NOT NULL,
  shown BIGINT NOT NULL,
  try_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  lease_owner TEXT,
  lease_until BIGINT,
  platform TEXT,
  workspace TEXT,
  address TEXT,
  handle TEXT,
  sent_at BIGINT,
  error TEXT,
  UNIQUE (subject, kind, recipient, step)
);

CREATE UNIQUE INDEX outbox_handle ON outbox (platform, handle) WHERE handle IS NOT NULL;
CREATE INDEX outbox_first ON outbox (try_at) WHERE state = 'waiting';
CREATE INDEX outbox_edit ON outbox (try_at) WHERE state = 'sent' AND shown < wanted;
CREATE INDEX outbox_open ON outbox (state) WHERE state = 'claimed' OR state = 'unknown' OR state = 'dead';
CREATE INDEX outbox_recipient ON outbox (recipient);

-- Inputs that were taken, so that the same input counts once.
CREATE TABLE events_seen (
  platform TEXT NOT NULL,
  workspace TEXT NOT NULL,
  event TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (platform, workspace, event)
);

CREATE INDEX events_seen_at ON events_seen (at);

CREATE TABLE audit (
  who BIGINT NOT NULL,
  at BIGINT NOT NULL,
  what TEXT NOT NULL,
  scope TEXT NOT NULL
);

CREATE INDEX audit_at ON audit (at);

-- Released figures, written once.
CREATE TABLE releases (
  month BIGINT PRIMARY KEY,
  head TEXT NOT NULL
);

CREATE TABLE release_units (
  month BIGINT NOT NULL REFERENCES releases (month),
  unit BIGINT NOT NULL,
  scope TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (month, unit)
);

CREATE UNIQUE INDEX release_units_scope ON release_units (scope, month);

-- What chat platforms keep for themselves across restarts.
CREATE TABLE platform_memory (
  platform TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (platform, name)
);
