import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressOf } from './address.ts'
import type { Actor, OpenCall, Session } from './call.ts'
import { clientName } from './client-name.ts'

/** A request as handlers see it. What most calls do not ask for is made only when asked for. */
export class RequestCall implements OpenCall {
  readonly actor: Actor | undefined
  readonly session: Session | undefined
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #client: string | undefined

  constructor(request: FastifyRequest, reply: FastifyReply, client: string | undefined) {
    this.actor = request.caller.actor
    this.session = request.caller.session
    this.#request = request
    this.#reply = reply
    this.#client = client
  }

  get isSession(): boolean {
    return this.session !== undefined
  }

  get userAgent(): string {
    return this.#request.headers['user-agent'] ?? ''
  }

  get client(): string {
    return clientName(this.#client, this.#request.headers['user-agent'])
  }

  get ip(): string {
    return addressOf(this.#request.socket)
  }

  onGone(listener: () => void): void {
    const response = this.#reply.raw
    // 'close' also follows a complete answer.
    const onClose = () => {
      if (!response.writableFinished) listener()
    }
    if (response.destroyed) onClose()
    else response.on('close', onClose)
  }
}
