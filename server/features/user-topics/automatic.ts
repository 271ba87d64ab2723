import { POLICY } from '../../contract/chat/user-topics.ts'
import type { Send, Sent } from '../../db/writer.ts'
import type { Core } from '../../delivery/core.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import { type AutomaticWish, doWishAutomatically } from './actions.ts'
import { type Habit, Habits, settle } from './habits.ts'
import { asksForFirst, canChange, type Deed, decide } from './policy.ts'
import { findFollowable, findStanding } from './standing.ts'

/** Where a message is. */
interface Place {
  readonly recipient_id: number
  /** 0: direct message */
  readonly topic_id: number
  readonly topic_name: string | null
}

/** Somebody whom it concerns, and what they are to have. */
interface Part {
  readonly habit: Habit
  /** Of what is settled once it is done. */
  readonly key: string
  readonly wish: AutomaticWish | undefined
}

/** Of each log, as a new start of the host hears nothing by the old one. */
const known = new WeakMap<EventLog, Habits>()

function habitsOf({ db, log }: Core): Habits {
  const habits = known.get(log) ?? new Habits(db, log)
  known.set(log, habits)
  return habits
}

/**
 * After a send: its sender follows or unmutes the topic, and whom it mentions by name follows it, where they want that
 * to happen by itself. Apart from the send, which must not wait for rows of people: what a crash prevents in between
 * nobody was told of.
 * @returns what the topic has become for the sender; undefined: what it was before
 */
export async function followSent(core: Core, send: Send, sent: Sent): Promise<number | undefined> {
  if (send.topic === null || sent.wasSentBefore) return undefined
  const place = { recipient_id: send.recipient, topic_id: sent.topicId, topic_name: sent.topicName ?? send.topic }
  const own = await doing(core, send.sender, place, 'send', sent.id)
  const others = send.mentions.length > 0 ? await mentioned(core, send.mentions, place) : []
  // As nearly always.
  if (own.length + others.length === 0) return undefined
  return (await carryOut(core, place, [...own, ...others])).get(send.sender)
}

/** After a reaction, a vote and the like. */
export async function followParticipation(core: Core, user: number, place: Place): Promise<void> {
  if (place.topic_id !== 0) await carryOut(core, place, await doing(core, user, place, 'take part', 0))
}

async function doing(core: Core, user: number, place: Place, deed: Deed, message: number): Promise<Part[]> {
  const habit = await habitsOf(core).of(user)
  const key = `${deed} ${place.topic_id}`
  if (!habit || !canChange(habit, deed) || habit.settled.has(key)) return []
  const standing = await findStanding(core.db, user, place, asksForFirst(habit, deed) ? message : null)
  const policy = decide(habit, deed, standing)
  return [{ habit, key, wish: policy === undefined ? undefined : { user, policy, evenMuted: true } }]
}

/** That somebody was mentioned does not outweigh that they muted the topic. */
async function mentioned(core: Core, users: readonly number[], place: Place): Promise<Part[]> {
  const key = `mentioned ${place.topic_id}`
  const habits = [...(await habitsOf(core).read(users))].filter(
    ([, { whereMentioned, settled }]) => whereMentioned && !settled.has(key),
  )
  if (habits.length === 0) return []
  const followable = await findFollowable(
    core.db,
    habits.map(([user]) => user),
    place,
  )
  return habits.map(([user, habit]) => ({
    habit,
    key,
    wish: followable.has(user) ? { user, policy: POLICY.followed, evenMuted: false } : undefined,
  }))
}

/** @returns what has changed, by user */
async function carryOut(core: Core, place: Place, parts: readonly Part[]): Promise<ReadonlyMap<number, number>> {
  const wishes = new Map<number, AutomaticWish>()
  for (const { wish } of parts) {
    const other = wish && wishes.get(wish.user)
    // Whoever mentions themselves.
    if (wish) wishes.set(wish.user, other ? { ...wish, evenMuted: true } : wish)
  }
  const topic = { stream: place.recipient_id, topic: place.topic_name ?? '' }
  const changed = wishes.size > 0 ? await doWishAutomatically(core, topic, [...wishes.values()]) : new Map()
  for (const { habit, key } of parts) settle(habit, key)
  return changed
}
