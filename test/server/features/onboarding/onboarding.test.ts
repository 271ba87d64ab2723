import { expect, test } from 'vitest'
import { MEMBER, OTHER, startChat } from '../chat-api.ts'

test('a notice that was seen is not shown to that person again', async () => {
  const chat = await startChat()
  const mine = await chat.listen(MEMBER, { event_types: ['onboarding_steps'] })
  const all = mine.state['onboarding_steps'] as { type: string; name: string }[]
  const [first, ...rest] = all
  const see = () => chat.call(MEMBER, 'POST', '/users/me/onboarding_steps', { onboarding_step: first?.name })
  await see()
  expect((await see()).status).toBe(200)
  expect(await mine.events()).toMatchObject([{ type: 'onboarding_steps', onboarding_steps: rest }])
  expect((await chat.listen(MEMBER)).state['onboarding_steps']).toEqual(rest)
  expect((await chat.listen(OTHER)).state['onboarding_steps']).toEqual(all)
})

test('a notice that there is not cannot be seen', async () => {
  const { call } = await startChat()
  const { status, json } = await call(MEMBER, 'POST', '/users/me/onboarding_steps', { onboarding_step: 'ghost' })
  expect([status, json['msg']]).toEqual([400, 'Unknown onboarding_step: ghost'])
})
