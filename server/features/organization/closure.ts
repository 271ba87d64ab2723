import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Core } from '../../delivery/core.ts'
import type { Entry } from '../../delivery/event-log.ts'
import { contextOf } from '../../http/context.ts'
import { CLOSED, REOPENED } from './actions/closure.ts'

/** Why and since when the organization is closed; null: it is open. */
export interface ClosureState {
  readonly since: Date
  readonly reason: string
}

export async function readClosure(db: ReadDb): Promise<ClosureState | null> {
  const [row] = await db.query<{ since: Date | null; reason: string | null }>(
    'select deactivated_at as since, deactivation_reason as reason from organization',
  )
  return row?.since ? { since: row.since, reason: row.reason ?? '' } : null
}

/** https://zulip.com/api/rest-error-handling#realm-deactivated */
const refusal = () => new ApiError('REALM_DEACTIVATED', 'This organization is deactivated')

/** What clients ask before anybody logs in, to show whose server this is. */
const OPEN = /\/server_settings\/?$/

/**
 * Refuses whatever is asked of a closed organization, whoever asks: a route that is added later is refused too. This node
 * knows by the event that tells of it, and by the database at first.
 * @param forgetAll drops what is remembered of logins
 */
export function guardClosure(app: FastifyInstance, { db, log }: Pick<Core, 'db' | 'log'>, forgetAll: () => void): void {
  let isClosed: boolean | undefined
  log.follow({
    publish(entries) {
      const change = entries.map(changeOf).findLast((known) => known !== undefined)
      if (change === undefined) return
      isClosed = change
      forgetAll()
    },
  })
  const judge = (closed: boolean, { routeOptions }: FastifyRequest) =>
    closed && !OPEN.test(routeOptions.url ?? '') ? refusal() : undefined
  contextOf(app).api.addHook('onRequest', (request, _reply, done) => {
    if (isClosed !== undefined) {
      done(judge(isClosed, request))
      return
    }
    readClosure(db).then((state) => {
      isClosed ??= state !== null
      done(judge(isClosed, request))
    }, done)
  })
}

function changeOf({ event: { type, payload } }: Entry): boolean | undefined {
  if (type !== 'realm') return undefined
  return payload?.['op'] === CLOSED ? true : payload?.['op'] === REOPENED ? false : undefined
}
