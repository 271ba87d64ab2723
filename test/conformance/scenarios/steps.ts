import type { Actor, Body } from '../client.ts'
import type { Run } from '../run.ts'

export const NOBODY = 'nobody'
/** An id that nothing has. */
export const NO_ID = 2_000_000

/** Subscribes people to a channel, which is made if need be. Answers its id. */
export async function channel(run: Run, name: string, actors: readonly Actor[], more: Body = {}): Promise<number> {
  await run.ok('subscribe', 'owner', {
    subscriptions: [{ name, description: `All about **${name}**` }],
    principals: actors.map((actor) => run.idOf(actor)),
    ...more,
  })
  const streams = listOf(await run.ok('get-streams', 'owner'), 'streams')
  return idOf(streams, (stream) => stream['name'] === name, 'stream_id')
}

/** Sends to a channel. Answers the message's id. */
export async function say(run: Run, actor: Actor, to: number, topic: string, content: string): Promise<number> {
  const { id } = await run.ok('send-message', actor, { type: 'channel', to, topic, content })
  return Number(id)
}

/** A list in an answer; none when there is none. */
export function listOf(body: Body, name: string): Body[] {
  const list = body[name]
  return Array.isArray(list) ? (list as Body[]) : []
}

/** The id of the one that fits, or one that nothing has. */
export function idOf(items: readonly Body[], fits: (item: Body) => boolean, key = 'id'): number {
  return Number(items.find(fits)?.[key] ?? NO_ID)
}
