import { ApiError } from '../../../contract/errors.ts'

interface Actor {
  readonly id: number
  readonly role: number
  readonly isBot: boolean
}

const GENERIC = 1
const OUTGOING = 3
const EMBEDDED = 4

/** Programs have no programs of their own, and guests bring none. @throws {ApiError} */
export function requirePerson(actor: Actor): void {
  if (actor.isBot) throw new ApiError('BAD_REQUEST', 'This endpoint does not accept bot requests.')
  if (actor.role > 400) throw new ApiError('BAD_REQUEST', 'Not allowed for guest users')
}

/** @param policy Zulip's `bot_creation_policy`: 1 everybody, 2 generic ones only administrators, 3 only administrators */
export function requireMayCreateBot(actor: Actor, type: number, policy: number): void {
  if (actor.role <= 200 || policy === 1 || (policy === 2 && type !== GENERIC)) return
  throw new ApiError('UNAUTHORIZED_PRINCIPAL', 'Must be an organization administrator')
}

/** @throws {ApiError} for what is no type of bot, or none that this server has */
export function checkBotType(type: number): void {
  if (type === EMBEDDED) throw new ApiError('BAD_REQUEST', 'Embedded bots are not enabled.')
  if (type < GENERIC || type > EMBEDDED) throw new ApiError('BAD_REQUEST', 'Invalid bot type')
}

interface Bot {
  readonly owner_id: number | null
  readonly role: number
}

/** Administrators administer all bots but those of a higher role, everybody else their own. @throws {ApiError} */
export function requireMayAdministerBot(actor: Actor, bot: Bot): void {
  const isTheirs = !actor.isBot && (actor.role <= Math.min(200, bot.role) || bot.owner_id === actor.id)
  if (!isTheirs) throw new ApiError('BAD_REQUEST', 'Insufficient permission')
}

/** Nobody gives a bot more than they have: its key would give it to them. @throws {ApiError} */
export function requireMayGiveRole(actor: Actor, role: number): void {
  if (role >= actor.role) return
  if (role === 100) throw new ApiError('UNAUTHORIZED_PRINCIPAL', 'Must be an organization owner')
  throw new ApiError('BAD_REQUEST', 'Insufficient permission')
}

export interface Service {
  readonly url: string
  readonly interface: number
}

/** @returns where an outgoing webhook posts to; null for other types @throws {ApiError} */
export function checkService(type: number, service: Service): Service | null {
  if (service.interface !== 1 && service.interface !== 2) throw new ApiError('BAD_REQUEST', 'Invalid interface type')
  if (type !== OUTGOING) return null
  const url = URL.canParse(service.url) ? new URL(service.url) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new ApiError('BAD_REQUEST', 'payload_url is not a URL')
  return service
}

/** @returns the address of a new bot @throws {ApiError} */
export function botAddress(shortName: string, host: string): string {
  const name = shortName.trim().toLowerCase()
  const isGood = /^[a-z0-9](?:[a-z0-9._+-]{0,58}[a-z0-9])?$/.test(name) && !name.includes('..')
  if (!isGood) throw new ApiError('BAD_REQUEST', 'Bad name or username')
  return `${name}-bot@${host}`
}
