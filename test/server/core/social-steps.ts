import { expect } from 'vitest'
import { doAddAlertWords, doRemoveAlertWords } from '../../../server/features/alert-words/actions.ts'
import { findAlerted } from '../../../server/features/alert-words/index.ts'
import { doExpireMessages } from '../../../server/features/messages/actions/expire.ts'
import { doReact } from '../../../server/features/reactions/actions.ts'
import { doCreateScheduled } from '../../../server/features/scheduled-messages/actions/schedule.ts'
import { doSendScheduled } from '../../../server/features/scheduled-messages/actions/send.ts'
import { doSetTopicPolicy } from '../../../server/features/user-topics/actions.ts'
import { doMuteUser, doUnmuteUser } from '../../../server/features/users/actions/mute.ts'
import { type Step, USERS, WORDS, type World } from './world.ts'

const EMOJI = [
  { name: 'octopus', code: '1f419', kind: 'unicode_emoji' },
  { name: 'tada', code: '1f389', kind: 'unicode_emoji' },
] as const

/** Puts an emoji under a message; when it is there, takes it away. */
async function react(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  const emoji = EMOJI[s.place % EMOJI.length]
  if (!chosen || !emoji) return
  const isThere = w.model.react(chosen.id, s.user, emoji.name)
  expect(await doReact(w.core, s.user, chosen.id, isThere ? 'add' : 'remove', emoji)).toBe(true)
}

async function watch(w: World, s: Step): Promise<void> {
  const word = WORDS[s.place % WORDS.length] ?? WORDS[0]
  const words = w.model.words.get(s.user)
  if (words?.delete(word)) await doRemoveAlertWords(w.core, s.user, [word])
  else {
    words?.add(word)
    await doAddAlertWords(w.core, s.user, [word])
  }
  // What else was committed meanwhile is heard of first.
  await w.core.log.look()
  // Who is found is what the model says, whatever was added and removed before.
  const watching = USERS.filter((user) => w.model.words.get(user)?.has(word))
  expect((await findAlerted(w.core, `a ${word}`)).sort((a, b) => a - b)).toEqual(watching)
}

async function wish(w: World, s: Step): Promise<void> {
  const stream = w.stream(s.place)
  const policy = s.pick % 4
  await doSetTopicPolicy(w.core, s.user, { stream, topic: `t${s.topic}`, policy })
  w.model.wish(s.user, stream, `t${s.topic}`, policy)
}

async function mute(w: World, s: Step): Promise<void> {
  const muted = USERS[s.pick % USERS.length] ?? 1
  if (muted === s.user) return
  if (w.model.isMuted(s.user, muted)) await doUnmuteUser(w.core, s.user, muted)
  else await doMuteUser(w.core, s.user, muted)
  w.model.mute(s.user, muted)
}

/** The oldest messages of a stream grow old, and go. */
async function expire(w: World, s: Step): Promise<void> {
  const stream = w.stream(s.place)
  const rows = await w.db.query<{ id: number }>(
    `update message set date_sent = now() - interval '100 days' where id in (
       select id from message where recipient_id = $1 order by id limit $2) returning id`,
    [stream, s.pick % 3],
  )
  while (await doExpireMessages(w.core)) {
    // There is more.
  }
  for (const { id } of rows) w.model.delete(id)
}

async function schedule(w: World, s: Step): Promise<void> {
  const stream = w.model.streams.get(w.stream(s.place))
  if (!stream) return
  const topic = `t${s.topic}`
  const content = w.text('s', s.pick)
  const later = { recipients: [stream.id], topic, content, rendered: content, deliver_at: 4_000_000_000 }
  const how = { readBySender: true, client: 'website' }
  const id = await doCreateScheduled(w.core, s.user, later, how)
  await doSendScheduled(w.core, id)
  const newest = async () =>
    (await w.db.query<{ id: number; content: string }>('select id, content from message order by id desc limit 1'))[0]
  expect((await newest())?.content, 'it is not time yet').not.toBe(content)
  await w.db.query(`update scheduled_message set deliver_at = now() - interval '1 minute' where id = $1`, [id])
  // The second time is that after a crash.
  await doSendScheduled(w.core, id)
  await doSendScheduled(w.core, id)
  const sent = await newest()
  expect(sent?.content === content, 'it is sent where its author may post').toBe(w.model.mayPost(s.user, stream))
  if (sent?.content !== content) return
  const it = { sender: s.user, stream: stream.id, topic, content, called: [], direct: undefined, history: [] }
  w.model.send({ id: sent.id, ...it })
  // Everybody here follows where they write. What goes by the writer alone, as other steps do, lets nobody follow.
  w.model.wish(s.user, stream.id, topic, 3)
}

/** What people do beside writing and reading. */
export const SOCIAL_STEPS = { react, watch, wish, mute, expire, schedule }
