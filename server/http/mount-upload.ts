import { rm } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addRoute } from './add-route.ts'
import { sendAnswer } from './answer.ts'
import { authenticateHook } from './authenticate.ts'
import type { Answer, AnyEndpoint, Call, Handler } from './call.ts'
import { contextOf } from './context.ts'
import type { RawParams } from './form.ts'
import { BODY_LIMIT } from './limits.ts'
import { PREFIX } from './mount.ts'
import { compileParams } from './params.ts'
import { RequestCall } from './request-call.ts'
import { checkCsrfToken } from './same-origin.ts'
import { receiveUpload, UnreadUpload, type UploadedFile } from './upload.ts'

type UploadHandler<E> = (
  params: Parameters<Handler<E>>[0],
  call: Call,
  file: UploadedFile | undefined,
) => Promise<Answer>

export interface UploadOptions {
  /** Where files are written to while they come in. */
  readonly folder: string
  readonly maxBytes: () => number
}

/**
 * Mounts an endpoint that takes a file, in a multipart field of any name, which is written to disk as it comes in. Must
 * be mounted before others of the same address, whose POST it is.
 */
export function mountUpload<E extends AnyEndpoint>(
  app: FastifyInstance,
  endpoint: E,
  options: UploadOptions,
  handler: UploadHandler<E>,
): void {
  const context = contextOf(app)
  context.endpoints.push(endpoint)
  const parse = compileParams(endpoint.params)

  async function run(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { body } = request
    const limits = { maxBytes: options.maxBytes(), folder: options.folder, silence: context.timeouts.upload }
    const { fields, file } =
      body instanceof UnreadUpload
        ? await receiveUpload(body, limits)
        : { fields: (body ?? {}) as RawParams, file: undefined }
    try {
      const parsed = parse(request.query as RawParams, fields, request.params as RawParams)
      const { session } = request.caller
      if (request.wantsFormToken && session) checkCsrfToken(parsed.csrfToken ?? '', session.csrfToken)
      const call = new RequestCall(request, reply, parsed.client) as unknown as Call
      const answer = await handler(parsed.values as Parameters<Handler<E>>[0], call, file)
      sendAnswer(request, reply, answer, parsed.ignored)
    } finally {
      if (file) await rm(file.path, { force: true })
    }
  }

  for (const surface of ['api', 'json'] as const) {
    addRoute(context.api, {
      method: endpoint.method,
      url: `${PREFIX[surface]}${endpoint.path}`,
      access: endpoint.access,
      bodyLimit: BODY_LIMIT[endpoint.access],
      config: { isUpload: true },
      onRequest: authenticateHook(context, surface, endpoint.access),
      handler: (request, reply) => {
        run(request, reply).catch((error: unknown) => reply.send(error))
      },
    })
  }
}
