import { createHash } from 'node:crypto'
import { ApiError } from '../../../contract/errors.ts'
import { OutcomeUnknown, type Send, SendRefused } from '../../../db/writer.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { findAlerted } from '../../alert-words/index.ts'
import { doTellClaims } from '../../files/index.ts'
import { doMeet, requireInSight } from '../../sight/index.ts'
import { findStreamFor } from '../../streams/index.ts'
import { checkMentioned } from '../../user-groups/index.ts'
import { followSent } from '../../user-topics/index.ts'
import { clientId, isForPeople } from '../clients.ts'
import { compose, readTopic } from '../compose.ts'
import { checkWildcards } from '../wildcards.ts'

export interface SendInput {
  readonly isStream: boolean
  readonly to: string
  readonly topic: string | undefined
  readonly content: string
  readonly queueId: string | undefined
  readonly localId: string | undefined
  /** Name of the sending program; none: the host itself. */
  readonly client?: string
  /** Undefined: as is usual for the program. */
  readonly readBySender?: boolean | undefined
}

type SentFrom = Pick<SendInput, 'queueId' | 'localId'>

/** Everything about a message that can be the sender's fault. @throws {ApiError} */
export async function checkSendMessage(core: Core, actor: Actor, input: SendInput): Promise<Send> {
  const composed = await compose(core, input.content, input.isStream, actor.id)
  const groups = await checkMentioned(core.db, actor.id, composed.groups)
  const alerts = await findAlerted(core, composed.content)
  const place = input.isStream ? await checkStream(core, actor, input) : await checkDirect(core, actor, input.to)
  const called = await checkWildcards(core.db, actor, composed, place)
  return {
    sender: actor.id,
    ...place,
    ...composed,
    ...called,
    groups,
    ...(alerts.length > 0 ? { alerts } : {}),
    key: input.queueId && input.localId ? sendKey(input.queueId, input.localId) : null,
    unread: !(input.readBySender ?? (input.client === undefined || isForPeople(input.client))),
    client: input.client === undefined ? 0 : await clientId(core.db, input.client),
  }
}

export interface SentMessage {
  /** For a resend with the same key that of the first attempt. */
  readonly id: number
  /** What the topic has become for the sender by itself; undefined: what it was before. */
  readonly newPolicy: number | undefined
}

/**
 * Stores the message.
 * @param from the client's queue, and what it calls the message: told to that queue
 */
export async function doSendMessage(core: Core, send: Send, from?: SentFrom): Promise<SentMessage> {
  try {
    const sent = await core.writer.send(send)
    // Before anybody is told of the message.
    if (from?.queueId && from.localId) core.log.localIds.note(sent.id, from.queueId, from.localId)
    if (sent.eventId !== undefined) {
      const { recipient } = send
      core.log.committed([
        {
          id: sent.eventId,
          type: 'message',
          audience: 2,
          users: null,
          recipient_id: recipient,
          message_id: sent.id,
          payload: null,
        },
      ])
    }
    // Not the sender's concern: the file belongs to the message already.
    if (send.attachment) await doTellClaims(core, sent.id).catch(() => undefined)
    // Nor is this: the message is sent, whoever follows its topic.
    return { id: sent.id, newPolicy: await followSent(core, send, sent).catch(() => undefined) }
  } catch (error) {
    if (error instanceof SendRefused) {
      if (UNSEEN.has(error.message)) throw noSuchStream(send.recipient)
      if (error.message === 'may not post') {
        throw new ApiError('BAD_REQUEST', 'You do not have permission to post in this channel.')
      }
      throw new ApiError('BAD_REQUEST', `Not sent: ${error.message}`)
    }
    if (error instanceof OutcomeUnknown) {
      throw new ApiError('SERVICE_UNAVAILABLE', 'The database is restarting. Send the message again in a moment.')
    }
    throw error
  }
}

/** 128 bits of SHA-256: what is unique per sender must not be guessable into a collision by that sender's other client. */
function sendKey(queueId: string, localId: string): string {
  return createHash('sha256').update(`${queueId}\0${localId}`).digest('hex').slice(0, 32)
}

async function checkStream(core: Core, actor: Actor, input: SendInput): Promise<{ recipient: number; topic: string }> {
  const topic = await readTopic(core.db, input.topic)
  const to = parseOne(input.to)
  // The write itself finds out whether the sender may know of the stream: a query of its own would cost more than all else.
  if (isId(to)) return { recipient: to, topic }
  const stream = await findStreamFor(core.db, actor.id, to)
  if (!stream) throw noSuchStream(to)
  return { recipient: stream.id, topic }
}

/** Reasons of the writer that a sender must not be able to tell apart: the stream's existence may be a secret. */
const UNSEEN: ReadonlySet<string> = new Set(['no such stream', 'stream archived', 'not subscribed'])

function noSuchStream(to: string | number): ApiError {
  const named = typeof to === 'number' ? `Channel with ID '${to}' does not exist` : `Channel '${to}' does not exist`
  return new ApiError('STREAM_DOES_NOT_EXIST', named, typeof to === 'number' ? { stream_id: to } : { stream: to })
}

/** Whether it can be the id of a row at all. */
function isId(to: string | number): to is number {
  return typeof to === 'number' && Number.isInteger(to) && to > 0 && to < 2 ** 31
}

/** A name, an id, or either of them as JSON, alone or in a list. */
function parseOne(to: string): string | number {
  let value: unknown = to
  try {
    value = JSON.parse(to)
  } catch {
    // a plain name
  }
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const [one] = list
  return typeof one === 'number' || typeof one === 'string' ? one : to
}

async function checkDirect(core: Core, actor: Actor, to: string): Promise<{ recipient: number; topic: null }> {
  let value: unknown
  try {
    value = JSON.parse(to)
  } catch {
    value = to.split(',').map((part) => part.trim())
  }
  const wanted = Array.isArray(value) ? value : [value]
  if (wanted.length === 0 || wanted.length > 200) throw new ApiError('BAD_REQUEST', 'Message must have recipients')
  const rows = await core.db.query<{ id: number; email: string }>(
    'select id, lower(email) as email from user_account where (id = any ($1) or lower(email) = any ($2)) and is_active',
    [
      wanted.filter((w) => Number.isInteger(w)),
      wanted.filter((w) => typeof w === 'string').map((w) => String(w).toLowerCase()),
    ],
  )
  for (const one of wanted) {
    if (!rows.some((row) => row.id === one || row.email === String(one).toLowerCase())) {
      throw new ApiError(
        'BAD_REQUEST',
        typeof one === 'number' ? `Invalid user ID ${one}` : `Invalid email '${String(one)}'`,
      )
    }
  }
  await requireInSight(
    core.db,
    actor,
    rows.map((row) => row.id),
  )
  const members = [...new Set([actor.id, ...rows.map((row) => row.id)])].sort((a, b) => a - b)
  return { recipient: await ensureDirectGroup(core, members), topic: null }
}

/** The conversation of these people, made at its first message. Its read states are open from the beginning. */
async function ensureDirectGroup(core: Core, members: readonly number[]): Promise<number> {
  const { db } = core
  const find = () => db.query<{ id: number }>('select id from direct_group where member_ids = $1::int[]', [members])
  const [found] = await find()
  if (found) return found.id
  await doMeet(core, members, async (tx) => {
    const [made] = await tx.query<{ id: number }>(
      `with r as (insert into recipient (kind) values (2) returning id)
       insert into direct_group (id, member_ids) select id, $1::int[] from r on conflict (member_ids) do nothing returning id`,
      [members],
    )
    if (!made) return
    await tx.query('insert into direct_group_member select u, $1 from unnest($2::int[]) u', [made.id, members])
    await tx.query(
      `insert into read_state (user_id, recipient_id, from_id, unread) select u, $1, 0, '{[0,)}' from unnest($2::int[]) u`,
      [made.id, members],
    )
  })
  const [row] = await find()
  if (!row) throw new Error('The conversation cannot be read')
  return row.id
}
