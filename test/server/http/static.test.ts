import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, exchange, startHttps } from './https-server.ts'

function webRoot(): string {
  const parent = mkdtempSync(join(tmpdir(), 'hearth-web-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const root = join(parent, 'renderer')
  for (const folder of ['chat', 'admin', 'assets']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(parent, 'secret.txt'), 'secret')
  writeFileSync(join(root, '.hidden.txt'), 'secret')
  writeFileSync(join(root, 'chat/index.html'), '<!doctype html>chat')
  writeFileSync(join(root, 'admin/index.html'), '<!doctype html>admin')
  writeFileSync(join(root, 'assets/index-Dk3fA9xQ.js'), 'export {}\n'.repeat(1000))
  writeFileSync(join(root, 'program'), 'secret')
  symlinkSync('../secret.txt', join(root, 'link.txt'))
  return root
}

describe('pages', () => {
  test('are served with their types, the chat at the root', async () => {
    const server = await startHttps(() => undefined, { webRoot: webRoot() })
    const chat = await ask(server, '/')
    expect([chat.status, chat.text, chat.headers['content-type']]).toEqual([
      200,
      '<!doctype html>chat',
      'text/html; charset=utf-8',
    ])
    expect(chat.headers['cache-control']).toBe('no-cache')
    expect((await ask(server, '/admin/?x=1')).text).toBe('<!doctype html>admin')
    const redirect = await ask(server, '/admin')
    expect([redirect.status, redirect.headers.location]).toEqual([308, '/admin/'])
  })

  test('named by their content are kept for ever, others are asked for again', async () => {
    const server = await startHttps(() => undefined, { webRoot: webRoot() })
    const script = await ask(server, '/assets/index-Dk3fA9xQ.js', { headers: { 'accept-encoding': 'gzip' } })
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
    })
    const { etag = '' } = (await ask(server, '/')).headers
    const again = await ask(server, '/', { headers: { 'if-none-match': etag } })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  test.for([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/chat/../../secret.txt',
    '/..\\secret.txt',
    '/%5c..%5csecret.txt',
    '/assets/%00',
    '/C:/secret.txt',
    '/link.txt',
    '/.hidden.txt',
    '/program',
    '/assets/',
    '//secret.txt',
  ])('do not lead outside the folder or to what is no page: %s', async (path) => {
    const server = await startHttps(() => undefined, { webRoot: webRoot() })
    const answer = await exchange(server, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 40[04] /)
    expect(answer).not.toMatch(/\r\n\r\nsecret/)
  })

  test('that were never built are explained', async () => {
    const server = await startHttps(() => undefined)
    const answer = await ask(server, '/')
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'text/plain; charset=utf-8'])
    expect(answer.text).toContain('have not been built')
  })
})

describe('health', () => {
  test('tells a live host from a ready one', async () => {
    let reason: string | undefined = 'The database is starting'
    const server = await startHttps(() => undefined, { notReady: () => reason })
    expect((await ask(server, '/health/live')).status).toBe(200)
    const starting = await ask(server, '/health/ready')
    expect([starting.status, starting.json['reason']]).toEqual([503, reason])
    reason = undefined
    expect((await ask(server, '/health/ready')).status).toBe(200)
  })
})
