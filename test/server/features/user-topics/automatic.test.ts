import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { MAX_USER_TOPICS } from '../../../../server/contract/chat/user-topics.ts'
import { checkSendMessage, doSendMessage } from '../../../../server/features/messages/index.ts'
import { createScheduledSender } from '../../../../server/features/scheduled-messages/index.ts'
import { doWishAutomatically } from '../../../../server/features/user-topics/actions.ts'
import { decide } from '../../../../server/features/user-topics/policy.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { actor } from '../../../support/core.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const EVERYONE = [OWNER, ADMIN, MEMBER, OTHER, GUEST]
const [MUTED, UNMUTED, FOLLOWED] = [1, 2, 3]
const NEVER = 4
const DEEDS = ['begin', 'write', 'react', 'vote'] as const
type Deed = (typeof DEEDS)[number]

const isMuted = (stream: number, value = true) => ({
  subscription_data: [{ stream_id: stream, property: 'is_muted', value }],
})

/** A channel, and people in it who want nothing to happen by itself until they say so. */
async function begin(people: readonly number[] = EVERYONE, params: Record<string, unknown> = {}) {
  const chat = await startChat()
  const { call, core } = chat
  for (const user of EVERYONE) await want(chat, user, {})
  await call(OWNER, 'POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'open' }],
    principals: people,
    ...params,
  })
  const [row] = await core.db.query<{ id: number }>("select id from stream where name = 'open'")
  const stream = row?.id ?? 0
  const say = async (user: number, topic: string, content = 'hello', more: Record<string, unknown> = {}) =>
    (await call(user, 'POST', '/messages', { type: 'stream', to: stream, topic, content, ...more })).json
  const wish = (user: number, topic: string, policy: number) =>
    call(user, 'POST', '/user_topics', { stream_id: stream, topic, visibility_policy: policy })
  const mute = (user: number, value = true) =>
    call(user, 'POST', '/users/me/subscriptions/properties', isMuted(stream, value))
  const topicsOf = async (user: number) => {
    const rows = await core.db.query<{ topic: string; policy: number }>(
      'select topic, policy from user_topic where user_id = $1 order by topic collate "C"',
      [user],
    )
    return Object.fromEntries(rows.map(({ topic, policy }) => [topic, policy]))
  }
  return { chat, call, core, stream, say, wish, mute, topicsOf }
}

type Scene = Awaited<ReturnType<typeof begin>>

function want({ call }: ChatApi, user: number, settings: { follow?: number; unmute?: number; mentioned?: boolean }) {
  return call(user, 'PATCH', '/settings', {
    automatically_follow_topics_policy: settings.follow ?? NEVER,
    automatically_unmute_topics_in_muted_streams_policy: settings.unmute ?? NEVER,
    automatically_follow_topics_where_mentioned: settings.mentioned ?? false,
  })
}

/** @returns what the answer says that has become of the topic */
async function act({ call, say }: Scene, user: number, deed: Deed): Promise<unknown> {
  if (deed === 'begin') return (await say(user, deed))['automatic_new_visibility_policy']
  const { id } = await say(OWNER, deed, '/poll Lunch?')
  if (deed === 'write') return (await say(user, deed))['automatic_new_visibility_policy']
  const answer =
    deed === 'react'
      ? await call(user, 'POST', `/messages/${id as number}/reactions`, { emoji_name: 'tada' })
      : await call(user, 'POST', '/submessage', {
          message_id: id,
          msg_type: 'widget',
          content: JSON.stringify({ type: 'vote', key: 'canned,0', vote: 1 }),
        })
  expect(answer.status).toBe(200)
  return undefined
}

/** By what is wanted (1 to 4), where it happens. */
const WHERE: readonly (readonly [number, readonly Deed[]])[] = [
  [1, DEEDS],
  [2, ['begin', 'write']],
  [3, ['begin']],
  [NEVER, []],
]

describe('topics become more visible by themselves', () => {
  test.each(WHERE)('follow policy %i', async (follow, deeds) => {
    const scene = await begin()
    await want(scene.chat, MEMBER, { follow })
    const mine = await scene.chat.listen(MEMBER, { event_types: ['user_topic', 'muted_topics'] })
    const legacy = await scene.chat.listen(MEMBER, { event_types: ['muted_topics'] })
    const others = await scene.chat.listen(OTHER, { event_types: ['user_topic'] })
    const told = new Map<Deed, unknown>()
    for (const deed of DEEDS) told.set(deed, await act(scene, MEMBER, deed))
    expect(await scene.topicsOf(MEMBER)).toEqual(Object.fromEntries(deeds.map((deed) => [deed, FOLLOWED])))
    expect(await mine.events()).toMatchObject(
      deeds.map((topic_name) => ({
        type: 'user_topic',
        stream_id: scene.stream,
        topic_name,
        visibility_policy: FOLLOWED,
      })),
    )
    expect([await others.events(), await legacy.events()]).toEqual([[], []])
    for (const deed of ['begin', 'write'] as const) {
      expect(told.get(deed)).toBe(deeds.includes(deed) ? FOLLOWED : undefined)
    }
    expect(await scene.topicsOf(OWNER)).toEqual({})
  })

  test.each(WHERE)('unmute policy %i, in a muted channel alone', async (unmute, deeds) => {
    const scene = await begin()
    for (const user of [MEMBER, OTHER]) await want(scene.chat, user, { unmute })
    await scene.mute(MEMBER)
    const told = new Map<Deed, unknown>()
    for (const deed of DEEDS) told.set(deed, await act(scene, MEMBER, deed))
    expect(await scene.topicsOf(MEMBER)).toEqual(Object.fromEntries(deeds.map((deed) => [deed, UNMUTED])))
    expect(told.get('write')).toBe(deeds.includes('write') ? UNMUTED : undefined)
    await scene.say(OTHER, 'his own')
    for (const deed of DEEDS) await act(scene, OTHER, deed)
    expect(await scene.topicsOf(OTHER)).toEqual({})
  })

  test('following comes before unmuting, and takes the place of it', async () => {
    const scene = await begin()
    const { chat, say, topicsOf } = scene
    await scene.mute(MEMBER)
    await want(chat, MEMBER, { follow: 3, unmute: 2 })
    await say(OWNER, 'theirs')
    const told = [await say(MEMBER, 'theirs'), await say(MEMBER, 'mine'), await say(MEMBER, 'mine')]
    expect(told.map((answer) => answer['automatic_new_visibility_policy'])).toEqual([UNMUTED, FOLLOWED, undefined])
    expect(await topicsOf(MEMBER)).toEqual({ mine: FOLLOWED, theirs: UNMUTED })
    await want(chat, MEMBER, { follow: 2, unmute: 2 })
    await say(MEMBER, 'THEIRS')
    expect(await topicsOf(MEMBER)).toEqual({ mine: FOLLOWED, theirs: FOLLOWED })
  })

  test('a topic never becomes less visible, and writing outweighs that it was muted, but beginning it does not', async () => {
    const scene = await begin()
    const { chat, say, wish, topicsOf } = scene
    await scene.mute(MEMBER)
    await want(chat, MEMBER, { unmute: 1 })
    await wish(MEMBER, 'followed', FOLLOWED)
    await wish(MEMBER, 'muted', MUTED)
    const legacy = await chat.listen(MEMBER, { event_types: ['muted_topics'] })
    for (const topic of ['followed', 'muted']) await say(MEMBER, topic)
    expect(await topicsOf(MEMBER)).toEqual({ followed: FOLLOWED, muted: UNMUTED })
    expect(await legacy.events()).toMatchObject([{ muted_topics: [] }])
    await want(chat, MEMBER, { follow: 3, unmute: 3 })
    await wish(MEMBER, 'later', MUTED)
    await say(MEMBER, 'later')
    expect(await topicsOf(MEMBER)).toMatchObject({ later: MUTED })
  })

  test('what somebody takes back, mutes or sets anew counts from then on, also where all was settled', async () => {
    const { chat, say, wish, mute, topicsOf } = await begin()
    await want(chat, MEMBER, { follow: 2 })
    for (const policy of [0, MUTED]) {
      await say(MEMBER, 'lunch')
      await say(MEMBER, 'lunch')
      await wish(MEMBER, 'lunch', policy)
    }
    const { automatic_new_visibility_policy: now } = await say(MEMBER, 'lunch')
    expect([now, await topicsOf(MEMBER)]).toEqual([FOLLOWED, { lunch: FOLLOWED }])
    await want(chat, MEMBER, { unmute: 2 })
    await say(MEMBER, 'dinner')
    expect(await topicsOf(MEMBER)).toEqual({ lunch: FOLLOWED })
    await mute(MEMBER)
    await say(MEMBER, 'dinner')
    expect(await topicsOf(MEMBER)).toEqual({ dinner: UNMUTED, lunch: FOLLOWED })
  })

  test('whom a message mentions by name follows its topic, unless they muted it or do not want to', async () => {
    const { chat, call, say, wish, mute, topicsOf } = await begin([OWNER, ADMIN, MEMBER, OTHER])
    for (const user of [OWNER, MEMBER, OTHER, GUEST]) await want(chat, user, { mentioned: true })
    const everybody = EVERYONE.map((user) => `@**|${user}**`).join(' ')
    await wish(OTHER, 'lunch', MUTED)
    const mine = await chat.listen(MEMBER, { event_types: ['user_topic'] })
    await say(ADMIN, 'lunch', everybody)
    expect(await Promise.all(EVERYONE.map(topicsOf))).toEqual([
      { lunch: FOLLOWED },
      {},
      { lunch: FOLLOWED },
      { lunch: MUTED },
      {},
    ])
    expect(await mine.events()).toMatchObject([{ topic_name: 'lunch', visibility_policy: FOLLOWED }])

    // Neither silently, nor in a quotation, nor together with others, nor by an edit.
    for (const text of [`@_**|${MEMBER}**`, `> @**|${MEMBER}**`, '@**all**', '@**topic**'])
      await say(ADMIN, 'tea', text)
    const { id } = await say(ADMIN, 'tea')
    expect((await call(ADMIN, 'PATCH', `/messages/${id as number}`, { content: everybody })).status).toBe(200)
    expect(await topicsOf(MEMBER)).toEqual({ lunch: FOLLOWED })

    await wish(MEMBER, 'dinner', UNMUTED)
    await mute(OWNER)
    for (const user of [ADMIN, MEMBER]) await say(user, 'dinner', everybody)
    expect(await topicsOf(MEMBER)).toEqual({ dinner: FOLLOWED, lunch: FOLLOWED })
    expect(await topicsOf(OWNER)).toMatchObject({ dinner: FOLLOWED })
    await call(OWNER, 'DELETE', `/users/${OTHER}`)
    await say(ADMIN, 'late', everybody)
    expect(await topicsOf(OTHER)).toEqual({ dinner: FOLLOWED, lunch: MUTED })
  })

  test('who mentions themselves in a topic they unmute follows it', async () => {
    const { chat, say, mute, topicsOf } = await begin()
    await want(chat, MEMBER, { unmute: 2, mentioned: true })
    await mute(MEMBER)
    const answer = await say(MEMBER, 'lunch', `@**|${MEMBER}**`)
    expect(answer['automatic_new_visibility_policy']).toBe(FOLLOWED)
    expect(await topicsOf(MEMBER)).toEqual({ lunch: FOLLOWED })
  })

  test('from outside a channel, only what one writes to', async () => {
    const scene = await begin([OWNER])
    await want(scene.chat, MEMBER, { follow: 1 })
    for (const deed of DEEDS) await act(scene, MEMBER, deed)
    expect(await scene.topicsOf(MEMBER)).toEqual({ begin: FOLLOWED, write: FOLLOWED })
  })

  test('bots follow nothing, and direct messages have nothing to follow', async () => {
    const { chat, call, core, say, topicsOf } = await begin()
    await want(chat, MEMBER, { follow: 1, mentioned: true })
    await core.db.query('update user_account set is_bot = true, settings = $2 where id = $1', [OTHER, '{}'])
    const [{ id: stream = 0 } = {}] = await core.db.query<{ id: number }>("select id from stream where name = 'open'")
    const input = { isStream: true, to: String(stream), topic: 'bots', queueId: undefined, localId: undefined }
    await doSendMessage(core, await checkSendMessage(core, actor(OTHER), { ...input, content: 'I am one' }))
    await say(OWNER, 'bots', `@**|${OTHER}**`)
    expect(await topicsOf(OTHER)).toEqual({})
    const { json } = await call(MEMBER, 'POST', '/messages', {
      type: 'direct',
      to: [OWNER],
      content: `@**|${OWNER}**`,
    })
    await call(MEMBER, 'POST', `/messages/${json['id'] as number}/reactions`, { emoji_name: 'tada' })
    expect([await topicsOf(MEMBER), await topicsOf(OWNER)]).toEqual([{}, {}])
  })

  test('a topic is begun as its sender sees it, where earlier messages are kept from them', async () => {
    const { chat, call, say, topicsOf } = await begin([OWNER], {
      invite_only: true,
      history_public_to_subscribers: false,
    })
    for (const user of [MEMBER, OTHER]) await want(chat, user, { follow: 3 })
    await say(OWNER, 'old')
    await call(OWNER, 'POST', '/users/me/subscriptions', {
      subscriptions: [{ name: 'open' }],
      principals: [MEMBER, OTHER],
    })
    for (const user of [MEMBER, OTHER]) await say(user, 'old')
    expect([await topicsOf(MEMBER), await topicsOf(OTHER)]).toEqual([{ old: FOLLOWED }, {}])
  })

  test('a topic that went away is begun anew', async () => {
    const { chat, call, say, topicsOf } = await begin()
    await want(chat, MEMBER, { follow: 3 })
    const { id } = await say(OWNER, 'lunch')
    for (const _ of [1, 2]) await say(MEMBER, 'lunch')
    expect(await topicsOf(MEMBER)).toEqual({})
    await call(OWNER, 'PATCH', `/messages/${id as number}`, { topic: 'dinner', propagate_mode: 'change_all' })
    await say(MEMBER, 'lunch')
    expect(await topicsOf(MEMBER)).toEqual({ lunch: FOLLOWED })
  })

  test('a resend follows nothing once more', async () => {
    const { chat, say, wish, topicsOf } = await begin()
    await want(chat, MEMBER, { follow: 2 })
    const key = { queue_id: 'q', local_id: '1' }
    const first = await say(MEMBER, 'lunch', 'hello', key)
    await wish(MEMBER, 'lunch', 0)
    const again = await say(MEMBER, 'lunch', 'hello', key)
    expect([again['id'], again['automatic_new_visibility_policy']]).toEqual([first['id'], undefined])
    expect(await topicsOf(MEMBER)).toEqual({})
  })

  test('a scheduled message counts when it goes out', async () => {
    const { chat, call, core, stream, topicsOf } = await begin()
    await want(chat, MEMBER, { follow: 2 })
    const in1h = Math.floor(Date.now() / 1000) + 3_600
    await call(MEMBER, 'POST', '/scheduled_messages', {
      type: 'stream',
      to: stream,
      topic: 'later',
      content: 'hello',
      scheduled_delivery_timestamp: in1h,
    })
    expect(await topicsOf(MEMBER)).toEqual({})
    await core.db.query('update scheduled_message set deliver_at = now()')
    const mine = await chat.listen(MEMBER, { event_types: ['user_topic'] })
    const sender = createScheduledSender(core, silentLog)
    sender.start()
    onTestFinished(() => sender.stop())
    await mine.wait()
    expect(await topicsOf(MEMBER)).toEqual({ later: FOLLOWED })
  })

  test('who has too many topics writes all the same', async () => {
    const { chat, core, stream, say, topicsOf } = await begin()
    await want(chat, MEMBER, { follow: 2 })
    await core.db.query(
      `insert into user_topic (user_id, recipient_id, topic, policy, updated_at)
       select $1, $2, 't' || n, 1, now() from generate_series(1, $3::int) n`,
      [MEMBER, stream, MAX_USER_TOPICS],
    )
    expect(await say(MEMBER, 'one more')).toMatchObject({ result: 'success' })
    expect(await topicsOf(MEMBER)).not.toHaveProperty('one more')
    // Which is no new one.
    expect(await say(MEMBER, 't1')).toMatchObject({ automatic_new_visibility_policy: FOLLOWED })
  })

  test('what somebody says while it is about to happen counts', async () => {
    const { core, stream, wish, topicsOf } = await begin()
    await wish(MEMBER, 'lunch', MUTED)
    await wish(OTHER, 'lunch', FOLLOWED)
    const late = [
      { user: MEMBER, policy: FOLLOWED, evenMuted: false },
      { user: OTHER, policy: UNMUTED, evenMuted: true },
      { user: OWNER, policy: UNMUTED, evenMuted: false },
    ]
    expect([...(await doWishAutomatically(core, { stream, topic: 'Lunch' }, late))]).toEqual([[OWNER, UNMUTED]])
    expect([await topicsOf(MEMBER), await topicsOf(OTHER)]).toEqual([{ lunch: MUTED }, { lunch: FOLLOWED }])
    // So that there is nothing to write where all is as it should be.
    const standing = { policy: FOLLOWED, isSubscribed: true, isMuted: true, isFirst: false }
    const habit = { follow: NEVER, unmute: 1, whereMentioned: false, settled: new Set<string>() }
    expect(decide(habit, 'send', standing)).toBeUndefined()
  })

  test('that the database fails at it fails no send', async () => {
    const { chat, core, say } = await begin()
    await want(chat, MEMBER, { follow: 2 })
    await core.db.query('alter table user_topic rename to elsewhere')
    expect(await say(MEMBER, 'lunch')).toMatchObject({ result: 'success', id: expect.any(Number) as number })
  })
})

describe('what it costs', () => {
  test('nothing for who wants nothing, and nothing where all is settled', async () => {
    const { chat, core, stream } = await begin()
    await want(chat, OTHER, { follow: 1, unmute: 1, mentioned: true })
    const send = async (user: number) => {
      const content = `@**|${MEMBER}** @**|${OTHER}**`
      const input = { isStream: true, to: String(stream), topic: 'lunch', queueId: undefined, localId: undefined }
      return doSendMessage(core, await checkSendMessage(core, actor(user), { ...input, content }))
    }
    for (const user of [MEMBER, OTHER, MEMBER, OTHER]) await send(user)
    const query = vi.spyOn(core.db, 'query')
    const write = vi.spyOn(core.db, 'withTransaction')
    for (const user of [MEMBER, OTHER]) await send(user)
    expect(query.mock.calls.map(([text]) => text).filter((text) => text.includes('user_topic'))).toEqual([])
    expect(query.mock.calls.map(([text]) => text).filter((text) => text.includes('is_system'))).toEqual([])
    expect(write).not.toHaveBeenCalled()
  })

  test('one row for each who follows, whoever else is there', async () => {
    const { chat, core, say } = await begin()
    await want(chat, MEMBER, { follow: 3 })
    await say(MEMBER, 'lunch')
    expect(await core.db.query('select user_id, topic, policy from user_topic')).toEqual([
      { user_id: MEMBER, topic: 'lunch', policy: FOLLOWED },
    ])
  })
})

test('new accounts begin as the organization wants them to, and it begins as Zulip does', async () => {
  const { call, core, stream } = await begin()
  const join = async (email: string, ...topics: string[]) => {
    const { json } = await call(OWNER, 'POST', '/users', { email, full_name: 'New', password: 'correct horse battery' })
    const user = json['user_id'] as number
    await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals: [user] })
    for (const topic of topics) {
      const input = { isStream: true, to: String(stream), topic, queueId: undefined, localId: undefined }
      await doSendMessage(core, await checkSendMessage(core, actor(user), { ...input, content: 'hello' }))
    }
    return core.db.query('select topic, policy from user_topic where user_id = $1', [user])
  }
  expect(await join('one@acme.test', 'first', 'first')).toEqual([{ topic: 'first', policy: FOLLOWED }])
  await call(OWNER, 'PATCH', '/realm/user_settings_defaults', { automatically_follow_topics_policy: NEVER })
  expect(await join('two@acme.test', 'second')).toEqual([])
  await call(OWNER, 'PATCH', '/realm/user_settings_defaults', { automatically_follow_topics_policy: 2 })
  expect(await join('three@acme.test', 'first')).toEqual([{ topic: 'first', policy: FOLLOWED }])
})
