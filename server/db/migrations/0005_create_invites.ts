/** Invitation links. A token's SHA-256 is all that is kept of it: 256 random bits leave nothing to guess. */
export const up = `
create table invite (
  id int generated always as identity primary key,
  token_hash bytea not null unique,
  inviter_id int not null references user_account,
  role smallint not null check (role in (100, 200, 300, 400, 600)),
  stream_ids int[] not null default '{}',
  -- The streams that are public when somebody joins, besides those listed.
  with_public_streams boolean not null default false,
  is_reusable boolean not null,
  created_at timestamptz not null default now(),
  -- null: never
  expires_at timestamptz,
  revoked_at timestamptz,
  uses int not null default 0
);
create index invite_inviter on invite (inviter_id);
`
