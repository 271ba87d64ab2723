import { z } from 'zod'
import { address } from '../settings/address.ts'
import { operation } from './operation.ts'

const organizationStep = z.strictObject({ step: z.literal('organization'), name: z.string().trim().min(1).max(60) })
const ownerStep = z.strictObject({
  step: z.literal('owner'),
  full_name: z.string().trim().min(1).max(100),
  email: z.email().max(254),
  /** Left out: the one that was saved before stays. */
  password: z.string().max(1000).optional(),
})
const addressStep = z.strictObject({
  step: z.literal('address'),
  /** Names and IP addresses besides those the host finds itself. */
  addresses: z.array(address).max(50).default([]),
  port: z.int().min(1).max(65_535),
})
const certificateStep = z.strictObject({
  step: z.literal('certificate'),
  /** `local`: the host's own authority, which each device is told to trust once. */
  kind: z.literal('local'),
})

/** One answered question of the first-run wizard. */
export const setupAnswer = z.discriminatedUnion('step', [organizationStep, ownerStep, addressStep, certificateStep])
export type SetupAnswer = z.output<typeof setupAnswer>
export type OwnerAnswer = z.output<typeof ownerStep>

export const SETUP_STEPS = ['organization', 'owner', 'address', 'certificate'] as const

const setupState = z.object({
  /** The first question without an answer; `ready` for `setup.finish`; `finished` once there is an organization. */
  step: z.enum([...SETUP_STEPS, 'ready', 'finished']),
  organization: z.object({ name: z.string() }).nullable(),
  /** The password never comes back. */
  owner: z.object({ full_name: z.string(), email: z.string() }).nullable(),
  address: z.object({ addresses: z.array(z.string()), port: z.number() }).nullable(),
  certificate: z.object({ kind: z.literal('local') }).nullable(),
  /** What the host found itself, to begin with. */
  found: z.object({ addresses: z.array(z.string()), port: z.number(), caFingerprint: z.string() }),
})
export type SetupState = z.output<typeof setupState>

/** The first-run wizard. Each answer is durable when it is acknowledged, so it can be left and gone on with at any time. */
export const setupOperations = {
  'setup.state': operation({
    kind: 'query',
    permission: 'operator',
    input: z.strictObject({}),
    output: setupState,
  }),
  /** Checks and keeps one answer; in any order, and again to change it. */
  'setup.save': operation({
    kind: 'mutation',
    permission: 'operator',
    input: setupAnswer,
    output: setupState,
  }),
  /** Makes the organization and its owner from the answers. Repeated after a lost reply it changes nothing. */
  'setup.finish': operation({
    kind: 'mutation',
    permission: 'operator',
    input: z.strictObject({}),
    output: z.object({
      state: setupState,
      /** Settings that wait for the next start, such as another port. */
      needsRestart: z.array(z.string()),
    }),
  }),
} as const
