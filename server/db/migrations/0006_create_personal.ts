/** What people keep for themselves: texts not sent yet, words and topics to watch, a status, phones to notify. */
export const up = `
create table draft (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  -- Zulip's type of one: nothing yet, 'stream' or 'private'
  kind text not null check (kind in ('', 'stream', 'private')),
  recipients int[] not null,
  topic text not null,
  content text not null,
  edited_at bigint not null -- seconds since 1970, by the client's clock
);
create index draft_user on draft (user_id);

create table saved_snippet (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  title text not null,
  content text not null,
  created_at timestamptz not null default now()
);
create index saved_snippet_user on saved_snippet (user_id);

create table scheduled_message (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  -- one stream, or the other people of a conversation
  recipients int[] not null,
  topic text, -- null: direct message
  content text not null,
  rendered text not null,
  deliver_at timestamptz not null,
  read_by_sender boolean, -- null: as is usual for the program
  client text not null, -- the program that it was written in
  -- Of the send key: whoever sends it, and however often, it is one message.
  token uuid not null default gen_random_uuid(),
  -- 0 waiting, 1 being sent: not to be changed any more, 2 failed
  state smallint not null default 0,
  failure text
);
create index scheduled_message_user on scheduled_message (user_id);
create index scheduled_message_due on scheduled_message (deliver_at, id) where state < 2;

create table alert_word (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  word text not null
);
create unique index alert_word_user on alert_word (user_id, lower(word));

-- Sends may name who watches for a word of theirs: alerts int[]. Who of them receives the message has it flagged.
alter function insert_sends(json) rename to insert_messages;
create function insert_sends(sends json) returns json language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  result json := insert_messages(sends);
begin
  -- Most batches have none: they are not taken apart once more.
  if position('"alerts":[' in sends::text) = 0 then return result; end if;
  insert into message_flag as f (user_id, message_id, flags)
    select distinct u, (r->>1)::bigint, 16
    from json_to_recordset(sends) as i(ord int, recipient int, alerts int[])
    join json_array_elements(result) r on (r->>0)::int = i.ord and r->>1 is not null and r->>5 is null and not (r->>6)::boolean
    cross join lateral unnest(i.alerts) u
    where exists (select from subscription b where b.user_id = u and b.recipient_id = i.recipient and b.active
      union all select from direct_group_member d where d.user_id = u and d.recipient_id = i.recipient)
    order by 1, 2
    on conflict (user_id, message_id) do update set flags = f.flags | 16;
  return result;
end $$;

-- By name: a topic can be muted before its first message.
create table user_topic (
  user_id int not null references user_account on delete cascade,
  recipient_id int not null references stream,
  topic text not null,
  policy smallint not null check (policy in (1, 2, 3)), -- 1 muted, 2 unmuted, 3 followed
  updated_at timestamptz not null
);
create unique index user_topic_user on user_topic (user_id, recipient_id, lower(topic));
create index user_topic_topic on user_topic (recipient_id, lower(topic));

create table user_status (
  user_id int primary key references user_account on delete cascade,
  status_text text not null default '',
  emoji_name text not null default '',
  emoji_code text not null default '',
  reaction_type text not null default 'unicode_emoji'
);

create table seen_onboarding_step (
  user_id int not null references user_account on delete cascade,
  name text not null,
  primary key (user_id, name)
);

create table push_device (
  id int generated always as identity primary key,
  user_id int not null references user_account on delete cascade,
  kind text not null check (kind in ('apns', 'fcm')),
  token text not null,
  app_id text
);
-- Of the digest: an index row cannot hold a whole token.
create unique index push_device_token on push_device (user_id, kind, md5(token));
`
