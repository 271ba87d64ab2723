import { POLICY } from '../../contract/chat/user-topics.ts'
import type { Habit } from './habits.ts'

/** How a topic stands to who does something there. */
export interface Standing {
  readonly policy: number
  readonly isSubscribed: boolean
  /** Of the channel. */
  readonly isMuted: boolean
  /** Nobody has written there before, as far as they may know. */
  readonly isFirst: boolean
}

export type Deed = 'send' | 'take part'

/** Whether somebody with this habit ever has to look at the topic. */
export function canChange({ follow, unmute }: Habit, deed: Deed): boolean {
  return deed === 'send' ? follow < 4 || unmute < 4 : follow === 1 || unmute === 1
}

/** Only a message without any before it can begin a topic. */
export function asksForFirst({ follow, unmute }: Habit, deed: Deed): boolean {
  return deed === 'send' && (follow === 3 || unmute === 3)
}

/**
 * What a deed makes of a topic, as Zulip has it: following comes before unmuting, and nothing ever becomes less visible.
 * What somebody says or does outweighs that they muted the topic before; that they began it does not. Who is not in
 * the channel follows where they write, and not where they react.
 * @returns undefined: it stays as it is
 */
export function decide({ follow, unmute }: Habit, deed: Deed, standing: Standing): number | undefined {
  if (deed !== 'send' && !standing.isSubscribed) return undefined
  const isBeginning = deed === 'send' && standing.isFirst && standing.policy === POLICY.none
  const applies = (when: number) => when === 1 || (when === 2 && deed === 'send') || (when === 3 && isBeginning)
  const wanted = applies(follow) ? POLICY.followed : standing.isMuted && applies(unmute) ? POLICY.unmuted : POLICY.none
  return wanted > standing.policy ? wanted : undefined
}
