import { once } from 'node:events'
import { createServer } from 'node:https'
import { expect, onTestFinished, test } from 'vitest'
import { makeLeaf } from '../../server/features/tls/certificate.ts'
import { newKeyPair } from '../../server/features/tls/keys.ts'
import type { ReadyLine } from '../server/cli/host-process.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'
import { LONG, openOffice, untilRunning } from './office.ts'

withDesktop()

/** Somebody else on the port of the host, with a certificate for its name that their own authority signed. */
async function impostor(port: number) {
  const authority = await newKeyPair()
  const leaf = await newKeyPair()
  const issuer = { commonName: 'Hearth at Acme', privateKey: authority.privateKey }
  const cert = makeLeaf(issuer, leaf.publicKey, { dns: ['localhost'], ips: ['127.0.0.1'] }, Date.now())
  const visits: string[] = []
  const server = createServer({ cert, key: leaf.privateKey }, (request, response) => {
    visits.push(request.url ?? '')
    response.end('<h1>Please type your password again</h1>')
  })
  server.listen(port)
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(close)
  return { visits, close }
}

/** Of those that no system gives away by itself: it is given back, and used a while later. */
async function freePort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}

test(
  'the chat opens without a certificate warning, and never from a server that only says it is ours',
  LONG,
  async () => {
    const port = await freePort()
    const { app, page } = await openOffice({ isSetUp: true, args: ['--port', String(port)] })
    await page.getByRole('link', { name: 'Chat' }).click()
    const chat = await app.window('chat')
    await chat.getByLabel('E-mail').waitFor()
    expect(new URL(chat.url()).origin).toBe(new URL((JSON.parse(app.stdout()) as ReadyLine).url).origin)
    expect(await app.isVisible('chat')).toBe(true)

    await app.clickTray('Stop')
    await page.getByRole('heading', { name: 'Hearth is stopped.' }).waitFor()
    const { visits, close } = await impostor(port)
    await expect(chat.reload()).rejects.toThrow(/net::ERR_/)
    await expect(chat.goto(`https://localhost:${port}/`)).rejects.toThrow(/net::ERR_/)
    expect(visits).toEqual([])

    await close()
    await app.clickTray('Start')
    await untilRunning(page)
    await chat.goto(`https://localhost:${port}/`)
    await chat.getByLabel('E-mail').waitFor()
  },
)

test('a chat window that is closed is gone, the host goes on, and it opens again', LONG, async () => {
  const { app, page } = await openOffice({ isSetUp: true })
  await app.clickTray('Open the chat')
  await (await app.window('chat')).getByLabel('E-mail').waitFor()
  await app.closeWindow('chat')
  expect(await app.isVisible('chat')).toBe(false)
  await untilRunning(page)
  await page.evaluate('window.hearth.openChat()')
  await (await app.window('chat')).getByLabel('E-mail').waitFor()
})

test('the chat window follows the host to another port', LONG, async () => {
  const { app, page } = await openOffice({ isSetUp: true })
  await app.clickTray('Open the chat')
  const chat = await app.window('chat')
  await chat.getByLabel('E-mail').waitFor()
  const before = new URL(chat.url()).port
  await app.clickTray('Stop')
  await page.getByRole('heading', { name: 'Hearth is stopped.' }).waitFor()
  await app.clickTray('Start')
  await untilRunning(page)
  await expect.poll(() => new URL(chat.url()).port).not.toBe(before)
  await chat.getByLabel('E-mail').waitFor()
})
