import { WHOLE_HISTORY } from '../messages/index.ts'
import { IN_SCOPE } from './scope.ts'

const seconds = (moment: string) => `extract(epoch from ${moment})::float`
const ofPeople = (table: string, columns: string) =>
  `select ${columns} from ${table} t join export_person e on e.user_id = t.user_id`

const MESSAGE_IN_SCOPE = (id: string) => `exists (select from (select * from message where id = ${id} offset 0) m
  join export_place e on e.recipient_id = m.recipient_id where ${IN_SCOPE})`

/**
 * `realm.json`, by the names of Zulip's own exports: a query each. No secret is in any of them: neither passwords, keys,
 * sessions, tokens nor invitations. $viewer is the account that asked, whose sight decides about e-mail addresses.
 */
export const REALM_TABLES: Readonly<Record<string, string>> = {
  zerver_realm: `select 1 as id, uuid, name, description, settings, user_settings_defaults,
    ${seconds('created_at')} as date_created from organization`,
  zerver_realmdomain: 'select domain, allow_subdomains from realm_domain order by 1',
  zerver_realmfilter: 'select id, pattern, url_template, position as "order" from linkifier order by id',
  zerver_realmplayground: 'select id, name, pygments_language, url_template from playground order by id',
  zerver_realmemoji: `select id, name, key as file_name, content_type, author_id as author, deactivated
    from realm_emoji order by id`,
  zerver_customprofilefield: `select id, name, hint, type as field_type, field_data, position as "order",
    display_in_profile_summary, required, editable_by_user from profile_field order by id`,
  zerver_customprofilefieldvalue: `select user_id as user_profile, field_id as field, value, rendered as rendered_value
    from profile_value order by 1, 2`,
  zerver_userprofile: `select u.id, u.email, u.full_name, u.role, u.is_active, u.is_bot, u.bot_type,
      u.bot_owner_id as bot_owner, u.timezone, ${seconds('u.date_joined')} as date_joined, u.avatar_version,
      case when u.id = $viewer or u.is_bot or (select v.role from user_account v where v.id = $viewer) <=
        case coalesce((u.settings->>'email_address_visibility')::int, 1)
          when 1 then 600 when 2 then 400 when 3 then 200 when 5 then 300 else 0 end
        then u.delivery_email end as delivery_email,
      case when e.user_id is not null then u.settings end as settings
    from user_account u left join export_person e on e.user_id = u.id where not u.is_system order by u.id`,
  zerver_userstatus: `select user_id as user_profile, status_text, emoji_name, emoji_code, reaction_type
    from user_status order by 1`,
  zerver_namedusergroup: `select g.id, g.name, g.description, g.is_system_group, g.deactivated, g.creator_id as creator
    from user_group g where not g.is_anonymous order by g.id`,
  zerver_usergroupmembership: `select p.group_id as user_group, p.user_id as user_profile from user_group_period p
    join user_group g on g.id = p.group_id and not g.is_anonymous where upper_inf(p.messages) order by 1, 2`,
  zerver_groupgroupmembership: `select s.group_id as supergroup, s.subgroup_id as subgroup from user_group_subgroup s
    join user_group g on g.id = s.group_id and not g.is_anonymous order by 1, 2`,
  zerver_stream: `select s.id, s.name, s.description, s.rendered_description, s.invite_only,
      s.history_public_to_subscribers, s.is_archived as deactivated, s.creator_id as creator,
      ${seconds('s.created_at')} as date_created, s.message_retention_days, s.id as recipient
    from stream s join export_place e on e.recipient_id = s.id order by s.id`,
  zerver_defaultstream: `select d.stream_id as stream from default_stream d
    join export_place e on e.recipient_id = d.stream_id order by 1`,
  zerver_recipient: `select e.recipient_id as id, case when s.id is null then 3 else 2 end as type,
      e.recipient_id as type_id from export_place e left join stream s on s.id = e.recipient_id order by 1`,
  zerver_huddle: `select g.id, g.id as recipient, g.member_ids as members from direct_group g
    join export_place e on e.recipient_id = g.id order by 1`,
  // Who reads a channel is known to its readers; how they have it shown is their own.
  zerver_subscription: `select b.user_id as user_profile, b.recipient_id as recipient, b.active,
      case when p.user_id is not null then b.color end as color, case when p.user_id is not null then b.settings end as settings
    from subscription b join export_place e on e.recipient_id = b.recipient_id
    left join export_person p on p.user_id = b.user_id where b.active order by 1, 2`,
  zerver_usertopic: `select t.user_id as user_profile, t.recipient_id as recipient, t.topic as topic_name,
      t.policy as visibility_policy from user_topic t join export_person e on e.user_id = t.user_id
    join export_place p on p.recipient_id = t.recipient_id order by 1, 2, 3`,
  zerver_muteduser: ofPeople('muted_user', `t.user_id as user_profile, t.muted_id as muted_user`),
  zerver_alertword: ofPeople('alert_word', 't.user_id as user_profile, t.word'),
  zerver_draft: ofPeople('draft', 't.id, t.user_id as user_profile, t.kind as type, t.recipients, t.topic, t.content'),
  zerver_savedsnippet: ofPeople('saved_snippet', 't.id, t.user_id as user_profile, t.title, t.content'),
  zerver_scheduledmessage: ofPeople(
    'scheduled_message',
    `t.id, t.user_id as sender, t.recipients, t.topic, t.content, ${seconds('t.deliver_at')} as scheduled_timestamp`,
  ),
  hearth_readstate: `select t.user_id as user_profile, t.recipient_id as recipient, t.from_id, t.to_id, t.unread
    from read_state t join export_person e on e.user_id = t.user_id
    join export_place p on p.recipient_id = t.recipient_id order by 1, 2, 3`,
}

/** Of messages: all that may be exported, in their order. */
export const MESSAGES = `select m.id, m.sender_id as sender, m.recipient_id as recipient, coalesce(t.name, '') as subject,
    m.content, m.rendered as rendered_content, ${seconds('m.date_sent')} as date_sent,
    ${seconds('m.last_edit_at')} as last_edit_time, m.has_attachment, m.has_image, m.has_link
  from message m join export_place e on e.recipient_id = m.recipient_id left join topic t on t.id = m.topic_id
  where ${IN_SCOPE} order by m.id`

/**
 * A row for each change of a message, the newest first: a message that was edited a hundred times is megabytes. As far as
 * readers of the message may see it. What it looked like can be made of its text.
 */
export const HISTORY = `select m.id as message, (h.change->>'user_id')::int as user_profile,
    (h.change->>'at')::float as timestamp, h.change->>'prev_content' as prev_content,
    h.change->>'prev_topic' as prev_subject, (h.change->>'prev_stream')::int as prev_stream
  from message m join export_place e on e.recipient_id = m.recipient_id
  cross join lateral jsonb_array_elements(${WHOLE_HISTORY}) with ordinality h(change, n)
  where ${IN_SCOPE} order by m.id, h.n`

/** What belongs to some messages; $ids are theirs. Flags are private to whoever set them. */
export const OF_MESSAGES: Readonly<Record<string, string>> = {
  zerver_usermessage: `select f.user_id as user_profile, f.message_id as message, f.flags as flags_mask
    from message_flag f join export_person e on e.user_id = f.user_id where f.message_id = any ($1) order by 2, 1`,
  zerver_reaction: `select user_id as user_profile, message_id as message, emoji_name, emoji_code, reaction_type
    from reaction where message_id = any ($1) order by 2, 1`,
  zerver_submessage: `select id, message_id as message, sender_id as sender, msg_type, content
    from submessage where message_id = any ($1) order by id`,
}

/** Files that an exported message shows, or that belong to somebody who agreed; told of no other message. */
export const ATTACHMENTS = `select a.id, a.key, a.name as file_name, a.slug, a.size, a.content_type, a.owner_id as owner,
    ${seconds('a.created_at')} as create_time,
    array(select c.message_id from attachment_message c where c.attachment_id = a.id
      and ${MESSAGE_IN_SCOPE('c.message_id')} order by 1) as messages
  from attachment a where exists (select from export_person p where p.user_id = a.owner_id)
    or exists (select from attachment_message c where c.attachment_id = a.id and ${MESSAGE_IN_SCOPE('c.message_id')})
  order by a.id`

/** Pictures that everybody sees: folder, the key among the files, and whose it is. */
export const PICTURES: Readonly<Record<string, string>> = {
  avatars: `select avatar_key as key, avatar_type as content_type, id as user_profile_id from user_account
    where avatar_key is not null and not is_system order by id`,
  emoji: 'select key, content_type, id as emoji_id, name as file_name from realm_emoji order by id',
  realm_icons: 'select key, content_type, kind from realm_image where key is not null order by kind',
}
