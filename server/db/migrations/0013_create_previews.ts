/**
 * What links and uploaded pictures look like in a message, and which messages wait to be shown anew with it.
 *
 * Both lists of waiting messages are written by triggers, in the transaction that sends or edits: a crash loses none.
 * Whoever has done the work deletes the row only while `at` is what it was, since an edit meanwhile is new work.
 */
export const up = `
create table link_preview (
  -- sha256 of the address, which can be longer than an index entry
  digest bytea primary key,
  url text not null,
  -- all null: there is nothing to show
  kind text,
  title text,
  description text,
  image text,
  -- then it is fetched again for the next message that has it
  expires_at timestamptz not null
);
create index link_preview_expires on link_preview (expires_at);

create table link_preview_task (
  message_id bigint primary key,
  at timestamptz not null,
  -- taken by a node until then
  taken_until timestamptz
);

create function ask_for_previews() returns trigger language plpgsql as $$
begin
  if (select (settings->>'inline_url_embed_preview')::boolean from organization) then
    insert into link_preview_task (message_id, at) values (new.id, clock_timestamp())
      on conflict (message_id) do update set at = excluded.at, taken_until = null;
  end if;
  return null;
end $$;
create trigger message_previews_insert after insert on message
  for each row when (new.has_link) execute function ask_for_previews();
create trigger message_previews_update after update of content on message
  for each row when (new.has_link and old.content is distinct from new.content) execute function ask_for_previews();

-- An uploaded picture that can be decoded. Without keys its smaller forms are still to be made.
create table attachment_picture (
  attachment_id int primary key references attachment on delete cascade,
  width int not null,
  height int not null,
  is_animated boolean not null,
  still_key text,
  animated_key text,
  taken_until timestamptz,
  -- how often it was taken: one that ends the process each time must not do so for ever
  attempts smallint not null default 0
);
-- Those of before: how large they are is found when they are made smaller.
insert into attachment_picture (attachment_id, width, height, is_animated) select id, 0, 0, false from attachment
  where content_type in ('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif');
create index attachment_picture_waiting on attachment_picture (attachment_id) where still_key is null;

create function discard_thumbnails() returns trigger language plpgsql as $$
begin
  insert into discarded_file select k from unnest(array[old.still_key, old.animated_key]) k where k is not null
    on conflict do nothing;
  return null;
end $$;
create trigger attachment_picture_delete after delete on attachment_picture
  for each row execute function discard_thumbnails();

-- Messages that show a placeholder.
create table picture_task (
  message_id bigint primary key,
  at timestamptz not null
);
create function ask_for_pictures() returns trigger language plpgsql as $$
begin
  insert into picture_task values (new.id, clock_timestamp())
    on conflict (message_id) do update set at = excluded.at;
  return null;
end $$;
create trigger message_pictures_insert after insert on message
  for each row when (position('image-loading-placeholder' in new.rendered) > 0) execute function ask_for_pictures();
create trigger message_pictures_update after update of rendered on message
  for each row when (position('image-loading-placeholder' in new.rendered) > 0) execute function ask_for_pictures();

-- The picture of 500 pixels beside the one of 100.
alter table user_account add column avatar_medium_key text;
`
