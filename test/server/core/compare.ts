import { expect } from 'vitest'
import { fetchMessages } from '../../../server/features/messages/fetch.ts'
import { readState } from '../../../server/features/register/index.ts'
import { readUnread } from '../../support/organization.ts'
import { Replica } from '../../support/replica.ts'
import { USERS, type World } from './world.ts'

/** What each one is told, and what the model says they should be. */
export async function compare(w: World): Promise<void> {
  for (const id of USERS) {
    expect(await readUnread(w.db, id), `unread of user ${id}`).toEqual(w.model.unread(id))
    if (!w.isActive(id)) continue
    expect(await fetchIds(w, id, []), `feed of user ${id}`).toEqual(w.model.feed(id))
    for (const stream of w.model.streams.values()) await compareStream(w, id, stream.id)
    await w.sync(id)
    const { state } = await w.db.withTransaction((tx) => readState(tx, id, null), 'repeatable read')
    expect(state['starred_messages'], `stars of user ${id}`).toEqual(w.model.stars(id))
    expect(wishesOf(state), `what user ${id} wishes of topics`).toEqual(new Map(w.model.wishes.get(id)))
    const client = w.clients.get(id)
    expect(client?.replica.state, `what events made of user ${id}'s state`).toEqual(new Replica(id, state).state)
  }
  const torn = await w.db.query(`select from (select from_id, to_id, lead(from_id) over w as next from read_state
      window w as (partition by user_id, recipient_id order by from_id)) s where s.to_id is distinct from s.next`)
  expect(torn, 'the chunks of a state tile all ids').toEqual([])
}

function wishesOf(state: Readonly<Record<string, unknown>>): Map<string, number> {
  const wishes = state['user_topics'] as { stream_id: number; topic_name: string; visibility_policy: number }[]
  return new Map(wishes.map((wish) => [`${wish.stream_id} ${wish.topic_name}`, wish.visibility_policy]))
}

type Reaction = { user_id: number; emoji_name: string }
type Fetched = {
  id: number
  content: string
  flags: string[]
  reactions: Reaction[]
  edit_history?: { timestamp: number; prev_rendered_content?: string }[]
}

async function fetch(w: World, reader: number, narrow: { operator: string; operand: number }[]): Promise<Fetched[]> {
  const all = { anchor: 'oldest', includeAnchor: true, before: 0, after: 4_000, applyMarkdown: false }
  const { messages } = (await fetchMessages(w.core, reader, { ...all, narrow })) as { messages: Fetched[] }
  return messages
}

async function fetchIds(w: World, reader: number, narrow: { operator: string; operand: number }[]): Promise<number[]> {
  return (await fetch(w, reader, narrow)).map((m) => m.id)
}

async function compareStream(w: World, reader: number, stream: number): Promise<void> {
  const readable = [...w.model.messages.values()].filter((m) => m.stream === stream && w.model.mayRead(reader, m))
  const known = w.model.streams.get(stream)
  if (!known || !w.model.mayPost(reader, known)) {
    await expect(fetch(w, reader, [{ operator: 'channel', operand: stream }])).rejects.toThrow('Invalid narrow')
    return
  }
  const fetched = await fetch(w, reader, [{ operator: 'channel', operand: stream }])
  const told = fetched.map(({ id, content, flags, reactions, edit_history = [] }) => ({
    id,
    content,
    isAlerted: flags.includes('has_alert_word'),
    isCalled: flags.includes('topic_wildcard_mentioned'),
    reactions: reactions.map((one) => `${one.user_id} ${one.emoji_name}`).sort(),
    history: edit_history.map(({ timestamp: _at, prev_rendered_content: _html, ...entry }) => entry),
  }))
  const expected = readable
    .sort((a, b) => a.id - b.id)
    .map((m) => ({
      id: m.id,
      content: m.content,
      isAlerted: w.model.alerted.get(reader)?.has(m.id) ?? false,
      isCalled: m.called.includes(reader),
      reactions: [...(w.model.reactions.get(m.id) ?? [])].sort(),
      history: m.history.map(asListed),
    }))
  expect(told, `stream ${stream} as user ${reader} sees it`).toEqual(expected)
}

/** A list tells the texts of the newest two changes alone. */
function asListed(entry: object, index: number): object {
  if (index < 2) return entry
  const { prev_content: _text, ...rest } = entry as { prev_content?: string }
  return rest
}
