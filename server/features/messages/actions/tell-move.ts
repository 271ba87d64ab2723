import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { linkTo, mentionOf } from '../link.ts'
import type { Move } from './moved-events.ts'
import { type Place, tellPlace } from './tell-place.ts'

/** Zulip's mark of a topic that is done with. */
const RESOLVED = '✔ '

/** Where those who look for moved messages are told, as https://zulip.com/api/update-message has it. */
export interface Tell {
  readonly oldPlace: boolean
  readonly newPlace: boolean
}

/** Leaves notices behind, in the name of Hearth, of what somebody has moved. */
export async function tellMoved(core: Core, actor: Actor, move: Move, tell: Tell): Promise<void> {
  const { target, to, mode } = move
  const who = mentionOf(actor)
  const old = { stream: target.recipient_id, topic: target.topic_name ?? '' }
  const resolved = resolution(move)
  if (resolved) {
    await tellPlace(core, to, `${who} has marked this topic as ${resolved}.`)
    return
  }
  const what = { change_one: 'A message was', change_later: 'Messages were', change_all: 'This topic was' }[mode]
  const streams = await readStreams(core, [old.stream, to.stream])
  // Who reads the notice may not know of a private channel, nor what is spoken of there.
  const link = ({ stream: id, topic }: Place) => {
    const stream = streams.get(id)
    const isKnown = stream && (old.stream === to.stream || !stream.invite_only)
    return isKnown ? linkTo(stream, topic) : 'another channel'
  }
  if (tell.newPlace) await tellPlace(core, to, `${what} moved here from ${link(old)} by ${who}.`)
  if (!tell.oldPlace) return
  const from = mode === 'change_all' ? '' : ' from this topic'
  await tellPlace(core, old, `${what} moved${from} to ${link(to)} by ${who}.`)
}

/** Undefined: the move does something else as well. */
function resolution({ target, to, mode }: Move): 'resolved' | 'unresolved' | undefined {
  const old = target.topic_name ?? ''
  if (mode !== 'change_all' || target.recipient_id !== to.stream) return undefined
  if (to.topic === RESOLVED + old) return 'resolved'
  return old === RESOLVED + to.topic ? 'unresolved' : undefined
}

interface StreamName {
  readonly id: number
  readonly name: string
  readonly invite_only: boolean
}

async function readStreams(core: Core, ids: readonly number[]): Promise<Map<number, StreamName>> {
  const sql = 'select id, name, invite_only from stream where id = any ($1)'
  const rows = await core.db.query<StreamName>(sql, [ids])
  return new Map(rows.map((row) => [row.id, row]))
}
