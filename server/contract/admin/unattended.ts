import { z } from 'zod'
import { address } from '../settings/address.ts'
import { applianceSettingsChange } from '../settings/appliance.ts'
import { role } from './role.ts'

const name = z.string().trim().min(1).max(100)
const email = z.email().max(254)
const password = z.string().min(8).max(1000)
const account = { full_name: name, email, password }

/**
 * The FILE of `--unattended`: everything the first-run assistant would ask.
 * It holds passwords: neither it nor any error about it may carry a value into a log.
 */
export const unattended = z
  .strictObject({
    organization: z.strictObject({ name: z.string().trim().min(1).max(60) }),
    owner: z.strictObject(account),
    people: z
      .array(z.strictObject({ ...account, role: role.default('member') }))
      .max(10_000)
      .default([]),
    addresses: z.array(address).max(50).default([]),
    settings: applianceSettingsChange.default({}),
  })
  .superRefine((file, ctx) => {
    const seen = new Set([file.owner.email.toLowerCase()])
    file.people.forEach((person, i) => {
      const key = person.email.toLowerCase()
      if (seen.has(key)) ctx.addIssue({ code: 'custom', path: ['people', i, 'email'], message: 'is used twice' })
      seen.add(key)
    })
  })

export type Unattended = z.output<typeof unattended>
