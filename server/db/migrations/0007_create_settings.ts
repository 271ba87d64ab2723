/** What administrators set for the whole organization, and what people tell of themselves. */
export const up = `
-- What new accounts start with, where it differs from the product's defaults.
alter table organization add column user_settings_defaults jsonb not null default '{}';

create table realm_domain (
  domain text primary key check (domain = lower(domain)),
  allow_subdomains boolean not null
);

create table linkifier (
  id int generated always as identity primary key,
  pattern text not null,
  url_template text not null,
  position int not null
);
create unique index linkifier_pattern on linkifier (pattern);

create table playground (
  id int generated always as identity primary key,
  name text not null,
  pygments_language text not null,
  url_template text not null,
  unique (pygments_language, name)
);

create table profile_field (
  id int generated always as identity primary key,
  name text not null,
  hint text not null,
  -- 1 short text, 2 long text, 3 list of options, 4 date, 5 link, 6 people, 7 external account, 8 pronouns
  type smallint not null check (type between 1 and 8),
  field_data text not null,
  position int not null,
  display_in_profile_summary boolean not null,
  required boolean not null,
  editable_by_user boolean not null
);
create unique index profile_field_name on profile_field (lower(name));
create table profile_value (
  user_id int not null references user_account,
  field_id int not null references profile_field on delete cascade,
  value text not null,
  -- HTML of a text that is Markdown; null: the type knows none.
  rendered text,
  primary key (user_id, field_id)
);
create index profile_value_field on profile_value (field_id);
`
