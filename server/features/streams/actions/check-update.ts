import { ApiError } from '../../../contract/errors.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireAdministrator } from '../../../lib/require-role.ts'
import { readRulesFor } from '../../realm-settings/index.ts'
import { checkSetting, requireOld } from '../../user-groups/index.ts'
import { requireAdministered } from '../access.ts'
import { checkPrivacy, checkRetention, checkStreamName, type Privacy, tidyDescription } from '../policy.ts'
import { findDefaultStreams, type KnownStream, readStream } from '../repository.ts'
import type { SettingChanges, StreamChange, StreamSetting } from './update.ts'

/** As the caller says it; what is undefined stays. */
export interface UpdateRequest {
  readonly name: string | undefined
  readonly description: string | undefined
  readonly isPrivate: boolean | undefined
  readonly isWebPublic: boolean | undefined
  readonly publicHistory: boolean | undefined
  readonly isDefault: boolean | undefined
  readonly postPolicy: number | undefined
  readonly retentionDays: string | undefined
  readonly settings: SettingChanges
}

/** @throws {ApiError} unless the actor may change the stream so, and it can be so */
export async function checkUpdateStream(
  core: Core,
  actor: Actor,
  id: number,
  request: UpdateRequest,
): Promise<StreamChange> {
  const stream = await requireAdministered(core.db, actor.id, id)
  if (request.isDefault !== undefined) requireAdministrator(actor)
  const name = request.name === undefined ? undefined : checkStreamName(request.name)
  if (name === stream.name) throw new ApiError('BAD_REQUEST', 'Channel already has that name.')
  return {
    name,
    description: request.description === undefined ? undefined : tidyDescription(request.description),
    privacy: await checkNewPrivacy(core, actor, stream, request),
    postPolicy: request.postPolicy,
    retentionDays: checkRetention(actor, request.retentionDays),
    isDefault: request.isDefault,
    settings: await checkSettings(core, stream, request.settings),
  }
}

/** @returns undefined when it stays */
async function checkNewPrivacy(
  core: Core,
  actor: Actor,
  stream: KnownStream,
  request: UpdateRequest,
): Promise<Privacy | undefined> {
  const isPrivate = request.isPrivate ?? stream.invite_only
  const isOther = isPrivate !== stream.invite_only
  const usual = isOther ? !isPrivate : stream.history_public_to_subscribers
  const privacy = { isPrivate, publicHistory: request.publicHistory ?? usual }
  const isDefault = request.isDefault ?? (await findDefaultStreams(core.db)).includes(stream.id)
  checkPrivacy(privacy, request.isWebPublic ?? false, isDefault)
  if (!isOther && privacy.publicHistory === stream.history_public_to_subscribers) return undefined
  requireContentAccess(stream)
  if (isOther) {
    const rules = await readRulesFor(core.db, actor.id)
    const may = isPrivate ? rules.can_create_private_channel_group : rules.can_create_public_channel_group
    if (!may) throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  }
  return privacy
}

async function checkSettings(
  core: Core,
  stream: KnownStream,
  changes: SettingChanges,
): Promise<NonNullable<StreamChange['settings']>> {
  const settings: { [name in StreamSetting]?: NonNullable<StreamChange['settings']>[name] } = {}
  const given = Object.entries(changes).filter(([, change]) => change !== undefined)
  if (given.length === 0) return settings
  requireContentAccess(stream)
  const now = await readStream(core.db, stream.id)
  for (const name of STREAM_SETTINGS) {
    const change = changes[name]
    if (!change) continue
    requireOld(change, now[name])
    settings[name] = await checkSetting(core.db, change.new, { name, not: NOT_EVERYBODY })
  }
  return settings
}

const STREAM_SETTINGS: readonly StreamSetting[] = ['can_administer_channel_group', 'can_remove_subscribers_group']
/** Guests control nothing. */
export const NOT_EVERYBODY: readonly string[] = ['role:everyone']

/** Administrators know of every stream, but let nobody, themselves included, into one that is not theirs to read. */
function requireContentAccess(stream: KnownStream): void {
  if (!stream.may_read) throw new ApiError('BAD_REQUEST', 'Channel content access is required.')
}
