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

-- Every mail of an invitation that was asked for within the last day: so many and no more may be.
create table invite_mailing (
  invite_id int not null references invite on delete cascade,
  asked_at timestamptz not null default now()
);
create index invite_mailing_asked_at on invite_mailing (asked_at);

-- Whether the organization lets guests see only whom they have to do with.
create function limits_guests() returns boolean language sql stable as $$
  select organization_group('can_access_all_users_group', 'role:everyone') = system_group('role:members') $$;

-- Whom a viewer must know nothing of but the id. Guests see, besides bots and themselves, who reads a channel with them or
-- was in a conversation with them; everybody else sees everybody.
-- To be used in a from clause: there Postgres takes it apart, and for most viewers it costs nothing.
create function hidden_people(viewer int) returns setof int language sql stable as $$
  select u.id from user_account u
  where (select v.role from user_account v where v.id = viewer) = 600 and (select limits_guests())
    and u.id <> viewer and not u.is_bot and not u.is_system
    and not exists (select from subscription mine join subscription theirs on theirs.recipient_id = mine.recipient_id
      and theirs.active and theirs.user_id = u.id where mine.user_id = viewer and mine.active)
    and not exists (select from direct_group_member mine join direct_group_member theirs
      on theirs.recipient_id = mine.recipient_id and theirs.user_id = u.id where mine.user_id = viewer) $$;
`
