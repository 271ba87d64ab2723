import type { ClientEvent, Fields, ReplicaPart } from './replica-part.ts'

interface Bot {
  readonly user_id: number
}

/** The bots that somebody may administer, with their keys. */
export const BOTS: ReplicaPart = {
  fields: ['realm_bots'],
  apply(state: Fields, event: ClientEvent) {
    if (event.type !== 'realm_bot') return
    const bot = event['bot'] as Bot
    const bots = state['realm_bots'] as Bot[]
    const others = bots.filter((known) => known.user_id !== bot.user_id)
    const known = bots.find((one) => one.user_id === bot.user_id)
    if (event['op'] === 'delete') state['realm_bots'] = others
    if (event['op'] === 'add') state['realm_bots'] = [...others, bot].sort((a, b) => a.user_id - b.user_id)
    if (event['op'] === 'update' && known) {
      state['realm_bots'] = bots.map((one) => (one === known ? { ...one, ...bot } : one))
    }
  },
}
