import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { PasswordHasher } from '../../../../server/features/auth/passwords.ts'
import { LoginThrottle } from '../../../../server/features/auth/throttle.ts'
import { cpuMsSince } from '../../../support/processor-time.ts'
import { ask } from '../../http/https-server.ts'
import { basic, PASSWORD, startAuth } from './auth-server.ts'

describe('a password', () => {
  test('is stored as argon2id with 64 MiB and three passes', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    const [row] = await server.db.query<{ password_hash: string }>('select password_hash from credential')
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
  })

  test.for([
    ['seven b', 'too short'],
    ['é'.normalize('NFD').repeat(7), 'too short'],
    ['x'.repeat(1001), 'too long'],
  ])('of a wrong length is refused: %s', async ([password = '', reason]) => {
    await expect(new PasswordHasher().prepare(password)).rejects.toThrow(reason)
  })

  test('counts in full, beyond 72 bytes, with any character, in either form of Unicode', async () => {
    const hasher = new PasswordHasher()
    const long = `${'x'.repeat(500)}é 😀 \t`
    const { hash: stored } = await hasher.prepare(long)
    expect(await hasher.verify(stored, long.normalize('NFD'))).toBe(true)
    expect(await hasher.verify(stored, `${long.slice(0, -1)} `)).toBe(false)
    expect(await hasher.verify(stored, 'x'.repeat(72))).toBe(false)
  })

  test('is hashed anew at the next login when the parameters have changed', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    const weak = await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
    await server.db.query('update credential set password_hash = $1', [weak])
    const stored = async () =>
      (await server.db.query<{ password_hash: string }>('select password_hash from credential'))[0]?.password_hash
    expect((await server.fetchKey('ada@acme.test', 'wrong password')).status).toBe(401)
    expect(await stored()).toBe(weak)
    expect((await server.fetchKey('ada@acme.test', PASSWORD)).status).toBe(200)
    expect(await stored()).toContain('m=65536,t=3,p=1')
    expect((await server.fetchKey('ada@acme.test', PASSWORD)).status).toBe(200)
  })
})

describe('a failed login (attack: finding out who has an account)', () => {
  test('looks the same and does the same work whatever the reason', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    await server.addUser('bot@acme.test', null)
    const gone = await server.addUser('gone@acme.test')
    await server.db.query('update user_account set is_active = false where id = $1', [gone.id])
    const answers = new Set<string>()
    for (const username of [
      'ada@acme.test',
      'nobody@acme.test',
      'bot@acme.test',
      'gone@acme.test',
      '',
      'x'.repeat(9999),
    ]) {
      for (const attempt of [server.fetchKey, server.login]) {
        const before = server.hasher.started
        const { status, text, headers } = await attempt(username, 'a wrong password')
        expect(server.hasher.started - before).toBe(1)
        answers.add(`${status} ${text} ${Object.keys(headers).join()}`.replaceAll('Basic', 'Session'))
      }
    }
    expect([...answers]).toHaveLength(1)
    expect([...answers][0]).toContain('"code":"AUTHENTICATION_FAILED"')
  })

  test('takes as long for an unknown account as for a wrong password', async () => {
    const hasher = new PasswordHasher()
    const { hash: stored } = await hasher.prepare(PASSWORD)
    const time = async (against: string | null) => {
      const start = process.cpuUsage()
      await hasher.verify(against, 'a wrong password')
      return cpuMsSince(start)
    }
    const [unknown, wrong]: [number[], number[]] = [[], []]
    // In turns, so that both meet whatever else the machine does.
    for (let i = 0; i < 9; i++) {
      unknown.push(await time(null))
      wrong.push(await time(stored))
    }
    const ratio = Math.min(...unknown) / Math.min(...wrong)
    // Loose, all the same; without the dummy it would be below a thousandth.
    expect(ratio).toBeGreaterThan(0.3)
    expect(ratio).toBeLessThan(3)
  })

  test('tells of the deactivation only who knows the password', async () => {
    const server = await startAuth()
    const { id } = await server.addUser('gone@acme.test')
    await server.db.query('update user_account set is_active = false where id = $1', [id])
    const answer = await server.fetchKey('gone@acme.test', PASSWORD)
    expect([answer.status, answer.json['code']]).toEqual([401, 'USER_DEACTIVATED'])
    expect((await server.login('gone@acme.test', PASSWORD)).headers['set-cookie']).toBeUndefined()
  })
})

describe('a flood of logins', () => {
  test('leaves a cheap request its turn', async () => {
    const server = await startAuth()
    const { apiKey } = await server.addUser('ada@acme.test')
    const me = () => ask(server, '/api/v1/me', basic('ada@acme.test', apiKey))
    await me()
    let done = 0
    const flood = Array.from({ length: 20 }, (_, i) =>
      server.login(`user${i}@acme.test`, PASSWORD).then(() => {
        done += 1
      }),
    )
    const times: number[] = []
    const begun = performance.now()
    while (done < 20) {
      const start = performance.now()
      expect((await me()).status).toBe(200)
      times.push(performance.now() - start)
    }
    await Promise.all(flood)
    const whole = performance.now() - begun
    times.sort((a, b) => a - b)
    // Behind the twenty hashes a request would have taken as long as all of them.
    expect(times.length).toBeGreaterThan(10)
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(whole / 4)
  })

  test('is hashed two at a time', async () => {
    const hasher = new PasswordHasher()
    const all = Array.from({ length: 5 }, () => hasher.verify(null, 'x'))
    expect(hasher.started).toBe(2)
    await Promise.all(all)
    expect(hasher.started).toBe(5)
  })

  test('beyond what may wait is refused with SERVICE_UNAVAILABLE', async () => {
    const hasher = new PasswordHasher(1, 2)
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.verify(null, 'x')))
    expect(results.map(({ status }) => status)).toEqual([...Array(3).fill('fulfilled'), ...Array(2).fill('rejected')])
    expect(results[4]).toMatchObject({ reason: { code: 'SERVICE_UNAVAILABLE' } })
    expect(await hasher.verify(null, 'x')).toBe(false)
  })
})

describe('the login throttle', () => {
  const fail = () => Promise.resolve(undefined)
  const succeed = () => Promise.resolve('ok')

  test('blocks an account from an address after five failures, for both ways to log in', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    for (let i = 0; i < 5; i++) expect((await server.login('ada@acme.test', 'a wrong password')).status).toBe(401)
    const hashes = server.hasher.started
    for (const attempt of [server.login, server.fetchKey]) {
      const answer = await attempt('ADA@acme.test', PASSWORD)
      expect([answer.status, answer.json['code']]).toEqual([429, 'RATE_LIMIT_HIT'])
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(1700)
    }
    expect(server.hasher.started).toBe(hashes)
  })

  test('does not let parallel guesses pass together', async () => {
    const server = await startAuth()
    await server.addUser('ada@acme.test')
    const hashes = server.hasher.started
    const guesses = Array.from({ length: 20 }, (_, i) => server.login('ada@acme.test', `guess number ${i}`))
    const statuses = (await Promise.all(guesses)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(15)
    expect(server.hasher.started - hashes).toBe(5)
  })

  test('forgets failures after a success, and after half an hour', async () => {
    let now = 0
    const throttle = new LoginThrottle(1, 10, () => now)
    for (let i = 0; i < 4; i++) await throttle.attempt('ada', '10.0.0.1', fail)
    expect(await throttle.attempt('ada', '10.0.0.1', succeed)).toBe('ok')
    for (let i = 0; i < 5; i++) await throttle.attempt('ada', '10.0.0.1', fail)
    await expect(throttle.attempt('ada', '10.0.0.1', succeed)).rejects.toMatchObject({ code: 'RATE_LIMIT_HIT' })
    now = 30 * 60_000 + 1
    expect(await throttle.attempt('ada', '10.0.0.1', succeed)).toBe('ok')
  })

  test('never locks an account for other addresses: fifty failures only delay it', async () => {
    const throttle = new LoginThrottle(200, 1)
    for (let i = 0; i < 50; i++) await throttle.attempt('owner', `10.0.0.${i}`, fail)
    const start = performance.now()
    const own = throttle.attempt('owner', '10.1.1.1', succeed)
    // What waits is bounded as well.
    await new Promise(setImmediate)
    await expect(throttle.attempt('owner', '10.1.1.2', succeed)).rejects.toMatchObject({ code: 'RATE_LIMIT_HIT' })
    expect(await own).toBe('ok')
    expect(performance.now() - start).toBeGreaterThan(190)
  })

  test('lets nobody lock a colleague out of an account, or an office of one IPv6 network out of all', async () => {
    let now = 0
    const throttle = new LoginThrottle(1, 10, () => now)
    for (let i = 0; i < 5; i++) await throttle.attempt('ada', '2001:db8:1:2::bad', fail)
    await expect(throttle.attempt('ada', '2001:db8:1:2::bad', succeed)).rejects.toMatchObject({
      code: 'RATE_LIMIT_HIT',
    })
    expect(await throttle.attempt('ada', '2001:db8:1:2::ada', succeed)).toBe('ok')
    // Everybody's first morning with a new password, all within a minute.
    for (let i = 0; i < 50 * 4; i++) {
      now += 300
      await throttle.attempt(`user${i % 50}`, `2001:db8:1:2::${i % 50}`, fail)
    }
    expect(await throttle.attempt('user7', '2001:db8:1:2::7', succeed)).toBe('ok')
  })

  test('blocks an address after three hundred failures in ten minutes, an IPv6 network as one', async () => {
    let now = 0
    const throttle = new LoginThrottle(1, 10, () => now)
    for (let i = 0; i < 300; i++) await throttle.attempt(`user${i}`, `2001:db8:1:2::${i}`, fail)
    await expect(throttle.attempt('ada', '2001:db8:1:2:aaaa::', succeed)).rejects.toMatchObject({
      code: 'RATE_LIMIT_HIT',
    })
    expect(await throttle.attempt('ada', '2001:db8:1:3::1', succeed)).toBe('ok')
    now = 10 * 60_000 + 1
    expect(await throttle.attempt('ada', '2001:db8:1:2::1', succeed)).toBe('ok')
  })
})

test('no password, key, token or cookie is ever logged', async () => {
  const server = await startAuth()
  const { apiKey } = await server.addUser('ada@acme.test')
  const login = await server.login('ada@acme.test', PASSWORD)
  const secrets = [
    PASSWORD,
    apiKey,
    String(login.json['csrf_token']),
    login.headers['set-cookie']?.[0]?.split(/[=;]/)[1],
  ]
  await server.login('ada@acme.test', 'canary-password')
  await server.login('canary-password', 'canary-password')
  await ask(server, '/api/v1/me', basic('ada@acme.test', 'canary-key'))
  await ask(server, '/json/change?api_key=canary-query', { method: 'POST', headers: { cookie: 'a=canary-cookie' } })
  await server.db.query('alter table credential rename to gone')
  const broken = await server.fetchKey('ada@acme.test', 'canary-password')
  expect([broken.status, broken.json['msg']]).toEqual([500, 'Internal server error'])
  await ask(server, '/api/v1/me', basic('ada@acme.test', `canary0${apiKey.slice(7)}`))
  expect(server.logged()).toContain('A login failed')
  expect(server.logged()).toContain('A request failed')
  expect(server.logged()).not.toContain('canary')
  for (const secret of secrets) expect(server.logged()).not.toContain(secret)
})
