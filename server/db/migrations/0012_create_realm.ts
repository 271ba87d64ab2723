/** What the organization does as a whole: it closes, is exported, and invites by mail. */
export const up = `
-- Closed: nobody gets in until whoever runs the host opens it again. null: open.
alter table organization add column deactivated_at timestamptz, add column deactivation_reason text;
-- Digest of the pages that were served last: browsers are asked to load other ones anew.
alter table organization add column served_pages text;

create table realm_export (
  id int generated always as identity primary key,
  acting_user_id int not null references user_account,
  -- Zulip's: 1 what is public, 2 also what the people who agreed to it may see
  type smallint not null check (type in (1, 2)),
  started_at timestamptz not null default clock_timestamp(),
  -- A host that was killed in the middle tries once more.
  attempts int not null default 0,
  -- of the archive, among the files; null: not made yet, or gone
  key text unique,
  size bigint,
  failed_at timestamptz,
  deleted_at timestamptz
);

-- Of invitations by mail: whom they are for, and whether the inviter wants to hear of it. null: a link for whoever has it.
alter table invite add column email text, add column notify_inviter boolean not null default false;

-- Mails of invitations that have not gone out yet. What they say is written when they are sent: what was withdrawn
-- meanwhile is not sent, and no token lies here.
create table invite_mail (
  id int generated always as identity primary key,
  invite_id int not null references invite on delete cascade,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now()
);
create index invite_mail_next on invite_mail (next_attempt_at);
`
