/** The schema of `appliance.db`, a step a version; a released step is never edited. */
export const CONTROL_MIGRATIONS: readonly string[] = [
  `
create table fact (name text primary key, value text not null) strict;
create table setting (name text primary key, value text not null) strict;
-- AES-256-GCM under the master key; see vault.ts.
create table secret (name text primary key, sealed blob not null) strict;
-- Ids of the message core never go back below these, not even after a restore.
create table high_water (
  id integer primary key check (id = 1),
  message_id integer not null,
  event_id integer not null
) strict;
insert into high_water values (1, 0, 0);
-- Links and sessions are known by the SHA-256 of their token only.
create table admin_link (token_hash blob primary key, expires_at integer not null) strict;
create table admin_session (
  token_hash blob primary key,
  short_id text not null,
  created_at integer not null,
  expires_at integer not null
) strict;
create table admin_audit (
  id integer primary key autoincrement,
  at integer not null,
  actor text not null,
  operation text not null,
  input text not null,
  outcome text not null
) strict;
`,
  `
-- Answers of the first-run wizard until there is an organization; no password among them.
create table setup_answer (step text primary key, answer text not null) strict;
`,
]
