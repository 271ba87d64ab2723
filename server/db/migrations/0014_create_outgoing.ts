/** Messages that outgoing webhooks are still to be told, and how far messages have been looked at for that. */
export const up = `
create table outgoing_message (
  id bigint generated always as identity primary key,
  bot_id int not null references user_account on delete cascade,
  message_id bigint not null,
  trigger text not null check (trigger in ('mention', 'direct_message')),
  attempts smallint not null default 0,
  -- While one is being posted this is when somebody else may take it over.
  due_at timestamptz not null default now(),
  unique (message_id, bot_id)
);
create index outgoing_message_due on outgoing_message (due_at);
create index outgoing_message_bot on outgoing_message (bot_id);

create table outgoing_state (
  id int primary key check (id = 1),
  looked_to bigint not null
);
insert into outgoing_state select 1, last_value from message_id_seq;
`
