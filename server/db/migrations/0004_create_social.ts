/** Presence that can be asked for by what is new, and the groups that everybody belongs to by role. */
export const up = `
-- Given out in the order of commits, so that who has seen one has seen every lower one.
alter table presence add column update_id bigint not null default 0;
create index presence_update on presence (update_id);
create sequence presence_update_id_seq;

-- [[user, last active, last connected]], seconds since 1970 or null; never takes a time back.
create function note_presence(pings json) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(4847);
  insert into presence as p (user_id, last_active, last_idle, update_id)
    select (x->>0)::int, to_timestamp((x->>1)::float), to_timestamp((x->>2)::float), nextval('presence_update_id_seq')
      from json_array_elements(pings) x order by (x->>0)::int
    on conflict (user_id) do update set last_active = greatest(p.last_active, excluded.last_active),
      last_idle = greatest(p.last_idle, excluded.last_idle), update_id = excluded.update_id;
end $$;

-- A system group has no periods: it holds everybody of its role, and what it includes.
alter table user_group add column role smallint;
alter table user_group add column includes_id int references user_group;
insert into user_group (name, description, is_system_group, role) values
  ('role:owners', 'Owners of this organization', true, 100),
  ('role:administrators', 'Administrators of this organization, including owners', true, 200),
  ('role:moderators', 'Moderators of this organization, including administrators', true, 300),
  ('role:fullmembers', 'Members of this organization, not including new accounts and guests', true, 400),
  ('role:members', 'Members of this organization, not including guests', true, 400),
  ('role:everyone', 'Everyone in this organization, including guests', true, 600),
  ('role:internet', 'Everyone on the Internet', true, null),
  ('role:nobody', 'Nobody', true, null);
update user_group g set includes_id = i.id from (values
  ('role:administrators', 'role:owners'), ('role:moderators', 'role:administrators'), ('role:fullmembers', 'role:moderators'),
  ('role:members', 'role:fullmembers'), ('role:everyone', 'role:members'), ('role:internet', 'role:everyone')) x(name, includes)
  join user_group i on i.name = x.includes where g.name = x.name;
`
