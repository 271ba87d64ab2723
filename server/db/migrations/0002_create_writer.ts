/**
 * The group-commit writer's half in the database: one call, one transaction, one round trip.
 *
 * Order of work, which every action keeps: row locks in (user, recipient) order, then the advisory lock, then ids by
 * nextval, inserts, events, commit. Nothing waits while the lock is held, so id order = commit order = event order.
 */
export const up = `
create function take_order() returns void language sql as $$ select pg_advisory_xact_lock(4844) $$;

-- The access rule for one message, the same wherever a message is named by id.
create function may_read(reader int, m_id bigint, m_recipient int, m_arrival bigint, m_topic int) returns boolean
language sql stable as $$
  select case when m_topic = 0
    then exists (select from direct_group_member d where d.user_id = reader and d.recipient_id = m_recipient)
    else exists (
      select from stream s
      left join subscription b on b.user_id = reader and b.recipient_id = s.id and b.active
      where s.id = m_recipient and (
        (not s.invite_only and (select u.role from user_account u where u.id = reader) <> 600)
        or (b.user_id is not null and (
          s.history_public_to_subscribers
          or exists (select from subscription_period p
            where p.user_id = reader and p.recipient_id = m_recipient and p.received @> coalesce(m_arrival, m_id))))))
  end $$;

create type pending_event as (
  ord int, type text, audience smallint, users int[], recipient_id int, message_id bigint, payload jsonb
);

-- Too many pieces: cut in the middle, so that a mark rewrites a short row whatever the neglect.
create function split_chunk(u int, r int, f bigint) returns void language plpgsql as $$
declare
  pieces int8range[];
  cut bigint;
begin
  select array_agg(x order by x) into pieces from read_state s, unnest(s.unread) x
    where s.user_id = u and s.recipient_id = r and s.from_id = f;
  if cardinality(pieces) <= 128 then return; end if;
  cut := lower(pieces[cardinality(pieces) / 2 + 1]);
  insert into read_state select user_id, recipient_id, cut, to_id, unread * int8multirange(int8range(cut, null))
    from read_state where user_id = u and recipient_id = r and from_id = f;
  update read_state set to_id = cut, unread = unread * int8multirange(int8range(null, cut))
    where user_id = u and recipient_id = r and from_id = f;
  perform split_chunk(u, r, f);
  perform split_chunk(u, r, cut);
end $$;

-- A chunk that has become sparse joins the one before it.
create function merge_chunk(u int, r int, f bigint) returns void language plpgsql as $$
declare
  mine read_state;
  before read_state;
begin
  select * into mine from read_state where user_id = u and recipient_id = r and from_id = f;
  select * into before from read_state where user_id = u and recipient_id = r and from_id < f order by from_id desc limit 1;
  if mine is null or before is null then return; end if;
  if (select count(*) from unnest(mine.unread)) + (select count(*) from unnest(before.unread)) > 96 then return; end if;
  delete from read_state where user_id = u and recipient_id = r and from_id = f;
  update read_state set to_id = mine.to_id, unread = before.unread + mine.unread
    where user_id = u and recipient_id = r and from_id = before.from_id;
end $$;

-- The nearest message before or after, passing over the reader's own (they are read by rule). Bounded: after 200 own
-- messages in a row the last one seen is the border, which only leaves a piece more.
create function neighbour(r int, i bigint, reader int, forward boolean) returns bigint language plpgsql stable as $$
declare
  m record;
  seen bigint;
begin
  if forward then
    for m in select id, sender_id, unread_by_sender from message where recipient_id = r and id > i order by id limit 200 loop
      seen := m.id;
      if m.sender_id <> reader or m.unread_by_sender then return seen; end if;
    end loop;
  else
    for m in select id, sender_id, unread_by_sender from message where recipient_id = r and id < i order by id desc limit 200 loop
      seen := m.id;
      if m.sender_id <> reader or m.unread_by_sender then return seen; end if;
    end loop;
  end if;
  return seen;
end $$;

-- marks: [{ord, user, op: 'read'|'unread', scope: 'ids'|'topic'|'stream'|'all', ids, recipient, topic}], one a user.
create function lock_marks(marks json) returns void language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  perform 1 from (
    select distinct user_id, recipient_id from (
      select k."user" as user_id, m.recipient_id
        from json_to_recordset(marks) k("user" int, scope text, ids bigint[])
        cross join lateral unnest(k.ids) d(id)
        cross join lateral (select recipient_id from message where message.id = d.id offset 0) m
        where k.scope = 'ids'
      union all
      select k."user", k.recipient from json_to_recordset(marks) k("user" int, scope text, recipient int)
        where k.scope in ('topic', 'stream')
      union all
      select k."user", s.recipient_id from json_to_recordset(marks) k("user" int, scope text)
        cross join lateral (select distinct recipient_id from read_state where user_id = k."user" offset 0) s
        where k.scope = 'all') x
    order by 1, 2 offset 0) p
  cross join lateral (select 1 from read_state s
    where s.user_id = p.user_id and s.recipient_id = p.recipient_id order by s.from_id for update) l;
end $$;

create function mark_ids(marks json) returns setof pending_event language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  touched record;
begin
  -- Own messages: read by rule, so their state is a column, and only their author's marks change it.
  update message m set unread_by_sender = (k.op = 'unread')
    from json_to_recordset(marks) k("user" int, op text, scope text, ids bigint[]), unnest(k.ids) d(id)
    where k.scope = 'ids' and m.id = d.id and m.sender_id = k."user" and m.unread_by_sender <> (k.op = 'unread');

  for touched in
    with pair as materialized (
      select k."user" as user_id, k.op, m.id, m.recipient_id
      from json_to_recordset(marks) k("user" int, op text, scope text, ids bigint[])
      cross join lateral (select distinct i from unnest(k.ids) i) d(id)
      cross join lateral (select * from message where message.id = d.id offset 0) m
      -- Nobody learns of a message by making it unread.
      where k.scope = 'ids' and (k.op = 'read' or may_read(k."user", m.id, m.recipient_id, m.arrival_id, m.topic_id))),
    near as materialized (
      select x.id, p.id as prev, p.own as prev_sender, n.id as next, n.own as next_sender
      from (select distinct id, recipient_id from pair) x
      left join lateral (select m.id, case when m.unread_by_sender then 0 else m.sender_id end as own from message m
        where m.recipient_id = x.recipient_id and m.id < x.id order by m.id desc limit 1) p on true
      left join lateral (select m.id, case when m.unread_by_sender then 0 else m.sender_id end as own from message m
        where m.recipient_id = x.recipient_id and m.id > x.id order by m.id limit 1) n on true),
    claim as materialized (
      select p.user_id, p.recipient_id, p.op, range_agg(int8range(
        coalesce(case when n.prev_sender = p.user_id then neighbour(p.recipient_id, p.id, p.user_id, false) else n.prev end, -1) + 1,
        coalesce(case when n.next_sender = p.user_id then neighbour(p.recipient_id, p.id, p.user_id, true) else n.next end, p.id + 1)
      )) as ids
      from pair p join near n on n.id = p.id group by 1, 2, 3),
    changed as (
      update read_state s
      set unread = case c.op when 'read' then s.unread - c.ids
        else s.unread + c.ids * int8multirange(int8range(s.from_id, s.to_id)) end
      from claim c
      where s.user_id = c.user_id and s.recipient_id = c.recipient_id
        and int8range(s.from_id, s.to_id) && c.ids
        and (c.op = 'read' and s.unread && c.ids or c.op = 'unread' and exists (
          select from direct_group_member g where g.user_id = s.user_id and g.recipient_id = s.recipient_id
          union all select from subscription b where b.user_id = s.user_id and b.recipient_id = s.recipient_id and b.active))
      returning s.user_id, s.recipient_id, s.from_id, (select count(*) from unnest(s.unread)) as pieces)
    select * from changed where pieces > 128 or (from_id > 0 and pieces < 16)
  loop
    if touched.pieces > 128 then perform split_chunk(touched.user_id, touched.recipient_id, touched.from_id);
    else perform merge_chunk(touched.user_id, touched.recipient_id, touched.from_id); end if;
  end loop;

  -- Only ids the user may read are named in the event and the answer.
  return query
    select k.ord, 'update_message_flags'::text, 1::smallint, array[k."user"], null::int, null::bigint,
      jsonb_build_object('op', case k.op when 'read' then 'add' else 'remove' end, 'flag', 'read', 'all', false,
        'messages', coalesce(jsonb_agg(m.id order by m.id) filter (where m.id is not null), '[]'))
    from json_to_recordset(marks) k(ord int, "user" int, op text, scope text, ids bigint[])
    left join lateral (
      select m.id from (select distinct i from unnest(k.ids) i) d(id)
      cross join lateral (select * from message x where x.id = d.id offset 0) m
      where (k.op = 'read' or m.topic_id = 0 or exists (select from subscription b
          where b.user_id = k."user" and b.recipient_id = m.recipient_id and b.active))
        and (exists (select from subscription_period p where p.user_id = k."user"
          and p.recipient_id = m.recipient_id and p.received @> coalesce(m.arrival_id, m.id))
        and exists (select from subscription b where b.user_id = k."user" and b.recipient_id = m.recipient_id and b.active)
        or may_read(k."user", m.id, m.recipient_id, m.arrival_id, m.topic_id))) m on true
    where k.scope = 'ids'
    group by k.ord, k."user", k.op;
end $$;

-- Reads a topic, a stream or everything up to the newest message that is visible now.
create function mark_scope(o int, u int, scope text, r int, t int) returns pending_event language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  ids bigint[];
  last bigint;
  claimed int8multirange;
  touched record;
begin
  if scope = 'topic' then
    -- One pass over the recipient from the first unread id; own messages belong to no run.
    with run as (
      select m.id, m.topic_id, lag(m.id) over w as prev, lead(m.id) over w as next from message m
      where m.recipient_id = r and (m.sender_id <> u or m.unread_by_sender)
        and m.id >= (select coalesce(min(lower(s.unread)), 9223372036854775807) from read_state s
          where s.user_id = u and s.recipient_id = r)
      window w as (order by m.id))
    select range_agg(int8range(coalesce(prev + 1, id), coalesce(next, id + 1))), array_agg(id order by id)
      into claimed, ids from run where topic_id = t;
    ids := array(select i from unnest(ids) i where exists (select from read_state s
      where s.user_id = u and s.recipient_id = r and s.unread @> i));
    update message m set unread_by_sender = false where m.sender_id = u and m.recipient_id = r and m.topic_id = t and m.unread_by_sender;
    if claimed is not null then
      for touched in
        update read_state s set unread = s.unread - claimed
        where s.user_id = u and s.recipient_id = r and s.unread && claimed
        returning s.from_id, (select count(*) from unnest(s.unread)) as pieces
      loop
        if touched.pieces > 128 then perform split_chunk(u, r, touched.from_id);
        elsif touched.from_id > 0 and touched.pieces < 16 then perform merge_chunk(u, r, touched.from_id); end if;
      end loop;
    end if;
  else
    -- Without a message yet: a null bound would mean everything that is still to come.
    select coalesce(max(id), 0) into last from message;
    if scope = 'stream' then
      ids := array(select m.id from read_state s cross join lateral unnest(s.unread) x
        cross join lateral (select id from message m where m.recipient_id = r and m.id >= lower(x)
          and m.id < coalesce(upper(x), 9223372036854775807) and (m.sender_id <> u or m.unread_by_sender) offset 0) m
        where s.user_id = u and s.recipient_id = r order by 1);
      update message m set unread_by_sender = false where m.sender_id = u and m.recipient_id = r and m.unread_by_sender;
    else
      update message m set unread_by_sender = false where m.sender_id = u and m.unread_by_sender;
    end if;
    -- What is left lies above the last id, so one chunk is enough.
    delete from read_state s where s.user_id = u and (scope = 'all' or s.recipient_id = r) and s.to_id is not null;
    update read_state s set from_id = 0, unread = s.unread - int8multirange(int8range(null, last, '(]'))
      where s.user_id = u and (scope = 'all' or s.recipient_id = r)
        and (s.from_id > 0 or s.unread && int8range(null, last, '(]'));
  end if;
  return row(o, 'update_message_flags', 1, array[u], null, null, jsonb_build_object('op', 'add', 'flag', 'read',
    'all', scope = 'all', 'messages', to_jsonb(coalesce(ids, '{}'))))::pending_event;
end $$;

-- flags: [{ord, user, op: 'add'|'remove', bit, flag, ids}], one a user.
create function set_flags(changes json) returns setof pending_event language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  insert into message_flag as f (user_id, message_id, flags)
    select k."user", m.id, k.bit from json_to_recordset(changes) k("user" int, op text, bit int, ids bigint[])
    cross join lateral (select distinct i from unnest(k.ids) i) d(id)
    cross join lateral (select * from message x where x.id = d.id offset 0) m
    where k.op = 'add' and may_read(k."user", m.id, m.recipient_id, m.arrival_id, m.topic_id)
    order by 1, 2
    on conflict (user_id, message_id) do update set flags = f.flags | excluded.flags;
  update message_flag f set flags = f.flags & ~k.bit
    from json_to_recordset(changes) k("user" int, op text, bit int, ids bigint[])
    where k.op = 'remove' and f.user_id = k."user" and f.message_id = any (k.ids);
  delete from message_flag f using json_to_recordset(changes) k("user" int, op text, ids bigint[])
    where k.op = 'remove' and f.user_id = k."user" and f.message_id = any (k.ids) and f.flags = 0;
  return query
    select k.ord, 'update_message_flags'::text, 1::smallint, array[k."user"], null::int, null::bigint,
      jsonb_build_object('op', k.op, 'flag', k.flag, 'all', false,
        'messages', coalesce(jsonb_agg(m.id order by m.id) filter (where m.id is not null), '[]'))
    from json_to_recordset(changes) k(ord int, "user" int, op text, flag text, ids bigint[])
    left join lateral (select m.id from (select distinct i from unnest(k.ids) i) d(id)
      cross join lateral (select * from message x where x.id = d.id offset 0) m
      where may_read(k."user", m.id, m.recipient_id, m.arrival_id, m.topic_id)) m on true
    group by k.ord, k."user", k.op, k.flag;
end $$;

-- reactions: [{ord, user, message, op: 'add'|'remove', name, code, kind}]. Under the order, so no row waits.
create function set_reactions(reactions json) returns setof pending_event language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  k record;
  m message;
begin
  for k in select * from json_to_recordset(reactions)
    as k(ord int, "user" int, message bigint, op text, name text, code text, kind text) order by ord
  loop
    select * into m from message x where x.id = k.message
      and may_read(k."user", x.id, x.recipient_id, x.arrival_id, x.topic_id);
    if m is null then continue; end if;
    if k.op = 'add' then
      insert into reaction values (k.message, k."user", k.name, k.code, k.kind) on conflict do nothing;
    else
      delete from reaction where message_id = k.message and user_id = k."user" and emoji_code = k.code and reaction_type = k.kind;
    end if;
    if not found then continue; end if;
    return next row(k.ord, 'reaction', 3, null, m.recipient_id, coalesce(m.arrival_id, m.id), jsonb_build_object('op', k.op,
      'emoji_name', k.name, 'emoji_code', k.code, 'reaction_type', k.kind, 'user_id', k."user", 'message_id', k.message))::pending_event;
  end loop;
end $$;

-- sends: [{ord, sender, recipient, topic (null: direct), content, rendered, wildcard, called, mentions, groups, key,
-- unread, client, link, image, attachment}]. What may have changed since the check is checked again, under the order.
-- Answers [ord, id, event id, topic id, topic name, error, was sent before].
create function insert_sends(sends json) returns json language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  result json;
begin
  with judged as materialized (
    select i.*, t.id as topic_id, t.name as topic_name,
      (select m.id from message m where m.sender_id = i.sender and m.send_key = decode(i.key, 'hex')) as earlier,
      case when not u.is_active and not u.is_system then 'sender deactivated'
        when i.topic is null then
          case when not exists (select from direct_group_member d where d.user_id = i.sender and d.recipient_id = i.recipient)
            then 'no such conversation' end
        when s.id is null then 'no such stream'
        when s.is_archived then 'stream archived'
        when b.active is null and not u.is_system and (s.invite_only or u.role = 600) then 'not subscribed'
        when s.post_policy = 2 and u.role > 200 or s.post_policy = 3 and u.role > 400 or s.post_policy = 4 and u.role > 300
          then 'may not post' end as error
    from json_to_recordset(sends) as i(ord int, sender int, recipient int, topic text, content text, rendered text,
      wildcard smallint, called int[], mentions int[], groups int[], key text, unread boolean, client smallint, link boolean, image boolean, attachment boolean)
    cross join lateral (select is_active, is_system, role from user_account where id = i.sender offset 0) u
    left join lateral (select * from stream where i.topic is not null and stream.id = i.recipient offset 0) s on true
    left join lateral (select active from subscription where user_id = i.sender and recipient_id = i.recipient and active offset 0) b on true
    left join lateral (select id, name from topic where recipient_id = i.recipient and lower(name) = lower(i.topic) offset 0) t on true),
  new_topic as (
    insert into topic (recipient_id, name)
    select distinct on (recipient, lower(topic)) recipient, topic from judged
    where topic_id is null and topic is not null and error is null and earlier is null
    order by recipient, lower(topic), ord
    returning id, recipient_id, name),
  placed as (
    select j.*, coalesce(j.topic_id, n.id, 0) as place, coalesce(j.topic_name, n.name) as place_name
    from (select * from judged where error is null and earlier is null order by ord offset 0) j
    left join lateral (select id, name from new_topic
      where j.topic_id is null and recipient_id = j.recipient and lower(name) = lower(j.topic) offset 0) n on true offset 0),
  numbered as materialized (select nextval('message_id_seq') as id, nextval('event_id_seq') as event_id, p.* from placed p),
  stored as (
    insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, client_id, unread_by_sender, wildcard_mention,
      called, has_link, has_image, has_attachment, date_sent, send_key, content, rendered)
    select id, recipient, place, recipient, sender, client, unread, wildcard, called, link, image, attachment,
      transaction_timestamp(), decode(key, 'hex'), content, rendered from numbered order by id),
  mentioned as (
    insert into message_flag (user_id, message_id, flags)
    select distinct u, n.id, 8 from numbered n cross join lateral unnest(n.mentions) u
    where exists (select from subscription b where b.user_id = u and b.recipient_id = n.recipient and b.active
      union all select from direct_group_member d where d.user_id = u and d.recipient_id = n.recipient)),
  group_mentioned as (
    insert into group_mention (message_id, group_id, recipient_id)
    select distinct n.id, g, n.recipient from numbered n cross join lateral unnest(n.groups) g),
  logged as (
    insert into event (id, type, audience, recipient_id, message_id)
    select event_id, 'message', 2, recipient, id from numbered order by id)
  select json_agg(json_build_array(j.ord, coalesce(n.id, j.earlier), n.event_id, n.place, n.place_name,
      case when j.earlier is null then j.error end, j.earlier is not null)) into result
    from judged j left join numbered n on n.ord = j.ord;
  return result;
end $$;

-- Appends events in the order given; the caller holds the order. Answers their ids, in that order.
create function append_events(pending pending_event[]) returns bigint[] language sql as $$
  with numbered as materialized (select nextval('event_id_seq') as id, p.* from unnest(pending) with ordinality
      as p(ord, type, audience, users, recipient_id, message_id, payload, n) order by p.n),
  logged as (insert into event (id, type, audience, users, recipient_id, message_id, payload)
    select id, type, audience, users, recipient_id, message_id, payload from numbered order by id)
  select coalesce(array_agg(id order by n), '{}') from numbered $$;

-- One batch of the writer; each kind of what it may hold is null when there is none of it.
-- Answers {at: epoch ms, sends: [[…]], events: [{id, ord, type, audience, users, recipient_id, message_id, payload}]}.
create function core_write(sends json, marks json, flags json, reactions json) returns json language plpgsql as $$
declare
  pending pending_event[] := '{}';
  more pending_event[];
  ids bigint[];
  sent json;
begin
  if marks is not null then
    perform lock_marks(marks);
    select array_agg(e) into more from mark_ids(marks) e;
    pending := pending || coalesce(more, '{}');
    select array_agg(mark_scope(k.ord, k."user", k.scope, k.recipient, k.topic) order by k."user") into more
      from json_to_recordset(marks) k(ord int, "user" int, scope text, recipient int, topic int) where k.scope <> 'ids';
    pending := pending || coalesce(more, '{}');
  end if;
  if flags is not null then
    select array_agg(e) into more from set_flags(flags) e;
    pending := pending || coalesce(more, '{}');
  end if;
  perform take_order();
  if sends is not null then sent := insert_sends(sends); end if;
  if reactions is not null then
    select array_agg(e) into more from set_reactions(reactions) e;
    pending := pending || coalesce(more, '{}');
  end if;
  if cardinality(pending) > 0 then ids := append_events(pending); end if;
  return json_build_object(
    'at', (extract(epoch from transaction_timestamp()) * 1000)::bigint,
    'sends', sent,
    'events', (select json_agg(json_build_object('id', ids[n], 'ord', p.ord, 'type', p.type, 'audience', p.audience, 'users', p.users,
      'recipient_id', p.recipient_id, 'message_id', p.message_id, 'payload', p.payload) order by n)
      from unnest(pending) with ordinality as p(ord, type, audience, users, recipient_id, message_id, payload, n)));
end $$;
`
