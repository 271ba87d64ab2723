import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createApiKey, deriveKeys, openApiKey, sealApiKey } from '../../../../server/features/auth/keys.ts'
import { ask } from '../../http/https-server.ts'
import { basic, PASSWORD, startAuth } from './auth-server.ts'

describe('fetch_api_key', () => {
  test('answers a user name and password with the account’s key, which opens the API', async () => {
    const server = await startAuth()
    const { id, apiKey } = await server.addUser('Ada@acme.test')
    const answer = await server.fetchKey('ada@ACME.test', PASSWORD)
    expect(answer.json).toEqual({ result: 'success', msg: '', api_key: apiKey, email: 'Ada@acme.test', user_id: id })
    const me = await ask(server, '/api/v1/me', basic('ada@acme.test', apiKey))
    expect(me.json).toMatchObject({ user_id: id, role: 400 })
  })

  test('exists below /api/v1 only, and wants both parameters', async () => {
    const server = await startAuth()
    expect((await ask(server, '/json/fetch_api_key', { form: { username: 'a', password: 'b' } })).status).toBe(404)
    const missing = await ask(server, '/api/v1/fetch_api_key', { form: { username: 'a' } })
    expect(missing.json).toMatchObject({ code: 'REQUEST_VARIABLE_MISSING', var_name: 'password' })
    const json = { method: 'POST', body: '{"username":{"$ne":""},"password":"x"}' }
    const injected = await ask(server, '/api/v1/fetch_api_key', {
      ...json,
      headers: { 'content-type': 'application/json' },
    })
    expect(injected.status).toBe(400)
  })
})

describe('an API key', () => {
  test('has 32 letters and digits, each as likely as any other', () => {
    const keys = Array.from({ length: 5000 }, createApiKey)
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9]{32}$/)
    const counts = new Map<string, number>()
    for (const letter of keys.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    // 2,581 of each are expected, with a deviation of 50; bytes taken modulo 62 would give some 3,125.
    expect(counts.size).toBe(62)
    expect(Math.max(...counts.values())).toBeLessThan(2581 + 6 * 50)
  })

  test('opens nothing when it is wrong, malformed, or another account’s', async () => {
    const server = await startAuth()
    const { apiKey } = await server.addUser('ada@acme.test')
    await server.addUser('grace@acme.test')
    const attempt = async (email: string, key: string) => {
      const { status, json } = await ask(server, '/api/v1/me', basic(email, key))
      return [status, json['code'], json['msg']]
    }
    expect(await attempt('ada@acme.test', createApiKey())).toEqual([401, 'INVALID_API_KEY', 'Invalid API key'])
    expect(await attempt('grace@acme.test', apiKey)).toEqual([401, 'INVALID_API_KEY', 'Invalid API key'])
    expect(await attempt('ada@acme.test', 'short')).toEqual([401, 'INVALID_API_KEY', 'Malformed API key'])
    for (const authorization of ['Bearer x', 'Basic', 'Basic %%%', 'Basic bm9jb2xvbg==', '']) {
      expect((await ask(server, '/api/v1/me', { headers: { authorization } })).status).toBe(401)
    }
  })

  test('is asked for in the database once, however often it is used', async () => {
    const server = await startAuth()
    const { apiKey } = await server.addUser('ada@acme.test')
    await Promise.all(Array.from({ length: 20 }, () => ask(server, '/api/v1/me', basic('ada@acme.test', apiKey))))
    // Behind the back of the host, so the cache is what answers.
    await server.db.query('delete from credential')
    expect((await ask(server, '/api/v1/me', basic('ada@acme.test', apiKey))).status).toBe(200)
  })

  test('is dead at once when its account is deactivated or gets a new one', async () => {
    const server = await startAuth()
    const ada = await server.addUser('ada@acme.test')
    const me = () => ask(server, '/api/v1/me', basic('ada@acme.test', ada.apiKey))
    expect((await me()).status).toBe(200)
    await server.db.query('update user_account set is_active = false where id = $1', [ada.id])
    server.auth.forget(ada.id)
    const refused = await me()
    expect([refused.status, refused.json['code']]).toEqual([401, 'USER_DEACTIVATED'])
    await server.db.query('update user_account set is_active = true where id = $1', [ada.id])
    expect((await me()).status).toBe(200)
    await server.db.withTransaction((tx) => server.auth.createCredential(tx, ada.id, null))
    server.auth.forget(ada.id)
    expect((await me()).json['code']).toBe('INVALID_API_KEY')
  })

  test('carries a change of role as soon as the account is forgotten', async () => {
    const server = await startAuth()
    const ada = await server.addUser('ada@acme.test')
    const role = async () => (await ask(server, '/api/v1/me', basic('ada@acme.test', ada.apiKey))).json['role']
    expect(await role()).toBe(400)
    await server.db.query('update user_account set role = 600')
    server.auth.forget(ada.id)
    expect(await role()).toBe(600)
  })

  test('is nowhere in the database as it is, and opens for its own account and organization only', async () => {
    const key = randomBytes(32)
    const server = await startAuth({ key })
    const { id, apiKey } = await server.addUser('ada@acme.test')
    const rows = await server.db.query<{ text: string }>(
      `select encode(api_key_sealed, 'escape') || encode(api_key_hmac, 'escape') as text from credential`,
    )
    expect(rows[0]?.text).not.toContain(apiKey)
    const keys = deriveKeys(key)
    const sealed = sealApiKey(keys, id, apiKey)
    expect(openApiKey(keys, id, sealed)).toBe(apiKey)
    expect(() => openApiKey(keys, id + 1, sealed)).toThrow()
    expect(() => openApiKey(deriveKeys(randomBytes(32)), id, sealed)).toThrow()
    sealed[20] = (sealed[20] ?? 0) ^ 1
    expect(() => openApiKey(keys, id, sealed)).toThrow()
  })
})
