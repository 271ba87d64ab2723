import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { doCreateOrganization } from '../../../../server/features/organization/index.ts'
import { createTestCore } from '../../../support/core.ts'
import { startAuth } from './auth-server.ts'

test('no file of --unattended makes an account that is easy to get into', async () => {
  const core = await createTestCore(0)
  const person = { email: 'grace@acme.test', fullName: 'Grace', role: 400 as const, password: 'password' }
  await expect(doCreateOrganization(core, core.auth, 'Acme', [person])).rejects.toThrow('too easy to guess')
  expect(await core.db.query('select from user_account')).toEqual([])
})

test('a refused password is told by whose it is, never by itself', async () => {
  const { auth } = await startAuth()
  const refusal = auth.preparePassword('grace hopper', { name: 'grace@acme.test', known: ['Grace Hopper'] })
  await expect(refusal).rejects.toThrow(/^The password of grace@acme\.test is too easy to guess/)
  await expect(refusal).rejects.not.toThrow('grace hopper')
})

test('a password that many share is judged once, but again for whom it is made of', async () => {
  const { auth } = await startAuth()
  const judge = vi.spyOn(ZxcvbnFactory.prototype, 'check')
  onTestFinished(() => judge.mockRestore())
  for (const name of ['Ada', 'Grace', 'Olu']) await auth.preparePassword('zq hopperton', { known: [name] })
  expect(judge).toHaveBeenCalledTimes(1)
  await expect(auth.preparePassword('zq hopperton', { known: ['Hopperton', 'zq'] })).rejects.toThrow('too easy')
})
