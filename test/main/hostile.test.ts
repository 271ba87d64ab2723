import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import type { AdminReply } from '../../server/contract/admin/reply.ts'
import { SHELL_CHANNELS } from '../../server/contract/shell.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'
import { ask, LONG, type Office, openOffice } from './office.ts'

withDesktop()

const EVIL = 'https://evil.example'
const OURS = 'app://hearth'
const PAGE = { origin: OURS, isMain: true }

/** A page of somebody in the network, which notes who comes. */
async function trap(): Promise<{ url: string; visits: string[] }> {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end('<title>got you</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/trap`, visits }
}

async function openChat({ app, page }: Office): Promise<Page> {
  await page.evaluate('window.hearth.openChat()')
  const chat = await app.window('chat')
  await chat.getByLabel('E-mail').waitFor()
  return chat
}

/** Until the attempt has either failed or come through. */
async function attempt(page: Page, script: string): Promise<void> {
  const options = { timeout: 2_000 }
  const outcome = Promise.race([
    page.waitForEvent('requestfailed', options),
    page.waitForEvent('framenavigated', options),
  ])
  await page.evaluate(script)
  await outcome.catch(() => undefined)
}

test('no page leaves its home', LONG, async () => {
  const office = await openOffice({ isSetUp: true })
  const chat = await openChat(office)
  const { url, visits } = await trap()
  for (const page of [chat, office.page]) {
    const home = page.url()
    await attempt(page, `void (location.href = ${JSON.stringify(url)})`)
    await attempt(page, `void location.replace(${JSON.stringify(url)})`)
    await attempt(page, `{ const a = document.createElement('a'); a.href = ${JSON.stringify(url)}; a.click() }`)
    expect(page.url()).toBe(home)
  }
  expect(visits).toEqual([])

  const { forge } = office.app
  if (!forge) return
  const own = new URL(chat.url()).origin
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    for (const where of [
      url,
      EVIL,
      `${own}@evil.example`,
      'file:///etc/passwd',
      'data:text/html,x',
      'about:blank',
      '',
    ]) {
      expect(await forge.navigate('chat', event, where), `${event} ${where}`).toBe(true)
      expect(await forge.navigate('admin', event, where), `${event} ${where}`).toBe(true)
    }
    expect(await forge.navigate('chat', event, `${own}/#narrow`), 'its own pages').toBe(false)
    expect(await forge.navigate('chat', event, `${OURS}/admin/index.html`)).toBe(true)
    expect(await forge.navigate('admin', event, own)).toBe(true)
    expect(await forge.navigate('admin', event, 'app://other/admin/index.html')).toBe(true)
  }
})

test('a link opens in the own browser of the person, if a browser is what opens it', LONG, async () => {
  const office = await openOffice({ isSetUp: true })
  const chat = await openChat(office)
  const addresses = ['file:///etc/passwd', 'javascript:alert(1)', 'smb://evil.example/share', 'ms-msdt:/id', OURS]
  const good = ['https://example.test/a?b=1', 'http://example.test/', 'mailto:ada@acme.test']
  for (const page of [office.page, chat]) {
    for (const address of [...addresses, ...good]) await page.evaluate(`void window.open(${JSON.stringify(address)})`)
  }
  await expect.poll(async () => (await office.app.recorded()).opened).toEqual([...good, ...good])
  const { forge } = office.app
  if (!forge) return
  for (const address of [...addresses, ...good, chat.url()]) {
    expect(await forge.opensWindow('chat', address), address).toBe(false)
    expect(await forge.opensWindow('admin', address), address).toBe(false)
  }
})

test('the chat may notify and copy, and nobody anything else', LONG, async () => {
  const office = await openOffice({ isSetUp: true })
  const chat = await openChat(office)
  const locate = 'new Promise((found) => navigator.geolocation.getCurrentPosition(found, (e) => found(e.code)))'
  const listen = 'navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "heard", (e) => e.name)'
  for (const page of [chat, office.page]) {
    expect(await page.evaluate(locate)).toBe(1)
    expect(await page.evaluate(listen)).toBe('NotAllowedError')
  }
  expect(await chat.evaluate('Notification.requestPermission()')).toBe('granted')
  expect(await office.page.evaluate('Notification.requestPermission()')).toBe('denied')
  await chat.evaluate('navigator.clipboard.writeText("from the chat")')
  await expect.poll(async () => (await office.app.recorded()).copied).toBe('from the chat')

  const { forge } = office.app
  if (!forge) return
  const own = chat.url()
  expect(await forge.requestPermission('chat', 'notifications', own)).toBe(true)
  expect(await forge.requestPermission('chat', 'notifications', own, false)).toBe(false)
  for (const permission of ['notifications', 'clipboard-sanitized-write', 'media', 'clipboard-read', 'openExternal']) {
    for (const window of ['chat', 'admin'] as const) {
      expect(await forge.requestPermission(window, permission, EVIL)).toBe(false)
      expect(await forge.checkPermission(window, permission, EVIL)).toBe(false)
    }
  }
  for (const permission of ['media', 'geolocation', 'clipboard-read', 'fullscreen', 'hid', 'usb', 'unknown']) {
    expect(await forge.requestPermission('chat', permission, own), permission).toBe(false)
    expect(await forge.checkPermission('chat', permission, own), permission).toBe(false)
  }
})

test('the chat knows nothing of the administration: no bridge, no scheme', LONG, async () => {
  const office = await openOffice({ isSetUp: true })
  const chat = await openChat(office)
  expect(await chat.evaluate('typeof window.hearth')).toBe('undefined')
  const fetched = await chat.evaluate(`fetch('${OURS}/admin/index.html').then((r) => r.status, () => 'refused')`)
  expect(fetched).toBe('refused')
  expect(await office.page.evaluate('Object.keys(window.hearth).sort().join()')).toBe(
    'admin,onState,openChat,quit,start,state',
  )
  if (office.app.forge) expect(await office.app.forge.custom('chat', `${OURS}/admin/index.html`)).toBeNull()
})

test('only the main frame of the administration is answered over IPC', LONG, async (context) => {
  const office = await openOffice({ isSetUp: true })
  const { forge } = office.app
  context.skip(!forge, 'forged calls need the stand-in')
  if (!forge) return
  await openChat(office)
  const call = [SHELL_CHANNELS.admin, 'appliance.status', '{}'] as const
  expect(await forge.invoke('admin', PAGE, ...call)).toContain('"ok":true')
  const strangers = [
    ['admin', null],
    ['admin', { origin: OURS, isMain: false }],
    ['admin', { origin: EVIL, isMain: true }],
    ['admin', { origin: 'null', isMain: true }],
    ['admin', { origin: 'app://hearth.evil', isMain: true }],
    ['chat', PAGE],
    ['chat', { origin: 'https://localhost', isMain: true }],
  ] as const
  for (const [window, frame] of strangers) {
    for (const channel of Object.values(SHELL_CHANNELS)) {
      const args = channel === SHELL_CHANNELS.admin ? ['appliance.stop', '{}'] : []
      await expect(forge.invoke(window, frame, channel, ...args), `${window} ${channel}`).rejects.toThrow(
        /Only the administration|No handler/,
      )
    }
  }
  expect(await ask(office.page, 'appliance.status')).toMatchObject({ ok: true })
})

test('what is no operation, no JSON or too large is a failure that harms nothing', LONG, async () => {
  const { app, page } = await openOffice()
  const given: Record<string, string> = {
    '{ port: 10n }': 'INVALID_JSON',
    '(() => { const round = {}; round.round = round; return round })()': 'INVALID_JSON',
    '() => 1': 'INVALID_JSON',
    '"x".repeat(1024 * 1024)': 'PAYLOAD_TOO_LARGE',
    'new Array(10_000).fill("ä".repeat(100))': 'PAYLOAD_TOO_LARGE',
    '{ toString: 1, ["__proto__"]: null }': 'BAD_REQUEST',
    '[]': 'BAD_REQUEST',
  }
  for (const [input, code] of Object.entries(given)) {
    const reply = await page.evaluate<AdminReply>(`window.hearth.admin('settings.update', ${input})`)
    expect(reply, input).toMatchObject({ ok: false, error: { code } })
  }
  for (const name of ['nothing.here', '__proto__', 'constructor', 'hasOwnProperty']) {
    expect(await ask(page, name), name).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  }
  const { forge } = app
  if (forge) {
    const raw: unknown[][] = [[], [5, '{}'], ['appliance.status'], ['appliance.status', {}], ['x'.repeat(101), '{}']]
    for (const args of [...raw, ['appliance.status', '{}', 'more'], [null, null]]) {
      const answer = await forge.invoke('admin', PAGE, SHELL_CHANNELS.admin, ...args)
      expect(answer, JSON.stringify(args)).toMatch(/"ok":false.*BAD_REQUEST/)
    }
    expect(await forge.invoke('admin', PAGE, SHELL_CHANNELS.admin, 'appliance.status', '{not json')).toMatch(
      /INVALID_JSON/,
    )
    await expect(forge.invoke('admin', PAGE, SHELL_CHANNELS.quit, 'now')).rejects.toThrow()
  }
  expect(await ask(page, 'appliance.status')).toMatchObject({ ok: true })
})
