import type { GroupSettingChange, GroupSettingValue } from '../../contract/chat/group-setting.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb, WriteTx } from '../../db/database.ts'

/** What a permission cannot be set to, by the names of system groups. */
export interface SettingRule {
  readonly name: string
  readonly not?: readonly string[]
  /** Only system groups will do. */
  readonly systemOnly?: boolean
}

/** Everybody, and more than there are here. */
const NEVER: readonly string[] = ['role:internet']

/** @returns whether a user has a permission that the organization gives */
export async function mayByOrganization(
  db: ReadDb,
  user: number,
  setting: string,
  otherwise: string,
): Promise<boolean> {
  const [row] = await db.query<{ may: boolean }>('select is_in_group($1, organization_group($2, $3)) as may', [
    user,
    setting,
    otherwise,
  ])
  return row?.may ?? false
}

/**
 * Parses what a client gives as a permission: one group alone is that group, however it was written.
 * @throws {ApiError} for groups and people that there are not, and for what the permission may not be
 */
export async function checkSetting(
  db: ReadDb,
  given: GroupSettingValue,
  rule: SettingRule,
): Promise<GroupSettingValue> {
  const value = simplify(given)
  const groups = typeof value === 'number' ? [value] : value.direct_subgroups
  const members = typeof value === 'number' ? [] : value.direct_members
  const rows = await db.query<{ id: number; name: string; is_system_group: boolean }>(
    'select id, name, is_system_group from user_group where id = any ($1) and not deactivated and not is_anonymous',
    [groups],
  )
  if (rows.length < groups.length) throw new ApiError('BAD_REQUEST', 'Invalid user group')
  if (rule.systemOnly && (typeof value !== 'number' || rows.some((row) => !row.is_system_group))) {
    throw new ApiError('BAD_REQUEST', `'${rule.name}' must be a system user group.`)
  }
  const wrong = rows.find((row) => row.is_system_group && [...NEVER, ...(rule.not ?? [])].includes(row.name))
  if (wrong) throw new ApiError('BAD_REQUEST', `'${rule.name}' setting cannot be set to '${wrong.name}' group.`)
  const people = await db.query<{ id: number }>('select id from user_account where id = any ($1) and is_active', [
    members,
  ])
  const missing = members.find((id) => !people.some((row) => row.id === id))
  if (missing !== undefined) throw new ApiError('BAD_REQUEST', `Invalid user ID: ${missing}`)
  return value
}

/** @throws {ApiError} unless a permission is still what the caller believed it to be */
export function requireOld(change: GroupSettingChange, now: GroupSettingValue): void {
  if (change.old !== undefined && !isSameSetting(change.old, now)) {
    throw new ApiError('EXPECTATION_MISMATCH', "'old' value does not match the expected value.")
  }
}

export function isSameSetting(a: GroupSettingValue, b: GroupSettingValue): boolean {
  return JSON.stringify(simplify(a)) === JSON.stringify(simplify(b))
}

/** @returns the id of the group that stands for a value which `checkSetting` let through */
export async function storeSetting(tx: WriteTx, value: GroupSettingValue): Promise<number> {
  if (typeof value === 'number') return value
  const [row] = await tx.query<{ id: number }>('select make_anonymous_group($1, $2) as id', [
    value.direct_members,
    value.direct_subgroups,
  ])
  if (!row) throw new Error('The permission was not stored')
  return row.id
}

/** To be called once nothing names the group any more: what stood for a value alone goes with it. */
export async function dropSetting(tx: WriteTx, group: number | null): Promise<void> {
  if (group !== null) await tx.query('select drop_anonymous_group($1)', [group])
}

/** Permissions by their group's id, as the API shows them. null is nobody. */
export class ShownSettings {
  readonly #anonymous: ReadonlyMap<number, GroupSettingValue>
  readonly #nobody: number

  constructor(anonymous: ReadonlyMap<number, GroupSettingValue>, nobody: number) {
    this.#anonymous = anonymous
    this.#nobody = nobody
  }

  show(group: number | null): GroupSettingValue {
    return group === null ? this.#nobody : (this.#anonymous.get(group) ?? group)
  }
}

/** All permissions there are, to be shown: people who are deactivated are left out. */
export async function readShownSettings(db: ReadDb): Promise<ShownSettings> {
  const rows = await db.query<{ id: number; members: number[]; subgroups: number[] }>(
    `select g.id, array(select p.user_id from user_group_period p join user_account u on u.id = p.user_id and u.is_active
         where p.group_id = g.id order by 1) as members,
       array(select s.subgroup_id from user_group_subgroup s where s.group_id = g.id order by 1) as subgroups
     from user_group g where g.is_anonymous`,
  )
  const [nobody] = await db.query<{ id: number }>("select system_group('role:nobody') as id")
  const shown = rows.map((row) => [row.id, { direct_members: row.members, direct_subgroups: row.subgroups }] as const)
  return new ShownSettings(new Map(shown), nobody?.id ?? 0)
}

function simplify(value: GroupSettingValue): GroupSettingValue {
  if (typeof value === 'number') return value
  const sorted = (ids: readonly number[]) => [...new Set(ids)].sort((a, b) => a - b)
  const members = sorted(value.direct_members)
  const groups = sorted(value.direct_subgroups)
  const [only] = groups
  if (members.length === 0 && groups.length === 1 && only !== undefined) return only
  return { direct_members: members, direct_subgroups: groups }
}
