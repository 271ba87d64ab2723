import { expect, test } from 'vitest'
import { ADMIN, startChat } from '../chat-api.ts'

const NEW = { email: 'new@acme.test', full_name: 'Nadia Neumann', password: 'a kettle for everyone' }

test('an account is not made with a password that is easy to guess, or an address that no mail goes to', async () => {
  const { call, core } = await startChat()
  for (const password of ['password', 'nadia neumann', 'new@acme.test', 'acme2024', 'short']) {
    const refused = await call(ADMIN, 'POST', '/users', { ...NEW, password })
    expect(refused.json, password).toMatchObject({
      code: 'BAD_REQUEST',
      msg: expect.stringMatching(/^The password is/),
    })
  }
  // Beyond what an index takes: was an error of ours.
  const label = 'x'.repeat(60)
  const email = `a@${Array(70).fill(label).join('.')}.test`
  expect((await call(ADMIN, 'POST', '/users', { ...NEW, email })).status).toBe(400)
  expect(await core.db.query('select from user_account where id > 5')).toEqual([])
  expect((await call(ADMIN, 'POST', '/users', NEW)).status).toBe(200)
})
