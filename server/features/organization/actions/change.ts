import type { GroupSettingChange, GroupSettingValue } from '../../../contract/chat/group-setting.ts'
import { ApiError } from '../../../contract/errors.ts'
import {
  ANNOUNCEMENTS,
  NOT_EVERYBODY,
  NOT_NOBODY,
  OWNERS_ONLY,
  PERMISSIONS,
  type PermissionName,
  type RealmSettings,
} from '../../../contract/settings/realm.ts'
import type { ReadDb } from '../../../db/database.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireAdministrator, requireOwner } from '../../../lib/require-role.ts'
import { readRealmSettings } from '../../realm-settings/index.ts'
import { EVERYBODY, keepSight } from '../../sight/index.ts'
import { findStreamFor } from '../../streams/index.ts'
import {
  checkSetting,
  dropSetting,
  isSameSetting,
  readSystemGroups,
  requireOld,
  storeSetting,
} from '../../user-groups/index.ts'
import { findDomains } from '../domains.ts'
import { readPermissions } from '../permissions.ts'
import { emitToAll } from './events.ts'

/** What a client sends; what is undefined stays. */
export type WantedRealm = Readonly<Record<string, unknown>>

export interface RealmChange {
  readonly texts: { readonly name?: string; readonly description?: string }
  readonly rules: Partial<RealmSettings>
  readonly permissions: Readonly<Partial<Record<PermissionName, GroupSettingValue>>>
}

const TEXTS = ['name', 'description']
/** Clients are told of these in the newer form of the event. */
const IN_DICT = new Set(['allow_message_editing', 'jitsi_server_url', 'message_content_edit_limit_seconds'])

/** @throws {ApiError} for who may not, and for permissions that cannot be or are not what the caller believes */
export async function checkChangeRealm(
  core: Pick<Core, 'db'>,
  actor: Actor,
  wanted: WantedRealm,
): Promise<RealmChange> {
  requireAdministrator(actor)
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined)
  if (given.some(([name]) => OWNERS_ONLY.has(name))) requireOwner(actor)
  if (wanted['emails_restricted_to_domains'] === true && (await findDomains(core.db)).length === 0) {
    throw new ApiError('BAD_REQUEST', 'Add a domain before you restrict the organization to its domains')
  }
  for (const id of streamsOf(wanted)) if (!(await findStreamFor(core.db, actor.id, id))) throw invalidStream()
  const now = await readPermissions(core.db)
  const permissions: Partial<Record<PermissionName, GroupSettingValue>> = {}
  for (const [name, value] of given) {
    if (!isPermission(name)) continue
    const change = value as GroupSettingChange
    requireOld(change, now[name])
    permissions[name] = await checkPermission(core.db, name, change.new)
    if (name === 'can_access_all_users_group') await requireAllOrMembers(core.db, change.new)
  }
  const pick = (isWanted: (name: string) => boolean) => Object.fromEntries(given.filter(([name]) => isWanted(name)))
  return {
    texts: pick((name) => TEXTS.includes(name)),
    rules: pick((name) => !TEXTS.includes(name) && !isPermission(name)),
    permissions,
  }
}

/** Where news is to be told, by these settings. */
function streamsOf(settings: Readonly<Record<string, unknown>>): number[] {
  return ANNOUNCEMENTS.flatMap((name) => (Number(settings[name] ?? -1) > 0 ? Number(settings[name]) : []))
}

function invalidStream(): ApiError {
  return new ApiError('BAD_REQUEST', 'Invalid channel ID')
}

/** Archived since the check, which takes the setting away under the same lock. @throws {ApiError} */
async function requireInUse(tx: ActionTx, streams: readonly number[]): Promise<void> {
  if (streams.length === 0) return
  if ((await tx.query('select from stream where id = any ($1) and is_archived', [streams])).length > 0)
    throw invalidStream()
}

function isPermission(name: string): name is PermissionName {
  return name in PERMISSIONS
}

function checkPermission(db: ReadDb, name: PermissionName, value: GroupSettingValue): Promise<GroupSettingValue> {
  const not = [...(NOT_EVERYBODY.has(name) ? ['role:everyone'] : []), ...(NOT_NOBODY.has(name) ? ['role:nobody'] : [])]
  return checkSetting(db, value, { name, not })
}

/** It is about guests: with any other group there would be members who know nobody. @throws {ApiError} */
async function requireAllOrMembers(db: ReadDb, value: GroupSettingValue): Promise<void> {
  const system = await readSystemGroups(db)
  if (['role:everyone', 'role:members'].some((name) => system.get(name) === value)) return
  throw new ApiError('BAD_REQUEST', "'can_access_all_users_group' must be 'role:everyone' or 'role:members'")
}

/** Sets what differs from what is set. */
export async function doChangeRealm(core: Core, { texts, rules, permissions }: RealmChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from organization for no key update')
    await changeTexts(tx, texts)
    await changeRules(tx, rules)
    const work = () => changePermissions(tx, permissions)
    await ('can_access_all_users_group' in permissions ? keepSight(tx, EVERYBODY, work) : work())
  })
}

async function changeTexts(tx: ActionTx, texts: RealmChange['texts']): Promise<void> {
  const [now] = await tx.query<{ name: string; description: string }>('select name, description from organization')
  const next = { name: texts.name ?? now?.name, description: texts.description ?? now?.description }
  await tx.query('update organization set name = $1, description = $2', [next.name, next.description])
  for (const property of ['name', 'description'] as const) {
    if (next[property] !== now?.[property]) emitToAll(tx, 'realm', { op: 'update', property, value: next[property] })
  }
}

async function changeRules(tx: ActionTx, rules: Partial<RealmSettings>): Promise<void> {
  await requireInUse(tx, streamsOf(rules))
  const now: Readonly<Record<string, unknown>> = await readRealmSettings(tx)
  const changed = Object.entries(rules).filter(([name, value]) => value !== now[name])
  await store(tx, Object.fromEntries(changed))
  for (const [property, value] of changed) {
    if (IN_DICT.has(property)) emitDict(tx, { [property]: value })
    else emitToAll(tx, 'realm', { op: 'update', property, value })
  }
}

async function changePermissions(tx: ActionTx, permissions: RealmChange['permissions']): Promise<void> {
  const [shown, stored] = [await readPermissions(tx), await readRealmSettings(tx)]
  for (const [name, value] of Object.entries(permissions) as [PermissionName, GroupSettingValue][]) {
    if (isSameSetting(value, shown[name])) continue
    await store(tx, { [name]: await storeSetting(tx, value) })
    const old = stored[name]
    if (typeof old === 'number') await dropSetting(tx, old)
    emitDict(tx, { [name]: value })
  }
}

async function store(tx: ActionTx, settings: Readonly<Record<string, unknown>>): Promise<void> {
  if (Object.keys(settings).length === 0) return
  await tx.query('update organization set settings = settings || $1', [JSON.stringify(settings)])
}

function emitDict(tx: ActionTx, data: Readonly<Record<string, unknown>>): void {
  emitToAll(tx, 'realm', { op: 'update_dict', property: 'default', data })
}
