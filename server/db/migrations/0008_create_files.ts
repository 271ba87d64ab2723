/**
 * Files of people and of the organization. Contents lie in the data folder under `key`; rows decide who may read them.
 *
 * Which messages a file belongs to is written by triggers, so that it holds whatever way a message comes, changes or
 * goes. They only run for messages that name a file. Claims are made under the order or under `take_edits()`; whoever
 * removes a file holds both, so the two never wait for each other.
 */
export const up = `
create table attachment (
  id int generated always as identity primary key,
  -- 24 random characters: part of the address, and the file's name on disk
  key text not null unique,
  owner_id int not null references user_account,
  -- as its owner calls it
  name text not null,
  -- the last part of its address
  slug text not null,
  content_type text not null,
  size bigint not null,
  created_at timestamptz not null default clock_timestamp()
);
create index attachment_owner on attachment (owner_id, id);

create table attachment_message (
  attachment_id int not null,
  message_id bigint not null,
  primary key (attachment_id, message_id)
);
create index attachment_message_message on attachment_message (message_id);

-- Contents that no row needs any more; whoever unlinks the file deletes the row.
create table discarded_file (key text primary key);

-- Uploads in pieces that are not complete yet (tus); as much as has come is the length of the file.
create table partial_upload (
  key text primary key,
  owner_id int not null references user_account,
  name text not null,
  size bigint not null,
  created_at timestamptz not null default clock_timestamp()
);

-- null: the generated picture
alter table user_account add column avatar_key text, add column avatar_type text;

create table realm_emoji (
  id int generated always as identity primary key,
  name text not null,
  key text not null,
  content_type text not null,
  -- the first frame of an animation
  still_key text,
  author_id int references user_account,
  deactivated boolean not null default false
);
create unique index realm_emoji_name on realm_emoji (name) where not deactivated;

-- 'icon', 'logo', 'night_logo'
create table realm_image (
  kind text primary key,
  key text,
  content_type text,
  version int not null default 1
);
insert into realm_image (kind) values ('icon'), ('logo'), ('night_logo');

create function may_read_attachment(reader int, attachment int, owner int) returns boolean language sql stable as $$
  select owner = reader or exists (
    select from (select message_id from attachment_message where attachment_id = attachment offset 0) c
    cross join lateral (select * from message m where m.id = c.message_id offset 0) m
    where may_read(reader, m.id, m.recipient_id, m.arrival_id, m.topic_id)) $$;

-- Files that a text names and its author may read: only those can be shared.
create function claimed_attachments(author int, content text) returns setof int language sql stable as $$
  select a.id from (select distinct m[1] as key
      from regexp_matches(content, '/user_uploads/(?:download/|thumbnail/)?1/[0-9a-z_-]{2}/([A-Za-z0-9_-]{24})/', 'g') m) k
    cross join lateral (select * from attachment where attachment.key = k.key offset 0) a
    where may_read_attachment(author, a.id, a.owner_id) $$;

create function note_attachments() returns trigger language plpgsql as $$
begin
  new.has_attachment := exists (select from claimed_attachments(new.sender_id, new.content));
  return new;
end $$;
create trigger message_has_attachment_insert before insert on message
  for each row when (new.has_attachment) execute function note_attachments();
create trigger message_has_attachment_update before update of content on message
  for each row when (new.has_attachment) execute function note_attachments();

create function claim_attachments() returns trigger language plpgsql as $$
declare
  claimed int[] := case when new.has_attachment then array(select claimed_attachments(new.sender_id, new.content)) else '{}' end;
begin
  delete from attachment_message where message_id = new.id and attachment_id <> all (claimed);
  insert into attachment_message (attachment_id, message_id) select c, new.id from unnest(claimed) c on conflict do nothing;
  return null;
end $$;
create trigger message_claims_insert after insert on message
  for each row when (new.has_attachment) execute function claim_attachments();
create trigger message_claims_update after update of content on message
  for each row when (new.has_attachment or old.has_attachment) execute function claim_attachments();

create function release_attachments() returns trigger language plpgsql as $$
begin
  delete from attachment_message where message_id = old.id;
  return null;
end $$;
create trigger message_claims_delete after delete on message
  for each row when (old.has_attachment) execute function release_attachments();
`
