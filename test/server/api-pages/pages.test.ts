import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contextOf } from '../../../server/http/context.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { startChat } from '../features/chat-api.ts'
import { ask } from '../http/https-server.ts'

const FRAME = join(import.meta.dirname, '../../../renderer/api/index.html')

test('the API’s pages need no login, no script and nothing from elsewhere', async () => {
  const webRoot = await tempFolder()
  const chat = await startChat({ webRoot })
  const get = (path: string) => ask(chat, path)
  expect(await get('/api/')).toMatchObject({ status: 503 })
  mkdirSync(join(webRoot, 'api'))
  cpSync(FRAME, join(webRoot, 'api/index.html'))

  const index = await get('/api/')
  expect(index.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
  expect(index.headers['content-security-policy']).toContain("script-src 'self'")
  expect(await get('/api')).toMatchObject({ status: 308, headers: { location: '/api/' } })
  const pages = ['/api/', '/api/errors', '/api/?q=message']
  for (const { operation, method, path } of contextOf(chat.app).endpoints) {
    expect(index.text).toContain(`href="/api/${operation}"`)
    const { status, text } = await get(`/api/${operation}`)
    expect(status, operation).toBe(200)
    expect(text).toContain(`<b class="method">${method}</b><code>/`)
    expect(text).toContain(`${path.replace(/:(\w+)/g, '{$1}')}</code>`)
    expect(text, operation).toMatch(/<h3>curl<\/h3>.*<h2>Answer<\/h2>.*<h2>When it fails<\/h2>/s)
    pages.push(`/api/${operation}`)
  }
  for (const page of pages) {
    const { text } = await get(page)
    expect(text, page).not.toMatch(/<script|\sstyle=|\son\w+="|(?:src|href|action)="(?!\/|#|\.\.?\/)/)
  }
  for (const path of ['/api/nonsense', '/api/v1', '/api/send-message/x', '/api/__proto__']) {
    expect((await get(path)).json, path).toMatchObject({ code: 'NOT_FOUND' })
  }
})

test('parameters have types, calls go to this server, searches find and repeat nothing as HTML', async () => {
  const webRoot = await tempFolder()
  mkdirSync(join(webRoot, 'api'))
  cpSync(FRAME, join(webRoot, 'api/index.html'))
  const chat = await startChat({ webRoot })
  const text = async (path: string) => (await ask(chat, path)).text
  const send = await text('/api/send-message')
  expect(send).toMatch(/<code>type<\/code>\s*<span class="type">&quot;direct&quot;.*required/s)
  expect(send).toContain('curl -sS -X POST https://chat.acme.test/api/v1/messages')
  expect(send).toContain('client.call_endpoint(&quot;messages&quot;, method=&quot;POST&quot;, request={')
  expect(await text('/api/get-messages')).toContain('-G')
  const linkifier = await text('/api/add-linkifier')
  expect(linkifier).toContain('text of up to 1000 characters')
  expect(await text('/api/update-realm')).toMatch(
    /<code>message_retention_days<\/code><span class="type">&quot;unlimited&quot; or integer</,
  )
  expect(await text('/api/register-queue')).toContain('× [text of up to 200 characters, text of up to 200 characters]')
  expect(await text('/api/create-user-group')).toMatch(/A permission, such as can_add_members_group, is a group’s id/)
  expect(linkifier).toContain(`--data-urlencode &#39;pattern=#(?P&lt;id&gt;[0-9]+)&#39;`)
  expect(await text('/api/upload-file')).toContain('-F file=@hearth.png')
  expect(await text('/api/?q=read+receipts')).toContain('href="/api/get-read-receipts"')
  expect(await text('/api/?q=receipts+octopus')).toContain('Nothing here has')
  const hostile = await text(`/api/?q=${encodeURIComponent('"><script>alert(1)</script>$&$1')}`)
  expect(hostile).not.toContain('<script>')
  expect(hostile).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;$&amp;$1"')
  expect(await ask(chat, `/api/?q=a&q=${'x'.repeat(5000)}`)).toMatchObject({ status: 200 })
})
