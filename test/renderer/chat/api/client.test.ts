import { describe, expect, test } from 'vitest'
import { Client, Refused, Unreachable } from '../../../../renderer/chat/api/client.ts'
import { FakeHost, later, networkFailure, refusal } from '../../support/fake-host.ts'

const READ = 'GET /thing'
const WRITE = 'POST /thing'

describe('a call', () => {
  test('carries texts as they are and everything else as JSON, and leaves out what is not given', async () => {
    const host = new FakeHost().on(WRITE, () => ({}))
    const values = { text: '"a" & b=ü\n', id: 5, yes: true, ids: [1, 2], none: null, gone: undefined, of: { a: 'é' } }
    await new Client().call('POST', '/thing', values)
    expect(Object.fromEntries(host.calls[0]?.form ?? [])).toEqual({
      ...{ text: '"a" & b=ü\n', id: '5', yes: 'true', ids: '[1,2]', none: 'null', of: '{"a":"é"}' },
    })
  })

  test('to read has its values in the address, and no token', async () => {
    const host = new FakeHost().on(READ, () => ({ name: 'Acme' }))
    const client = new Client()
    client.csrfToken = 'secret'
    expect(await client.call('GET', '/thing', { q: 'a b&c' })).toMatchObject({ name: 'Acme' })
    expect(host.calls[0]?.form.get('q')).toBe('a b&c')
    expect(host.calls[0]?.init).toMatchObject({ method: 'GET', credentials: 'same-origin', cache: 'no-store' })
    expect(host.calls[0]?.init).not.toHaveProperty('body')
    expect(JSON.stringify(host.calls[0]?.init.headers ?? '')).not.toContain('secret')
  })

  test.each(['POST', 'PATCH', 'DELETE'] as const)(
    'to write by %s has its values in the body, and the token',
    async (method) => {
      const host = new FakeHost().on(`${method} /thing`, () => ({}))
      const client = new Client()
      client.csrfToken = 'secret'
      await client.call(method, '/thing', { name: 'x' })
      expect(host.calls[0]?.init.body).toBeInstanceOf(URLSearchParams)
      expect(host.calls[0]?.init).toMatchObject({ method, headers: { 'x-csrftoken': 'secret' } })
    },
  )

  test('can be broken off', async () => {
    const host = new FakeHost().on(READ, ({ init }) => {
      const answer = later<object>()
      init.signal?.addEventListener('abort', () => answer.reject(new DOMException('stopped', 'AbortError')))
      return answer.promise
    })
    const stop = new AbortController()
    const call = new Client().call('GET', '/thing', {}, stop.signal)
    expect(host.calls).toHaveLength(1)
    stop.abort()
    await expect(call).rejects.toBeInstanceOf(Unreachable)
  })
})

describe('a refusal', () => {
  async function refused(response: Response): Promise<Refused> {
    new FakeHost().on(READ, () => response)
    const error: unknown = await new Client().call('GET', '/thing').catch((thrown: unknown) => thrown)
    if (error instanceof Refused) return error
    throw new Error('It was not refused', { cause: error })
  }

  test('is in the words of the host', async () => {
    const error = await refused(refusal(400, 'BAD_REQUEST', 'No such topic', { reason: 'topic' }))
    expect(error).toMatchObject({ status: 400, code: 'BAD_REQUEST', message: 'No such topic', reason: 'topic' })
    expect([error.isTemporary, error.retryAfter]).toEqual([false, 0])
  })

  test('without words is one, too', async () => {
    expect(await refused(Response.json({}, { status: 403 }))).toMatchObject({
      code: 'UNKNOWN',
      message: '',
      reason: '',
    })
  })

  test('says when a limited call is allowed again', async () => {
    const error = await refused(refusal(429, 'RATE_LIMIT_HIT', 'slow down', { 'retry-after': 2.5 }))
    expect([error.isTemporary, error.retryAfter]).toEqual([true, 2.5])
  })

  test.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [413, false],
    [429, true],
    [500, true],
    [503, true],
  ])('with %i is temporary: %s', async (status, isTemporary) => {
    expect((await refused(refusal(status, 'X'))).isTemporary).toBe(isTemporary)
  })

  test('stays one when a status of success comes with it', async () => {
    expect((await refused(refusal(200, 'BAD_REQUEST'))).status).toBe(200)
  })
})

describe('a host is unreachable', () => {
  const call = () => new Client().call('GET', '/thing')

  test('when the network fails', async () => {
    new FakeHost().on(READ, networkFailure)
    await expect(call()).rejects.toBeInstanceOf(Unreachable)
    await expect(call()).rejects.toMatchObject({ cause: expect.any(TypeError) })
  })

  test('when something in between answers in its stead, or the answer breaks off', async () => {
    const host = new FakeHost()
    for (const text of ['<html>Sign in to the hotel</html>', '{"result":"succ', '']) {
      host.on(READ, () => new Response(text, { status: 200 }))
      await expect(call(), text).rejects.toBeInstanceOf(Unreachable)
      host.on(READ, () => new Response(text, { status: 502 }))
      await expect(call(), text).rejects.toBeInstanceOf(Unreachable)
    }
  })

  test.each(['null', '5', '"ok"'])('when the answer is JSON that is no answer: %s', async (text) => {
    new FakeHost().on(READ, () => new Response(text))
    await expect(call()).rejects.toBeInstanceOf(Unreachable)
  })
})
