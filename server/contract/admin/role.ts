import { z } from 'zod'

/** Roles by the names that Zulip's help uses. */
export const role = z.enum(['owner', 'administrator', 'moderator', 'member', 'guest'])
export type RoleName = z.output<typeof role>

/** Roles as the chat API numbers them. */
export const ROLE_NUMBERS = {
  owner: 100,
  administrator: 200,
  moderator: 300,
  member: 400,
  guest: 600,
} as const satisfies Record<RoleName, number>
