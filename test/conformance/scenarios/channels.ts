import type { Run } from '../run.ts'
import { channel, NO_ID, say } from './steps.ts'

export async function playChannels(run: Run): Promise<void> {
  const verona = await channel(run, 'Verona', ['owner', 'admin', 'member', 'other', 'guest'])
  const secret = await channel(run, 'Secret', ['owner', 'admin'], {
    invite_only: true,
    history_public_to_subscribers: false,
  })
  await subscriptions(run, verona, secret)
  await look(run, verona, secret)
  await properties(run, verona)
  await defaults(run, verona, secret)
  await change(run)
}

async function subscriptions(run: Run, verona: number, secret: number): Promise<void> {
  const plain = { subscriptions: [{ name: 'Crowded' }], authorization_errors_fatal: false, announce: true }
  await run.ok('subscribe', 'member', { ...plain, principals: ['other@acme.test', 'guest@acme.test'] })
  await run.ok('subscribe', 'other', { ...plain, subscriptions: [{ name: 'Crowded' }, { name: 'Secret' }] })
  await run.ok('subscribe', 'owner', {
    subscriptions: [{ name: 'Everything' }],
    is_default_stream: true,
    is_web_public: false,
    stream_post_policy: 1,
    message_retention_days: 'unlimited',
    can_remove_subscribers_group: { direct_members: [run.idOf('member')], direct_subgroups: [] },
    can_administer_channel_group: { direct_members: [run.idOf('admin')], direct_subgroups: [] },
  })
  await run.refused('subscribe', 'member', { subscriptions: [{ name: 'Secret' }] })
  await run.ok('get-subscriptions', 'member', { include_subscribers: true })
  await run.ok('get-subscriptions', 'guest')
  await run.ok('get-subscribers', 'member', { stream_id: verona })
  await run.refused('get-subscribers', 'member', { stream_id: secret })
  await run.ok('get-subscription-status', 'member', { user_id: run.idOf('other'), stream_id: verona })
  await run.ok('update-subscriptions', 'other', {
    delete: ['Verona', 'Crowded'],
    add: [{ name: 'Verona' }, { name: 'Denmark', color: '#e79ab5', description: 'A *Scandinavian* country' }],
  })
  await run.ok('unsubscribe', 'admin', { subscriptions: ['Verona'], principals: [run.idOf('guest')] })
  await run.ok('unsubscribe', 'other', { subscriptions: ['Denmark', 'Crowded'] })
  await run.refused('unsubscribe', 'other', { subscriptions: ['nonexistent'] })
  await run.ok('subscribe', 'owner', { subscriptions: [{ name: 'Verona' }], principals: ['guest@acme.test'] })
}

async function look(run: Run, verona: number, secret: number): Promise<void> {
  for (const actor of ['owner', 'member', 'guest']) await run.ok('get-streams', actor)
  await run.ok('get-streams', 'owner', { include_all_active: true, include_default: true, exclude_archived: false })
  await run.ok('get-streams', 'member', {
    include_public: false,
    include_web_public: true,
    include_subscribed: true,
    include_default: true,
    include_owner_subscribed: true,
  })
  await run.refused('get-streams', 'member', { include_all_active: true })
  await run.ok('get-stream-by-id', 'member', { stream_id: verona })
  await run.refused('get-stream-by-id', 'member', { stream_id: secret })
  await run.ok('get-stream-id', 'member', { stream: 'Verona' })
  await run.refused('get-stream-id', 'member', { stream: 'nonexistent' })
  await run.ok('get-stream-email-address', 'member', { stream_id: verona })
  await run.refused('get-stream-email-address', 'member', { stream_id: secret })
  await say(run, 'member', verona, 'first', 'hello')
  await run.ok('get-stream-topics', 'member', { stream_id: verona })
  await run.refused('get-stream-topics', 'member', { stream_id: NO_ID })
}

async function properties(run: Run, stream_id: number): Promise<void> {
  const data = {
    color: '#f00f00',
    is_muted: true,
    in_home_view: true,
    pin_to_top: true,
    desktop_notifications: true,
    audible_notifications: false,
    push_notifications: true,
    email_notifications: true,
    wildcard_mentions_notify: false,
  }
  const subscription_data = Object.entries(data).map(([property, value]) => ({ stream_id, property, value }))
  await run.ok('update-subscription-settings', 'member', { subscription_data })
}

async function defaults(run: Run, stream_id: number, secret: number): Promise<void> {
  await run.ok('add-default-stream', 'admin', { stream_id })
  await run.refused('add-default-stream', 'admin', { stream_id: NO_ID }, 1)
  await run.refused('add-default-stream', 'owner', { stream_id: secret }, 2)
  await run.ok('remove-default-stream', 'admin', { stream_id })
  await run.refused('remove-default-stream', 'admin', { stream_id: NO_ID })
  const group = { group_name: 'Newcomers', description: 'For who is new', stream_names: ['Verona'] }
  await run.raw('POST', '/default_stream_groups/create', 'owner', group)
}

async function change(run: Run): Promise<void> {
  const stream_id = await channel(run, 'Changing', ['owner', 'member', 'guest'])
  const update = (params: object) => run.ok('update-stream', 'owner', { stream_id, ...params })
  await update({ description: 'With a **new** description' })
  await update({ new_name: 'Changed' })
  await update({ stream_post_policy: 2 })
  await update({ is_announcement_only: false })
  await update({ message_retention_days: 20 })
  await update({ is_default_stream: true })
  await update({ is_default_stream: false })
  await update({ is_private: true, history_public_to_subscribers: true })
  await update({ is_private: false, is_web_public: false })
  const members = { direct_members: [run.idOf('member')], direct_subgroups: [] }
  await update({ can_remove_subscribers_group: { new: members } })
  await update({ can_administer_channel_group: { new: members } })
  await run.refused('update-stream', 'owner', { stream_id: NO_ID, new_name: 'x' }, 1)
  const impossible = { is_private: false, is_web_public: false, history_public_to_subscribers: false }
  await run.refused('update-stream', 'owner', { stream_id, ...impossible }, 2)
  await say(run, 'member', stream_id, 'short-lived', 'soon gone')
  await run.refused('delete-topic', 'member', { stream_id, topic_name: 'short-lived' })
  await run.ok('delete-topic', 'owner', { stream_id, topic_name: 'short-lived' })
  await run.ok('archive-stream', 'owner', { stream_id })
  await run.refused('archive-stream', 'owner', { stream_id: NO_ID })
}
