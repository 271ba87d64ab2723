import type { ServerResponse } from 'node:http'
import { startWebServer, type WebServer } from '../../../support/web-server.ts'

/** As much of a film as anybody but a browser looks at. */
export function filmBytes(size: number, kind: 'mp4' | 'webm' = 'mp4'): Buffer {
  const head = kind === 'mp4' ? Buffer.from('\0\0\0\x18ftypisom') : Buffer.from('1a45dfa3', 'hex')
  return Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length), 'film')]).subarray(0, size)
}

/** Somebody else's server with this one film, which knows of parts. */
export function startCinema(film: Buffer, type = 'video/mp4', more: Record<string, string> = {}): Promise<WebServer> {
  return startWebServer((request, response) =>
    project(film, request.headers.range, response, { 'content-type': type, ...more }),
  )
}

function project(
  film: Buffer,
  range: string | undefined,
  response: ServerResponse,
  headers: Record<string, string>,
): void {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (from === undefined || to === undefined) {
    response.writeHead(200, { ...headers, 'content-length': film.length, 'accept-ranges': 'bytes' }).end(film)
    return
  }
  const start = from === '' ? film.length - Number(to) : Number(from)
  const end = from === '' || to === '' ? film.length - 1 : Math.min(Number(to), film.length - 1)
  if (start >= film.length) response.writeHead(416, { 'content-range': `bytes */${film.length}` }).end('no')
  else {
    const part = film.subarray(start, end + 1)
    response
      .writeHead(206, {
        ...headers,
        'content-length': part.length,
        'content-range': `bytes ${start}-${end}/${film.length}`,
      })
      .end(part)
  }
}
