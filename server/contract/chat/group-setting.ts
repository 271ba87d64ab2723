import { z } from 'zod'
import { json } from '../endpoint.ts'

const id = z.int32().positive()

/** Who has a permission: a group, or some people and the people of some groups. */
export const groupSettingValue = z.union([
  id,
  z.strictObject({
    direct_members: z.array(id).max(10_000).default([]),
    direct_subgroups: z.array(id).max(1000).default([]),
  }),
])
export type GroupSettingValue = z.output<typeof groupSettingValue>

/** `old`: what the caller believes that it is now; when it is not, nothing changes. */
const groupSettingChange = z.strictObject({ new: groupSettingValue, old: groupSettingValue.optional() })
export type GroupSettingChange = z.output<typeof groupSettingChange>

/** A permission as something new gets it; absent: as it usually is. */
export const newGroupSetting = json(groupSettingValue).optional()
/** A change of a permission; absent: it stays. */
export const changedGroupSetting = json(groupSettingChange).optional()
