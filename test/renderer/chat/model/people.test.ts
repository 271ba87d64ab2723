import { expect, test } from 'vitest'
import { handle, loadedChat } from '../../support/chat.ts'
import { ADA, EDSGER, GRACE, wireUser } from '../../support/wire.ts'

const names = (people: readonly { name: string }[]) => people.map(({ name }) => name)

test('people who left are known by name, but cannot be written to', () => {
  const { people } = loadedChat({ realm_non_active_users: [wireUser(9, { full_name: 'Zuse', is_active: true })] })
  expect(people.me).toBe(ADA)
  expect(names(people.active())).toEqual(['Ada', 'Edsger', 'Grace'])
  expect(people.nameOf(9)).toBe('Zuse')
  expect(people.get(9)?.isActive).toBe(false)
  expect(people.nameOf(77)).toBe('Someone')
})

test('a direct conversation is called by its people, oneself marked as such', () => {
  const { people } = loadedChat()
  expect(people.namesOf([GRACE, EDSGER])).toBe('Grace, Edsger')
  expect(people.namesOf([ADA])).toBe('Ada (you)')
})

test('people come, get another name, leave, and come back', () => {
  const chat = loadedChat()
  const update = (person: { user_id: number; full_name?: string; is_active?: boolean; role?: number }) =>
    handle(chat, { id: 1, type: 'realm_user', op: 'update', person })
  handle(chat, { id: 1, type: 'realm_user', op: 'add', person: wireUser(4, { full_name: 'Barbara', is_bot: true }) })
  expect(chat.people.get(4)).toEqual({ id: 4, name: 'Barbara', isActive: true, isBot: true })
  update({ user_id: GRACE, full_name: 'Rear Admiral' })
  update({ user_id: GRACE, role: 200 })
  expect(names(chat.people.active())).toEqual(['Ada', 'Barbara', 'Edsger', 'Rear Admiral'])
  update({ user_id: GRACE, is_active: false })
  handle(chat, { id: 1, type: 'realm_user', op: 'remove', person: { user_id: 4, full_name: 'Barbara' } })
  expect(names(chat.people.active())).toEqual(['Ada', 'Edsger'])
  update({ user_id: GRACE, is_active: true })
  expect(names(chat.people.active())).toEqual(['Ada', 'Edsger', 'Rear Admiral'])
  update({ user_id: 77, full_name: 'Nobody' })
  expect(chat.people.get(77)).toBeUndefined()
})
