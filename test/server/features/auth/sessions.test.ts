import { describe, expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { type AuthServer, cookieOf, PASSWORD, startAuth } from './auth-server.ts'

async function loggedIn(server: AuthServer, email = 'ada@acme.test') {
  const answer = await server.login(email, PASSWORD)
  expect(answer.status).toBe(200)
  const cookie = cookieOf(answer)
  const headers = { cookie, 'x-csrftoken': String(answer.json['csrf_token']) }
  return {
    answer,
    headers,
    me: () => ask(server, '/json/me', { headers: { cookie } }),
    post: (path: string, more: Record<string, string> = headers) =>
      ask(server, path, { method: 'POST', headers: more }),
  }
}

describe('a browser session', () => {
  test('begins with a cookie that only this appliance’s pages can use', async () => {
    const server = await startAuth()
    const { id } = await server.addUser('ada@acme.test')
    const { answer, me } = await loggedIn(server)
    expect(answer.json).toMatchObject({ user_id: id, email: 'ada@acme.test', csrf_token: expect.any(String) })
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-hearth-[0-9a-f]{6}=[\w-]{43}; Path=\/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax$/,
      ),
    ])
    expect((await me()).json['user_id']).toBe(id)
  })

  test('tells its page the CSRF token anew, and nobody else', async () => {
    const server = await startAuth()
    const { id } = await server.addUser('ada@acme.test')
    const { headers } = await loggedIn(server)
    const answer = await ask(server, '/json/session', { headers: { cookie: headers.cookie } })
    expect(answer.json).toMatchObject({ user_id: id, csrf_token: headers['x-csrftoken'] })
    expect((await ask(server, '/json/session')).status).toBe(401)
    expect((await ask(server, '/json/session', { headers: { cookie: `${headers.cookie}x` } })).status).toBe(401)
  })

  test('writes with its own token only, not with that of another session', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    const first = await loggedIn(server)
    const second = await loggedIn(server)
    expect((await first.post('/json/change')).status).toBe(200)
    const mixed = { cookie: first.headers.cookie, 'x-csrftoken': second.headers['x-csrftoken'] }
    expect((await first.post('/json/change', mixed)).json['code']).toBe('CSRF_FAILED')
  })

  test('ends with the logout, on this browser and in the database', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    const { me, post } = await loggedIn(server)
    const other = await loggedIn(server)
    const answer = await post('/json/logout')
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"')
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-hearth-\w{6}=; Path=\/; Max-Age=0; /)
    expect((await me()).status).toBe(401)
    expect((await other.me()).status).toBe(200)
    expect(await server.db.query('select * from session')).toHaveLength(1)
  })

  test('has a new id after each login, and the old one is dead', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    await server.addUser('grace@acme.test')
    const ada = await loggedIn(server)
    const form = { username: 'grace@acme.test', password: PASSWORD }
    const answer = await ask(server, '/json/login', { form, headers: { cookie: ada.headers.cookie } })
    expect(cookieOf(answer)).not.toBe(ada.headers.cookie)
    expect((await ada.me()).status).toBe(401)
  })

  test.for([
    ['14 days without use', `last_used_at = now() - interval '14 days 1 minute'`],
    ['90 days, however much it is used', `created_at = now() - interval '90 days 1 minute'`],
  ])('ends after %s', async ([, change = '']) => {
    const server = await startAuth()
    const { id } = await server.addUser('ada@acme.test')
    const { me } = await loggedIn(server)
    expect((await me()).status).toBe(200)
    await server.db.query(`update session set ${change}`)
    server.auth.forget(id)
    expect((await me()).status).toBe(401)
    expect(await server.auth.listSessions(id)).toEqual([])
  })

  test('notes its use now and then, not at every request', async () => {
    const server = await startAuth()
    const { id } = await server.addUser('ada@acme.test')
    const { me } = await loggedIn(server)
    const age = async () => {
      const [row] = await server.db.query<{ age: number }>(
        'select extract(epoch from now() - last_used_at)::int as age from session',
      )
      return row?.age ?? 0
    }
    await server.db.query(`update session set last_used_at = now() - interval '5 minutes'`)
    server.auth.forget(id)
    await me()
    expect(await age()).toBeGreaterThanOrEqual(300)
    await server.db.query(`update session set last_used_at = now() - interval '11 minutes'`)
    server.auth.forget(id)
    await me()
    await expect.poll(age).toBeLessThan(60)
  })

  test('is listed with its device and can be ended from another', async () => {
    const server = await startAuth()
    const { id } = await server.addUser('ada@acme.test')
    const grace = await server.addUser('grace@acme.test')
    const first = await loggedIn(server)
    const second = await loggedIn(server)
    const sessions = await server.auth.listSessions(id)
    expect(sessions).toHaveLength(2)
    expect(sessions[0]).toMatchObject({ ip: '127.0.0.1', userAgent: '' })
    const [newest, oldest] = sessions
    await expect(server.auth.revokeSession(grace.id, oldest?.id ?? '')).rejects.toThrow('ended already')
    await server.auth.revokeSession(id, oldest?.id ?? '')
    expect((await first.me()).status).toBe(401)
    expect((await second.me()).status).toBe(200)
    const third = await loggedIn(server)
    await server.auth.revokeSessions(id, newest?.id)
    expect([(await second.me()).status, (await third.me()).status]).toEqual([200, 401])
  })

  test('is dead at once when its account is deactivated', async () => {
    const server = await startAuth()
    const { id } = await server.addUser('ada@acme.test')
    const { me } = await loggedIn(server)
    await server.db.withTransaction(async (tx) => {
      await tx.query('update user_account set is_active = false where id = $1', [id])
      await server.auth.endSessions(tx, id)
    })
    server.auth.forget(id)
    expect((await me()).status).toBe(401)
    await server.db.query('update user_account set is_active = true')
    expect((await me()).status).toBe(401)
  })
})
