/** Groups within groups, permissions that are groups, and what a stream can be set to. */
export const up = `
create table user_group_subgroup (
  group_id int not null references user_group,
  subgroup_id int not null references user_group,
  primary key (group_id, subgroup_id)
);
create index user_group_subgroup_sub on user_group_subgroup (subgroup_id);
insert into user_group_subgroup select id, includes_id from user_group where includes_id is not null;
alter table user_group drop column includes_id;

-- A permission's value that is no group of its own: some people and some groups. It has no name, is never changed,
-- belongs to one permission and goes with it.
alter table user_group add column is_anonymous boolean not null default false;
drop index user_group_name;
create unique index user_group_name on user_group (lower(name)) where not deactivated and not is_anonymous;

create function make_anonymous_group(members int[], subgroups int[]) returns int language plpgsql as $$
declare
  made int;
begin
  insert into user_group (name, is_anonymous) values ('', true) returning id into made;
  insert into user_group_period (group_id, user_id, messages) select made, u, '[0,)' from (select distinct unnest(members)) x(u);
  insert into user_group_subgroup select made, s from (select distinct unnest(subgroups)) x(s);
  return made;
end $$;
create function drop_anonymous_group(which int) returns void language plpgsql as $$
begin
  if not exists (select from user_group where id = which and is_anonymous) then return; end if;
  delete from user_group_period where group_id = which;
  delete from user_group_subgroup where group_id = which;
  delete from user_group where id = which;
end $$;

-- A group and all that is in it, however deep.
create function groups_within(which int) returns setof int language sql stable as $$
  with recursive included(id) as (
    select which union select s.subgroup_id from included i join user_group_subgroup s on s.group_id = i.id)
  select id from included $$;

-- The rule for every permission: whether somebody belongs to a group or to one in it, now. Nobody does who is deactivated.
create function is_in_group(person int, which int) returns boolean language sql stable as $$
  select exists (select from groups_within(which) i(id) join user_group g on g.id = i.id and not g.deactivated
    join user_account u on u.id = person and u.is_active
    where g.role = u.role
      or exists (select from user_group_period p where p.group_id = g.id and p.user_id = person and upper_inf(p.messages))) $$;

create function system_group(called text) returns int language sql stable as $$
  select id from user_group where is_system_group and name = called $$;

-- Whom a permission of the organization names: a group's id or a system group's name in its settings.
create function organization_group(setting text, otherwise text) returns int language sql stable as $$
  select coalesce((select case jsonb_typeof(o.settings->setting) when 'number' then (o.settings->>setting)::int
      when 'string' then system_group(o.settings->>setting) end from organization o), system_group(otherwise)) $$;

-- null: nobody
alter table user_group
  add column can_add_members_group int references user_group,
  add column can_join_group int references user_group,
  add column can_leave_group int references user_group,
  add column can_manage_group int references user_group,
  add column can_mention_group int references user_group,
  add column can_remove_members_group int references user_group;
update user_group set can_leave_group = system_group('role:everyone'), can_mention_group = system_group('role:everyone'),
  can_add_members_group = make_anonymous_group(array_remove(array[creator_id], null), '{}'),
  can_manage_group = make_anonymous_group(array_remove(array[creator_id], null), '{}')
  where not is_system_group and not is_anonymous;

alter table stream
  add column can_administer_channel_group int references user_group,
  add column can_remove_subscribers_group int references user_group,
  -- null: the organization's, -1: for ever
  add column message_retention_days int;
update stream set can_remove_subscribers_group = system_group('role:administrators'),
  can_administer_channel_group = make_anonymous_group(array_remove(array[creator_id], null), '{}');

-- Where everybody is subscribed who joins.
create table default_stream (stream_id int primary key references stream);
create table default_stream_group (
  id int generated always as identity primary key,
  name text not null,
  description text not null
);
create unique index default_stream_group_name on default_stream_group (lower(name));
create table default_stream_group_stream (
  group_id int not null references default_stream_group on delete cascade,
  stream_id int not null references stream,
  primary key (group_id, stream_id)
);

-- The first id that was given out at that time or later: halves the ids, so it reads thirty messages of how many there are.
create function message_id_at(moment timestamptz) returns bigint language plpgsql stable as $$
declare
  low bigint := 0;
  high bigint;
  middle bigint;
  found_id bigint;
  found_at timestamptz;
begin
  select last_value + 1 into high from message_id_seq;
  while low < high loop
    middle := (low + high) / 2;
    select id, date_sent into found_id, found_at from message where id >= middle order by id limit 1;
    if found_id is null or found_at >= moment then high := middle; else low := found_id + 1; end if;
  end loop;
  return low;
end $$;
`
