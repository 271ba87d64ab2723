import { languageName } from '../../contract/settings/locale.ts'
import { USER_SETTINGS, type UserSettingName, type UserSettingsChange } from '../../contract/settings/user.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import { emitConsent, showAddress } from '../users/index.ts'
import { complete, readDefaultSettings, type StoredSettings } from './repository.ts'

type Payload = Readonly<Record<string, unknown>>

/** Sets what differs from what is set; each change is told of by an event of its own. */
export async function doChangeSettings(core: Core, user: number, change: UserSettingsChange): Promise<void> {
  await transact(core.db, core.log, (tx) => changeSettings(tx, user, change))
}

async function changeSettings(tx: ActionTx, user: number, change: UserSettingsChange): Promise<void> {
  const [row] = await tx.query<{ email: string; settings: StoredSettings; timezone: string }>(
    'select email, settings, timezone from user_account where id = $1 for no key update',
    [user],
  )
  if (!row) return
  const before = complete(row.settings, row.timezone)
  const changed = differing(before, change)
  if (changed.length === 0) return
  const { timezone, ...stored } = Object.fromEntries(changed)
  await tx.query('update user_account set settings = settings || $2, timezone = coalesce($3, timezone) where id = $1', [
    user,
    JSON.stringify(stored),
    timezone ?? null,
  ])
  for (const [name, value] of changed) emitSetting(tx, { id: user, email: row.email }, name, value)
  if ('allow_private_data_export' in stored) await emitConsent(tx, user)
  if ('email_address_visibility' in stored) await showAddress(tx, user, before.email_address_visibility)
  if (timezone !== undefined) {
    const payload = { op: 'update', person: { user_id: user, email: row.email, timezone } }
    emit(tx, 'realm_user', null, payload)
  }
}

/** What accounts of the future start with; those that exist keep theirs. */
export async function doChangeDefaultSettings(core: Core, change: UserSettingsChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from organization for no key update')
    const changed = differing(await readDefaultSettings(tx), change)
    if (changed.length === 0) return
    await tx.query('update organization set user_settings_defaults = user_settings_defaults || $1', [
      JSON.stringify(Object.fromEntries(changed)),
    ])
    for (const [property, value] of changed) {
      emit(tx, 'realm_user_settings_defaults', null, { op: 'update', property, value })
    }
  })
}

function differing(now: UserSettingsChange, change: UserSettingsChange): [UserSettingName, unknown][] {
  const entries = Object.entries(change) as [UserSettingName, unknown][]
  return entries.filter(([name, value]) => name in USER_SETTINGS && value !== undefined && value !== now[name])
}

/** Also in the words of clients of before Zulip 5.0; whoever knows the object does not get those. */
function emitSetting(tx: ActionTx, user: { id: number; email: string }, name: UserSettingName, value: unknown): void {
  const more = name === 'default_language' ? { language_name: languageName(String(value)) ?? '' } : {}
  emit(tx, 'user_settings', [user.id], { op: 'update', property: name, value, ...more })
  // An older name for it, that everybody hears.
  if (name === 'presence_enabled') emit(tx, 'user_status', null, { user_id: user.id, away: value === false })
  const { legacy } = USER_SETTINGS[name]
  if (legacy === 'update_display_settings') {
    emit(tx, legacy, [user.id], { user: user.email, setting_name: name, setting: value, ...more })
  } else if (legacy === 'update_global_notifications') {
    emit(tx, legacy, [user.id], { user: user.email, notification_name: name, setting: value })
  }
}

function emit(tx: ActionTx, type: string, users: number[] | null, payload: Payload): void {
  const audience = users ? AUDIENCE.users : AUDIENCE.everyone
  tx.emit({ type, audience, users, recipient_id: null, message_id: null, payload })
}
