import { CHANNELS } from './channels.ts'
import { DRAFTS } from './drafts.ts'
import { EVENTS } from './events.ts'
import { FILES_AND_EMOJI } from './files.ts'
import { INVITATIONS } from './invitations.ts'
import { KEYS_AND_BOTS } from './keys-and-bots.ts'
import { MESSAGES } from './messages.ts'
import { ORGANIZATION } from './organization.ts'
import { PEOPLE } from './people.ts'
import { REALM } from './realm.ts'
import type { Section } from './section.ts'
import { USER_GROUPS } from './user-groups.ts'
import { SETTINGS } from './user-settings.ts'

export const SECTIONS: readonly Section[] = [
  ...MESSAGES,
  ...FILES_AND_EMOJI,
  ...DRAFTS,
  ...CHANNELS,
  ...PEOPLE,
  ...USER_GROUPS,
  ...INVITATIONS,
  ...REALM,
  ...ORGANIZATION,
  ...SETTINGS,
  ...EVENTS,
  ...KEYS_AND_BOTS,
]

/** By `operation name`, or by name alone for all operations. */
const NOTES = new Map(
  SECTIONS.flatMap(({ of = [''], notes }) =>
    of.flatMap((operation) => Object.entries(notes).map(([name, note]) => [keyOf(operation, name), note] as const)),
  ),
)

/** What a parameter of an operation means. */
export function noteOf(operation: string, name: string): string {
  return NOTES.get(keyOf(operation, name)) ?? NOTES.get(keyOf('', name)) ?? ''
}

function keyOf(operation: string, name: string): string {
  return `${operation} ${name}`
}
