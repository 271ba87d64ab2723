import { z } from 'zod'
import { ADMIN_OPERATIONS, type InputOf, type OperationName, type OutputOf } from '../contract/admin/index.ts'
import type { AdminOperation } from '../contract/admin/operation.ts'
import type { AdminReply } from '../contract/admin/reply.ts'
import { ApiError, type ErrorCode } from '../contract/errors.ts'
import type { AuditLog } from '../control/audit-log.ts'
import type { Log } from '../lib/log.ts'
import { OperatorError } from '../lib/operator-error.ts'
import { problemSentence, problemsOf } from '../lib/problems.ts'

/** Who calls: somebody at the machine itself, or a browser session that began with a one-time link. */
export type AdminActor = { readonly kind: 'host' } | { readonly kind: 'operator'; readonly sessionId: string }

/** One function an operation. Features bring theirs; the compiler finds a missing one. */
export type AdminHandlers = {
  readonly [Name in OperationName]: (
    input: InputOf<Name>,
    actor: AdminActor,
  ) => OutputOf<Name> | Promise<OutputOf<Name>>
}

export type Dispatch = (actor: AdminActor, name: string, input: unknown) => Promise<AdminReply>

interface DispatchOptions {
  readonly handlers: AdminHandlers
  readonly audit: AuditLog
  readonly log: Log
}

/**
 * The one way into every admin operation: validate, authorise, run, map the error, write the audit.
 * Never throws; whatever went wrong is in the reply.
 */
export function createDispatch({ handlers, audit, log }: DispatchOptions): Dispatch {
  return async (actor, name, input) => {
    if (!Object.hasOwn(ADMIN_OPERATIONS, name)) return failure('NOT_FOUND', `There is no operation "${name}".`)
    const operation: AdminOperation = ADMIN_OPERATIONS[name as OperationName]
    const reply = await validateAndRun(operation, name as OperationName, actor, input).catch((error: unknown) =>
      toReply(error, name, log),
    )
    if (operation.kind !== 'query') {
      const outcome = reply.ok ? 'ok' : reply.error.code
      audit.append({ actor: actorName(actor), operation: name, input: auditable(operation.input, input), outcome })
    }
    return reply
  }

  async function validateAndRun(operation: AdminOperation, name: OperationName, actor: AdminActor, input: unknown) {
    const parsed = operation.input.safeParse(input)
    if (!parsed.success) {
      const problems = problemsOf(parsed.error)
      return failure('BAD_REQUEST', `The input of ${name} is not valid: ${problemSentence(problems)}.`, problems)
    }
    if (operation.permission === 'host' && actor.kind !== 'host') {
      return failure('FORBIDDEN', `${name} is possible only at the machine that runs Hearth.`)
    }
    const run = handlers[name] as (input: unknown, actor: AdminActor) => unknown
    return { ok: true, output: await run(parsed.data, actor) } as const
  }
}

/** An input for the audit. One that is not valid may hold a secret where nobody looks for it, such as `passwort`. */
function auditable(schema: z.ZodType, input: unknown): unknown {
  if (schema.safeParse(input).success) return input
  const kept: [string, unknown][] = []
  for (const [key, field] of Object.entries(fieldsOf(schema, input))) {
    if (!isFields(input) || !Object.hasOwn(input, key)) continue
    kept.push([key, z.safeParse(field, input[key]).success ? input[key] : '[not valid]'])
  }
  return { ...Object.fromEntries(kept), '[left out]': 'the rest, as the input was not valid' }
}

/** The fields that a schema knows; of a union, those of the kind that the input says it is. */
function fieldsOf(schema: z.core.$ZodType, input: unknown): z.core.$ZodShape {
  if (schema instanceof z.ZodObject) return schema.shape
  if (!(schema instanceof z.ZodDiscriminatedUnion) || !isFields(input)) return {}
  const { discriminator } = schema.def
  for (const option of schema.options) {
    const fields = fieldsOf(option, input)
    const kind = fields[discriminator]
    if (kind && z.safeParse(kind, input[discriminator]).success) return fields
  }
  return {}
}

function isFields(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null
}

function toReply(error: unknown, name: string, log: Log): AdminReply {
  if (error instanceof ApiError) return failure(error.code, error.message)
  if (error instanceof OperatorError) return failure('BAD_REQUEST', error.message)
  log.error({ err: error, operation: name }, 'An admin operation failed')
  return failure('INTERNAL_ERROR', `${name} failed; the log files say why.`)
}

export function failure(code: ErrorCode, message: string, problems?: ReturnType<typeof problemsOf>): AdminReply {
  return { ok: false, error: { code, message, ...(problems && { problems }) } }
}

function actorName(actor: AdminActor): string {
  return actor.kind === 'host' ? 'host' : `session ${actor.sessionId}`
}
