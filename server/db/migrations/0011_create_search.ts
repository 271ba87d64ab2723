/**
 * Full-text search. The index is a table of its own that is filled after the commit, so that a send costs no more with
 * it; what it has not reached yet is searched directly.
 */
export const up = `
create table message_search (
  message_id bigint primary key,
  recipient_id int not null,
  vector tsvector not null
);
-- With the recipient: a common word in a quiet stream costs as little as a rare one.
create index message_search_vector on message_search using gin (recipient_id, vector);

create table search_state (
  id int primary key check (id = 1),
  language regconfig not null default 'english',
  -- Every message up to here is in the index.
  upto bigint not null default 0
);
insert into search_state (id) values (1);

alter table topic add column vector tsvector;
create index topic_vector on topic using gin (vector);

-- Pairs of neighbours in runs of a script that has no word breaks: Chinese, Japanese, Korean, Thai.
create function bigrams(t text) returns text[] language sql immutable as $$
  select coalesce(array_agg(distinct substr(r[1], i, 2)), '{}')
  from regexp_matches(t, '[\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af]+', 'g') r
  cross join generate_series(1, greatest(length(r[1]) - 1, 1)) i $$;

create function has_no_breaks(t text) returns boolean language sql immutable as $$
  select t ~ '[\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af]' $$;

-- Names of files, addresses and identifiers are found by their parts as well as whole.
create function search_vector(language regconfig, t text) returns tsvector language sql immutable as $$
  select to_tsvector(language, t)
    || case when t ~ '\\w[._/-]\\w' then to_tsvector(language, regexp_replace(t, '[._/-]+', ' ', 'g')) else '' end
    || case when has_no_breaks(t) then array_to_tsvector(bigrams(t)) else '' end $$;

-- What people type: words, "a phrase", -without; a single character of a script without breaks is a beginning.
create function search_query(language regconfig, t text) returns tsquery language plpgsql immutable as $$
declare
  q tsquery := websearch_to_tsquery(language, t);
  pair text;
begin
  if not has_no_breaks(t) then return q; end if;
  q := websearch_to_tsquery(language, regexp_replace(t, '[\\u0e00-\\u0e7f\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af]+', ' ', 'g'));
  foreach pair in array bigrams(t) loop
    q := case when numnode(q) = 0 then quoted_lexeme(pair) else q && quoted_lexeme(pair) end;
  end loop;
  return q;
end $$;

create function quoted_lexeme(pair text) returns tsquery language sql immutable as $$
  select (quote_literal(pair) || case when length(pair) = 1 then ':*' else '' end)::tsquery $$;

create function set_topic_vector() returns trigger language plpgsql as $$
begin
  new.vector := search_vector((select language from search_state), new.name);
  return new;
end $$;
create trigger topic_vector before insert or update of name on topic for each row execute function set_topic_vector();
update topic set name = name;

-- Takes the next messages into the index. Ids become visible in their order, so none is passed over.
create function index_messages(most int) returns int language plpgsql as $$
declare
  state search_state;
  last bigint;
  n int;
begin
  -- After a crash it is simply done again: nobody need wait for the disk.
  perform set_config('synchronous_commit', 'off', true);
  select * into state from search_state for update;
  with batch as materialized (select id, recipient_id, content from message where id > state.upto order by id limit most),
  stored as (insert into message_search
    select id, recipient_id, search_vector(state.language, content) from batch on conflict (message_id) do nothing)
  select max(id), count(*) into last, n from batch;
  if n > 0 then update search_state set upto = last; end if;
  return n;
end $$;

-- The lock keeps an edit from slipping between what the indexer has read and what it stores.
create function follow_message() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from message_search where message_id = old.id;
    return old;
  end if;
  perform 1 from search_state for share;
  update message_search set recipient_id = new.recipient_id,
    vector = case when new.content = old.content then vector
      else search_vector((select language from search_state), new.content) end
    where message_id = new.id;
  return new;
end $$;
create trigger message_search_edit after update of content, recipient_id on message for each row
  when (old.content is distinct from new.content or old.recipient_id <> new.recipient_id) execute function follow_message();
create trigger message_search_delete after delete on message for each row execute function follow_message();

-- Votes are shown in the order in which they were given.
alter table reaction add column at timestamptz not null default now();

create table submessage (
  id bigint generated always as identity primary key,
  message_id bigint not null,
  sender_id int not null references user_account,
  msg_type text not null,
  content text not null
);
create index submessage_message on submessage (message_id, id);
`
