import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mountResumable, type ResumableCall } from '../../http/mount-resumable.ts'
import { appendUpload, UnreadUpload } from '../../http/upload.ts'
import { type Files, MIB } from './files.ts'
import { completePartial, createPartial, dropPartial, findPartial, type Partial } from './partial.ts'
import { noSuchFile } from './serving.ts'

const VERSION = '1.0.0'
const PIECE = 'application/offset+octet-stream'

/** A refusal under one of the protocol's own statuses. */
class TusError extends ApiError {
  readonly #status: number

  constructor(status: number, message: string) {
    super('BAD_REQUEST', message)
    this.#status = status
  }

  override get status(): number {
    return this.#status
  }
}

/**
 * Pieces that are coming in, one of an upload. Whoever asks again about an upload has lost the connection before, which the
 * host may not have noticed yet: the piece there ends, and what has come of it counts.
 */
class Pieces {
  readonly #running = new Map<string, { readonly controller: AbortController; readonly done: Promise<unknown> }>()

  async stop(key: string): Promise<void> {
    for (let piece = this.#running.get(key); piece; piece = this.#running.get(key)) {
      piece.controller.abort()
      await piece.done
    }
  }

  async run<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await this.stop(key)
    const controller = new AbortController()
    const working = work(controller.signal).finally(() => this.#running.delete(key))
    this.#running.set(key, { controller, done: working.catch(() => undefined) })
    return working
  }
}

/** Uploads that go on after an interruption: https://tus.io/protocols/resumable-upload 1.0.0, creation and termination. */
export function mountTus(app: FastifyInstance, core: Core, files: Files): void {
  const { store } = files
  const maxBytes = () => files.limits().maxFileMib * MIB
  const pieces = new Pieces()

  const find = async ({ actor, key }: ResumableCall) => {
    const partial = await findPartial(core.db, store, actor.id, key)
    if (!partial) throw noSuchFile()
    return partial
  }

  const finish = async (reply: FastifyReply, partial: Partial) => {
    const { url, name } = await completePartial(core, files, partial)
    return reply
      .code(200)
      .header('upload-offset', partial.size)
      .send({ result: 'success', msg: '', url, filename: name })
  }

  const create = async (call: ResumableCall, request: FastifyRequest, reply: FastifyReply) => {
    const size = numberOf(request, 'upload-length')
    if (size > maxBytes()) {
      const mib = Math.floor(maxBytes() / MIB)
      throw new TusError(413, `Uploaded file is larger than the allowed limit of ${mib} MiB`)
    }
    const name = nameOf(request.headers['upload-metadata'])
    const key = await createPartial(core.db, store, call.actor.id, { name, size })
    if (key === undefined) throw new TusError(429, 'Too many uploads are under way')
    reply.code(201).header('location', `${call.prefix}/${key}`).header('upload-offset', 0)
    return size === 0 ? finish(reply.code(201), { key, owner_id: call.actor.id, name, size }) : reply.send()
  }

  const receive = async (call: ResumableCall, request: FastifyRequest, reply: FastifyReply, signal: AbortSignal) => {
    const partial = await find(call)
    if (numberOf(request, 'upload-offset') !== partial.offset) throw new TusError(409, 'The offset is another')
    if (!(request.body instanceof UnreadUpload)) throw new TusError(415, `Pieces are sent as ${PIECE}`)
    const limits = { left: partial.size - partial.offset, silence: call.silence, signal }
    await appendUpload(request.body, store.partPathOf(partial.key), limits)
    const { offset } = await find(call)
    if (offset < partial.size) return reply.code(204).header('upload-offset', offset).send()
    return finish(reply, partial)
  }

  mountResumable(app, '/tus', {
    headers: () => ({ 'tus-resumable': VERSION }),
    check(request) {
      if (request.headers['tus-resumable'] !== VERSION) throw new TusError(412, `Only tus ${VERSION} is spoken here`)
    },
    describe: () => ({
      'tus-version': VERSION,
      'tus-extension': 'creation,termination',
      'tus-max-size': String(maxBytes()),
    }),
    create,
    async tell(call, _request, reply) {
      await find(call)
      await pieces.stop(call.key)
      const { offset, size } = await find(call)
      return reply.code(200).header('upload-offset', offset).header('upload-length', size).send()
    },
    async receive(call, request, reply) {
      await find(call)
      return pieces.run(call.key, (signal) => receive(call, request, reply, signal))
    },
    async remove(call, _request, reply) {
      const { key } = await find(call)
      await pieces.stop(key)
      await dropPartial(core.db, store, key)
      return reply.code(204).send()
    },
  })
}

function numberOf(request: FastifyRequest, header: string): number {
  const value = request.headers[header]
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw new TusError(400, `${header} is missing or wrong`)
  return Number(value)
}

/** The file's name among the pairs of `key base64`, by either of the keys that clients use. */
function nameOf(metadata: string | string[] | undefined): string {
  for (const pair of String(metadata ?? '').split(',')) {
    const [key, value = ''] = pair.trim().split(' ')
    if (key === 'filename' || key === 'name') return Buffer.from(value, 'base64').toString('utf8').slice(0, 1000)
  }
  return ''
}
