import type { FastifyInstance, FastifyReply } from 'fastify'
import { ApiError } from '../../contract/errors.ts'
import { contextOf } from '../../http/context.ts'
import { findPage } from '../../http/static.ts'
import { escapeHtml } from '../../lib/escape-html.ts'
import { type ApiPage, errorsPage, indexPage, operationPage, searchPage } from './pages.ts'
import { createReference, type Reference } from './reference.ts'

export interface ApiPagesOptions {
  /** The built pages; one of them is what these are filled into. */
  readonly webRoot: string
  /** This server's address. */
  readonly url: () => string
}

const MAX_WORDS = 200

/** The description of the API at `/api/`, made of the contract: no page needs a script or anything from elsewhere. */
export function mountApiPages(app: FastifyInstance, { webRoot, url }: ApiPagesOptions): void {
  let known: Reference | undefined
  // Not before everything is mounted.
  const reference = () => (known ??= createReference(contextOf(app).endpoints))

  app.get('/api', (_request, reply) => reply.redirect('/api/', 308))

  app.get<{ Querystring: { q?: string | string[] } }>('/api/', async ({ query }, reply) => {
    const words = [query.q ?? ''].flat().join(' ').trim().slice(0, MAX_WORDS)
    return send(reply, webRoot, words === '' ? indexPage(reference(), url()) : searchPage(reference(), words), words)
  })

  app.get<{ Params: { page: string } }>('/api/:page', async ({ params }, reply) => {
    const entry = reference().byOperation.get(params.page)
    if (params.page === 'errors') return send(reply, webRoot, errorsPage())
    if (entry) return send(reply, webRoot, operationPage(entry, url()))
    throw new ApiError('NOT_FOUND', 'There is no such page')
  })
}

async function send(reply: FastifyReply, webRoot: string, { title, body }: ApiPage, words = ''): Promise<FastifyReply> {
  const frame = await findPage(webRoot, '/api/')
  const type = 'text/html; charset=utf-8'
  reply.header('cache-control', 'no-cache')
  if (!frame) return reply.code(503).type('text/plain; charset=utf-8').send('The pages of this server are not built.\n')
  // By functions: a text may hold what a replacement takes for a reference.
  const text = frame.file.bytes
    .toString()
    .replace('<title>Hearth API</title>', () => `<title>${escapeHtml(title)} · Hearth API</title>`)
    .replace('value=""', () => `value="${escapeHtml(words)}"`)
    .replace('<!-- page -->', () => body.text)
  return reply.type(type).send(text)
}
