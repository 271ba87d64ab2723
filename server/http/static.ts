import { hash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BoundedMap } from '../lib/bounded-map.ts'
import { acceptedEncoding, compress, sendBytes } from './answer.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
}
const COMPRESSIBLE = /^(text\/|application\/(json|manifest|wasm)|image\/svg)/

/** What Vite names by its content: `assets/index-Dk3fA9xQ.js`. Such a file never changes. */
const HASHED = /^assets\/.*-[\w-]{8,}\.\w+$/

interface File {
  readonly tag: string
  readonly type: string
  readonly bytes: Buffer
}

/** Serves the built pages below `root`; answers false when there is no such file. */
export function createStatic(root: string) {
  const compressed = new BoundedMap<string, Buffer>(100)

  async function packed(path: string, file: File, encoding: 'gzip' | 'deflate'): Promise<Buffer> {
    const key = `${encoding} ${path} ${file.tag}`
    const known = compressed.get(key)
    if (known) return known
    const bytes = await compress(file.bytes, encoding)
    compressed.set(key, bytes)
    return bytes
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const url = request.url.split('?', 1)[0] ?? '/'
    if (url === '/admin') {
      reply.redirect('/admin/', 308)
      return true
    }
    const found = await findPage(root, url)
    if (!found) return url === '/' || url === '/admin/' ? sayNotBuilt(reply) : false
    const { path, file } = found
    const immutable = HASHED.test(path)
    reply
      .code(200)
      .header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('etag', file.tag)
      .header('vary', 'Accept-Encoding')
      .type(file.type)
    if (request.headers['if-none-match'] === file.tag) {
      reply.code(304).send()
      return true
    }
    const encoding = COMPRESSIBLE.test(file.type) ? acceptedEncoding(request.headers['accept-encoding']) : undefined
    if (!encoding || file.bytes.length < 2048) sendBytes(reply, file.bytes)
    else sendBytes(reply.header('content-encoding', encoding), await packed(path, file, encoding))
    return true
  }
}

function sayNotBuilt(reply: FastifyReply): true {
  reply
    .code(503)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send('Hearth is running, but its web pages have not been built. Run "npm run build" and reload this page.\n')
  return true
}

/** The file below `root` that the path of an address names; its name is checked, links are not followed. */
export async function findPage(root: string, url: string): Promise<{ path: string; file: File } | undefined> {
  for (const path of candidates(url)) {
    const file = await read(root, path)
    if (file) return { path, file }
  }
  return undefined
}

/** The chat is the page at `/` and at an invitation's address; every other folder has its own index. */
function candidates(url: string): string[] {
  if (url === '/' || /^\/join\/[\w-]+\/?$/.test(url)) return ['index.html', 'chat/index.html']
  const path = url.slice(1)
  return path.endsWith('/') ? [`${path}index.html`] : [path]
}

async function read(root: string, path: string): Promise<File | undefined> {
  const segments = path.split('/')
  // Names as our build writes them; no dot files, no escapes, no drive letters or streams of Windows.
  if (!segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment))) return undefined
  const type = TYPES[extname(path)]
  if (!type) return undefined
  const name = join(root, ...segments)
  try {
    const stats = await lstat(name)
    // A link could lead out of the folder; the build makes none.
    if (!stats.isFile()) return undefined
    const bytes = await readFile(name)
    return { tag: `"${Math.round(stats.mtimeMs).toString(36)}-${stats.size.toString(36)}"`, type, bytes }
  } catch {
    return undefined
  }
}

/** What tells the chat's pages of one build from those of another: scripts and styles are named there by their content. */
export async function digestPages(root: string): Promise<string> {
  return hash('sha256', await readFile(join(root, 'chat', 'index.html')).catch(() => ''))
}
