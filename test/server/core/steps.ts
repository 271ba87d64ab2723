import { expect } from 'vitest'
import { findAlerted } from '../../../server/features/alert-words/index.ts'
import { checkDeleteMessage, doDeleteMessage } from '../../../server/features/messages/actions/delete.ts'
import { checkEditContent, doEditContent } from '../../../server/features/messages/actions/edit.ts'
import { checkMoveMessages, doMoveMessages } from '../../../server/features/messages/actions/move.ts'
import { checkWildcards } from '../../../server/features/messages/wildcards.ts'
import { doSubscribe } from '../../../server/features/streams/actions/subscribe.ts'
import { doUnsubscribe } from '../../../server/features/streams/actions/unsubscribe.ts'
import { readStream } from '../../../server/features/streams/repository.ts'
import { doDeactivateUser, doReactivateUser } from '../../../server/features/users/index.ts'
import { startCore } from '../../support/core.ts'
import { message } from '../../support/organization.ts'
import { SOCIAL_STEPS } from './social-steps.ts'
import { DIRECT, GUEST, type Step, type World, who } from './world.ts'

/** Who may call as many as they like. */
const ADMIN = { role: 200 }

async function send(w: World, s: Step): Promise<void> {
  const stream = w.model.streams.get(w.stream(s.place))
  if (!stream) return
  const content = w.text('m', s.pick)
  const wildcard: 0 | 2 = s.calls === 1 ? 2 : 0
  const topic = `t${s.topic}`
  const alerts = await findAlerted(w.core, content)
  const place = { recipient: stream.id, topic }
  const more = {
    content,
    rendered: content,
    alerts,
    wildcard,
    ...(await checkWildcards(w.db, ADMIN, { wildcard }, place)),
  }
  const sending = w.core.writer.send(message(s.user, stream.id, topic, more))
  if (!w.model.mayPost(s.user, stream)) {
    await expect(sending).rejects.toThrow('not subscribed')
    return
  }
  const { id } = await sending
  const called = wildcard === 2 ? w.model.speakers(stream.id, topic) : []
  w.model.send({ id, sender: s.user, stream: stream.id, topic, content, called, direct: undefined, history: [] })
}

async function sendDirect(w: World, s: Step): Promise<void> {
  if (!DIRECT.includes(s.user) || !DIRECT.every(w.isActive)) return
  const content = w.text('d', s.pick)
  const alerts = await findAlerted(w.core, content)
  const { id } = await w.core.writer.send(message(s.user, w.direct, null, { content, rendered: content, alerts }))
  w.model.send({ id, sender: s.user, stream: w.direct, topic: '', content, called: [], direct: DIRECT, history: [] })
}

async function mark(w: World, s: Step): Promise<void> {
  // Also messages out of the user's reach: those must stay as they are.
  const all = [...w.model.messages.keys()]
  const ids = s.picks.map((pick) => all[pick % Math.max(1, all.length)] ?? 1)
  const op = s.kind === 'read' ? 'read' : 'unread'
  await w.core.writer.mark({ user: s.user, op, scope: 'ids', ids })
  w.model.mark(s.user, ids, op === 'read')
}

async function readTopic(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  if (!chosen || chosen.direct) return
  const [topic] = await w.db.query<{ id: number }>('select id from topic where recipient_id = $1 and name = $2', [
    chosen.stream,
    chosen.topic,
  ])
  const marked = { user: s.user, op: 'read', scope: 'topic', recipient: chosen.stream, topic: topic?.id ?? 0 } as const
  await w.core.writer.mark(marked)
  const ids = [...w.model.messages.values()].filter((m) => m.stream === chosen.stream && m.topic === chosen.topic)
  w.model.mark(
    s.user,
    ids.map((m) => m.id),
    true,
  )
}

async function star(w: World, s: Step): Promise<void> {
  const ids = s.picks.flatMap((pick) => w.choose(s.user, pick)?.id ?? [])
  if (ids.length === 0) return
  await w.core.writer.flag({ user: s.user, op: 'add', bit: 2, flag: 'starred', ids })
  for (const id of ids) w.model.starred.get(s.user)?.add(id)
}

async function edit(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  if (!chosen) return
  const content = w.text('e', s.pick)
  const checking = checkEditContent(w.core, who(s.user), chosen.id, content)
  if (chosen.sender !== s.user) {
    await expect(checking).rejects.toThrow('permission')
    return
  }
  await doEditContent(w.core, who(s.user), chosen.id, (await checking).composed)
  w.model.edit(s.user, chosen.id, content)
}

async function move(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  const to = w.model.streams.get(w.stream(s.place))
  if (!chosen || chosen.direct || !to) return
  const topic = `t${s.topic}`
  const isOther = to.id !== chosen.stream
  if (!isOther && topic === chosen.topic) return
  const checking = checkMoveMessages(w.core, who(s.user), { id: chosen.id, mode: s.mode, topic, streamId: to.id })
  if (isOther && (s.user === GUEST || !w.model.mayPost(s.user, to))) {
    await expect(checking).rejects.toThrow()
    return
  }
  const plan = await checking
  if (!plan) throw new Error('There is something to move')
  await doMoveMessages(w.core, who(s.user), plan)
  const moved = [...w.model.messages.values()].filter((m) => {
    if (m.stream !== chosen.stream || m.topic !== chosen.topic || !w.model.mayRead(s.user, m)) return false
    return s.mode === 'change_all' || m.id === chosen.id || (s.mode === 'change_later' && m.id > chosen.id)
  })
  w.model.move(
    s.user,
    moved.map((m) => m.id),
    to.id,
    topic,
  )
}

async function remove(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  if (!chosen) return
  const checking = checkDeleteMessage(w.core, who(s.user), chosen.id)
  if (chosen.sender !== s.user && s.user !== 1) {
    await expect(checking).rejects.toThrow('permission')
    return
  }
  await checking
  await doDeleteMessage(w.core, who(s.user), chosen.id)
  w.model.delete(chosen.id)
}

async function subscribe(w: World, s: Step): Promise<void> {
  const { name } = await readStream(w.db, w.stream(s.place))
  const streams = [{ name, description: '' }]
  const there = w.model.streams.get(w.stream(s.place))
  // Into a private stream one is brought by somebody who is there.
  const [host] = there?.isPrivate ? there.subscribers : [1]
  if (host === undefined) return
  await doSubscribe(w.core, who(host), { streams, users: [s.user], inviteOnly: false, publicHistory: true })
  there?.subscribers.add(s.user)
}

async function unsubscribe(w: World, s: Step): Promise<void> {
  await doUnsubscribe(w.core, s.user, [await readStream(w.db, w.stream(s.place))])
  w.model.unsubscribe(s.user, w.stream(s.place))
}

export const STEPS: Readonly<Record<string, (w: World, s: Step) => Promise<void>>> = {
  send,
  sendDirect,
  read: mark,
  unread: mark,
  readTopic,
  async readAll(w: World, s: Step) {
    await w.core.writer.mark({ user: s.user, op: 'read', scope: 'all' })
    for (const row of w.model.rows.get(s.user)?.values() ?? []) row.isRead = true
  },
  star,
  edit,
  move,
  delete: remove,
  subscribe,
  unsubscribe,
  async deactivate(w: World, s: Step) {
    if (s.user === 1) return
    await doDeactivateUser(w.core, w.core.auth, s.user)
    w.model.inactive.add(s.user)
    w.clients.delete(s.user)
  },
  async reactivate(w: World, s: Step) {
    const [id] = w.model.inactive
    if (id === undefined || s.user !== 1) return
    await doReactivateUser(w.core, w.core.auth, id)
    w.model.inactive.delete(id)
    await w.register(id)
  },
  async restart(w: World) {
    await w.core.stop()
    w.core = await startCore(w.db)
  },
  ...SOCIAL_STEPS,
  async sync(w: World, s: Step) {
    await w.sync(s.user)
  },
}
