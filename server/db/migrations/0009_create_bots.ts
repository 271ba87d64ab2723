/** What bots have that people have not, what programs keep here, and invitations that can be shown again. */
export const up = `
create table bot (
  user_id int primary key references user_account on delete cascade,
  default_sending_stream int references stream,
  default_events_register_stream int references stream,
  default_all_public_streams boolean not null default false,
  -- Of outgoing webhooks: where messages are posted to, in which form (1 Zulip's, 2 Slack's), and the token that proves
  -- where they come from, sealed like an API key.
  base_url text,
  interface smallint check (interface in (1, 2)),
  token_sealed bytea,
  -- Names of the integration that posts here, and its own settings.
  service_name text,
  config jsonb not null default '{}'
);
create index user_account_bot_owner on user_account (bot_owner_id) where is_bot;

-- Texts that programs keep between their runs, by account.
create table bot_storage (
  user_id int not null references user_account on delete cascade,
  key text not null,
  value text not null
);
create unique index bot_storage_key on bot_storage (user_id, md5(key));

-- The link's token once more, under the organization's key, so that who may manage a link can be shown it.
alter table invite add column token_sealed bytea;
alter table invite add column group_ids int[] not null default '{}';
`
