import type { z } from 'zod'
import type { ADMIN_OPERATIONS, OperationName, OutputOf } from '../../../server/contract/admin/index.ts'
import type { Problem } from '../../../server/contract/admin/reply.ts'
import type { ErrorCode } from '../../../server/contract/errors.ts'
import type { AdminTransport } from './transport.ts'

type Given<Name extends OperationName> = z.input<(typeof ADMIN_OPERATIONS)[Name]['input']>

/** The host refused an operation; `message` is in its own words. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: ErrorCode
  readonly problems: readonly Problem[]

  constructor(code: ErrorCode, message: string, problems: readonly Problem[]) {
    super(message)
    this.code = code
    this.problems = problems
  }
}

/** Every admin operation by its name, typed by the contract. */
export class AdminClient {
  readonly #transport: AdminTransport

  constructor(transport: AdminTransport) {
    this.#transport = transport
  }

  /** @throws {Refused | Unreachable} */
  async run<Name extends OperationName>(name: Name, input: Given<Name>): Promise<OutputOf<Name>> {
    const reply = await this.#transport.send(name, input)
    if (!reply.ok) throw new Refused(reply.error.code, reply.error.message, reply.error.problems ?? [])
    return reply.output as OutputOf<Name>
  }
}
