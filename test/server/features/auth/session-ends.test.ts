import { expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { cookieOf, PASSWORD, startAuth } from './auth-server.ts'

const soon = () => new Promise((resolve) => setTimeout(resolve, 100))

test('whoever waits for a session hears of its end: logout, a new login, a new password, deactivation, expiry', async () => {
  const server = await startAuth()
  const { auth, db } = server
  const { id } = await server.addUser('ada@acme.test')
  const ended: string[] = []
  /** A session of Ada's that is waited for. */
  const open = async (name: string) => {
    const answer = await server.login('ada@acme.test', PASSWORD)
    const session = (await auth.listSessions(id)).find((s) => !known.has(s.id))?.id ?? ''
    known.add(session)
    const cookie = cookieOf(answer)
    const headers = { cookie, 'x-csrftoken': String(answer.json['csrf_token']) }
    return { session, headers, off: auth.onSessionEnd(id, session, () => void ended.push(name)) }
  }
  const known = new Set<string>()

  const first = await open('logout')
  const replaced = await open('new login')
  const left = await open('left')
  await open('password')
  left.off()
  auth.forget(id)
  await soon()
  expect(ended, 'a new role or name ends nothing').toEqual([])

  await ask(server, '/json/logout', { method: 'POST', headers: first.headers })
  await expect.poll(() => ended).toEqual(['logout'])
  auth.onSessionEnd(id, first.session, () => void ended.push('too late'))
  await expect.poll(() => ended).toEqual(['logout', 'too late'])

  const form = { username: 'ada@acme.test', password: PASSWORD }
  await ask(server, '/json/login', { form, headers: { cookie: replaced.headers.cookie } })
  await expect.poll(() => ended.slice(2)).toEqual(['new login'])

  const password = await auth.preparePassword('a kettle for everyone')
  await db.withTransaction(async (tx) => {
    await auth.createCredential(tx, id, password)
    await auth.endSessions(tx, id)
  })
  auth.forget(id)
  await expect.poll(() => ended.slice(3)).toEqual(['password'])
})

test('expiry is told when it is noticed, deactivation at once', async () => {
  const server = await startAuth()
  const { auth, db } = server
  const { id } = await server.addUser('ada@acme.test')
  const ended: string[] = []
  await server.login('ada@acme.test', PASSWORD)
  const [row] = await auth.listSessions(id)
  auth.onSessionEnd(id, row?.id ?? '', () => void ended.push('deactivated'))
  await db.withTransaction(async (tx) => {
    await tx.query('update user_account set is_active = false where id = $1', [id])
    await auth.endSessions(tx, id)
  })
  auth.forget(id)
  await expect.poll(() => ended).toEqual(['deactivated'])

  await db.query('update user_account set is_active = true')
  const answer = await server.login('ada@acme.test', PASSWORD)
  const [second] = await auth.listSessions(id)
  auth.onSessionEnd(id, second?.id ?? '', () => void ended.push('expired'))
  await soon()
  await db.query(`update session set last_used_at = now() - interval '15 days'`)
  await ask(server, '/json/me', { headers: { cookie: cookieOf(answer) } })
  await expect.poll(() => ended).toEqual(['deactivated', 'expired'])
})
