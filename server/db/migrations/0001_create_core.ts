/**
 * People, streams and the message core. The reasons are in ARCHITECTURE.md, "The message core".
 *
 * A stream's id is its recipient id; streams and direct-message groups share one sequence.
 */
export const up = `
create table organization (
  id int primary key check (id = 1),
  uuid uuid not null default gen_random_uuid(),
  name text not null,
  description text not null default '',
  settings jsonb not null default '{}',
  -- Part of every queue id: raised after a restore, so that queues of a lost future end.
  epoch int not null default 1,
  created_at timestamptz not null default now()
);
-- The organization's secret key, wrapped by each node's own master key.
create table organization_key (
  node text primary key,
  wrapped bytea not null
);

create table user_account (
  id int generated always as identity primary key,
  email text not null,
  delivery_email text not null,
  full_name text not null,
  role smallint not null check (role in (100, 200, 300, 400, 600)),
  is_active boolean not null default true,
  is_bot boolean not null default false,
  -- Hearth itself: closed to everybody, and sends all the same.
  is_system boolean not null default false,
  bot_type smallint,
  bot_owner_id int references user_account,
  timezone text not null default '',
  avatar_version int not null default 1,
  settings jsonb not null default '{}',
  date_joined timestamptz not null default now()
);
create unique index user_account_email on user_account (lower(email));
create unique index user_account_delivery_email on user_account (lower(delivery_email));

create table credential (
  user_id int primary key references user_account on delete cascade,
  -- argon2id in PHC form; null: this account cannot log in with a password.
  password_hash text,
  -- HMAC-SHA256 of the API key under the organization key: found without decrypting.
  api_key_hmac bytea not null unique,
  -- The API key itself, AES-256-GCM under the organization key: fetch_api_key must return it.
  api_key_sealed bytea not null
);

create table session (
  token_hash bytea primary key,
  user_id int not null references user_account on delete cascade,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  user_agent text not null default '',
  ip text not null default ''
);
create index session_account on session (user_id);

create table recipient (
  id int generated always as identity primary key,
  kind smallint not null check (kind in (1, 2)) -- 1 stream, 2 direct-message group
);

create table stream (
  id int primary key references recipient,
  name text not null,
  description text not null default '',
  rendered_description text not null default '',
  invite_only boolean not null default false,
  history_public_to_subscribers boolean not null default true,
  -- Zulip's stream_post_policy: 1 any, 2 administrators, 3 full members, 4 moderators
  post_policy smallint not null default 1,
  is_archived boolean not null default false,
  creator_id int references user_account,
  created_at timestamptz not null default now()
);
create unique index stream_name on stream (lower(name)) where not is_archived;

create table direct_group (
  id int primary key references recipient,
  -- sorted; a note to self has one member
  member_ids int[] not null unique
);
create table direct_group_member (
  user_id int not null references user_account,
  recipient_id int not null references direct_group,
  primary key (user_id, recipient_id)
);
create index direct_group_member_recipient on direct_group_member (recipient_id);

create table subscription (
  user_id int not null references user_account,
  recipient_id int not null references stream,
  active boolean not null default true,
  color text not null default '#c2c2c2',
  settings jsonb not null default '{}',
  primary key (user_id, recipient_id)
);
create index subscription_recipient on subscription (recipient_id);

-- What a user received, in message ids, and which events concerned them, in event ids: a queue that catches up
-- over a subscription change must know who the audience was at that event.
create table subscription_period (
  user_id int not null references user_account,
  recipient_id int not null references stream,
  received int8range not null,
  events int8range not null
);
create index subscription_period_user on subscription_period (user_id, recipient_id);
create index subscription_period_recipient on subscription_period (recipient_id, user_id);

create table topic (
  id int generated always as identity primary key,
  recipient_id int not null references stream,
  name text not null
);
create unique index topic_name on topic (recipient_id, lower(name));

create sequence message_id_seq;
-- Called once, so that last_value is always the last id given out.
select nextval('message_id_seq');
create table message (
  id bigint primary key,
  recipient_id int not null, -- where it is now
  topic_id int not null, -- 0: direct message
  sent_recipient_id int not null, -- where it was sent; never changes
  -- Moved here: it counts as received by who was subscribed at this position. null: sent here, its own id counts.
  arrival_id bigint,
  sender_id int not null,
  client_id smallint not null default 0,
  -- Own messages are read by rule; this marks the ones their author made unread.
  unread_by_sender boolean not null default false,
  -- 0 none, 1 everyone in the stream, 2 the topic's participants
  wildcard_mention smallint not null default 0,
  -- Whom it calls with 2: who had spoken in the topic by then, whatever becomes of their messages.
  called int[],
  has_link boolean not null default false,
  has_image boolean not null default false,
  has_attachment boolean not null default false,
  date_sent timestamptz not null,
  last_edit_at timestamptz,
  -- Digest of (queue_id, local_id): a resend after a lost reply finds the first message.
  send_key bytea,
  content text not null,
  rendered text not null,
  -- Content edits and moves of this one message, newest first, in Zulip's edit_history shape; topic renames are in topic_change.
  edit_history jsonb,
  -- Only later renames of its topic concern it: the earlier ones are in edit_history, or were before it came.
  topic_change_base bigint not null default 0
);
create index message_recipient on message (recipient_id, id) include (topic_id, sender_id, unread_by_sender);
create index message_topic on message (topic_id, id) where topic_id <> 0;
create index message_sender on message (sender_id, recipient_id, id);
create index message_wildcard on message (recipient_id, id) where wildcard_mention <> 0;
-- Few of them, which marking everything read need not look for.
create index message_unread_own on message (sender_id, recipient_id) where unread_by_sender;
-- For has:link and its like.
create index message_linking on message (recipient_id, id) where has_link or has_image or has_attachment;
create index message_arrival on message (recipient_id, id) where arrival_id is not null;
create unique index message_send_key on message (sender_id, send_key) where send_key is not null;

create table client (
  id smallint generated always as identity primary key,
  name text not null unique
);

-- One row renames a topic, whatever the number of its messages; edit history merges this in.
create table topic_change (
  id bigint generated always as identity primary key,
  topic_id int not null,
  message_limit bigint not null, -- the change concerned messages up to this id
  old_name text not null,
  new_name text not null,
  user_id int not null,
  at timestamptz not null
);
create index topic_change_topic on topic_change (topic_id);

-- Unread ids per user and recipient, in chunks that tile [0, ∞): this one covers [from_id, to_id), null: no end.
create table read_state (
  user_id int not null,
  recipient_id int not null,
  from_id bigint not null,
  to_id bigint,
  unread int8multirange not null,
  primary key (user_id, recipient_id, from_id)
) with (fillfactor = 70);
create index read_state_recipient on read_state (recipient_id);

-- Bits: 2 starred, 4 collapsed, 8 mentioned by name, 16 alert word.
create table message_flag (
  user_id int not null,
  message_id bigint not null,
  flags int not null,
  primary key (user_id, message_id)
);
create index message_flag_message on message_flag (message_id);
create index message_flag_starred on message_flag (user_id, message_id) where flags & 2 <> 0;
create index message_flag_mentioned on message_flag (user_id, message_id) where flags & 8 <> 0;

create table reaction (
  message_id bigint not null,
  user_id int not null,
  emoji_name text not null,
  emoji_code text not null,
  reaction_type text not null,
  primary key (message_id, user_id, reaction_type, emoji_code)
);

create table user_group (
  id int generated always as identity primary key,
  name text not null,
  description text not null default '',
  is_system_group boolean not null default false,
  deactivated boolean not null default false,
  creator_id int references user_account,
  created_at timestamptz not null default now()
);
create unique index user_group_name on user_group (lower(name)) where not deactivated;
-- Membership as of a message: a mention of the group concerns who was in it when the message was sent.
create table user_group_period (
  group_id int not null references user_group,
  user_id int not null references user_account,
  messages int8range not null
);
create index user_group_period_group on user_group_period (group_id, user_id);
create index user_group_period_user on user_group_period (user_id, group_id);
create table group_mention (
  message_id bigint not null,
  group_id int not null,
  recipient_id int not null,
  primary key (group_id, message_id)
);
create index group_mention_message on group_mention (message_id);

-- Messages of muted people are read by rule: everything before the mute, and what comes until it ends.
create table muted_user (
  user_id int not null references user_account,
  muted_id int not null references user_account,
  messages int8range not null,
  muted_at timestamptz not null default now(),
  primary key (user_id, muted_id)
);
create index muted_user_muted on muted_user (muted_id);

create table presence (
  user_id int primary key references user_account,
  last_active timestamptz,
  last_idle timestamptz
);

-- The durable event log. Who gets a row is decided when it is read: see server/delivery/audience.ts.
create sequence event_id_seq;
select nextval('event_id_seq');
create table event (
  id bigint not null,
  type text not null,
  audience smallint not null,
  users int[],
  recipient_id int,
  message_id bigint,
  payload jsonb
) partition by range (id);
create table event_0 partition of event for values from (0) to (1000000);
create index event_pk on event (id);

create table event_queue (
  id text primary key,
  user_id int not null references user_account,
  epoch int not null,
  -- filters and client capabilities as given to /register
  options jsonb not null,
  last_event_id bigint not null,
  created_at timestamptz not null default now(),
  -- written lazily; idle time counts only while a host serves
  last_seen_at timestamptz not null default now()
);
create index event_queue_user on event_queue (user_id);
`
