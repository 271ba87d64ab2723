import { describe, expect, test } from 'vitest'
import { GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

describe('alert words', () => {
  test('are added once, whatever their case, and taken away, on all clients of one person', async () => {
    const chat = await startChat()
    const { call } = chat
    const path = '/users/me/alert_words'
    const mine = await chat.listen(MEMBER, { event_types: ['alert_words'] })
    const others = await chat.listen(OTHER, { event_types: ['alert_words'] })
    const words = ['lunch', ' Soup of the day ', 'LUNCH', ' ']
    expect((await call(MEMBER, 'POST', path, { alert_words: words })).json['alert_words']).toEqual([
      'lunch',
      'Soup of the day',
    ])
    await call(MEMBER, 'POST', path, { alert_words: ['Lunch'] })
    const { json } = await call(MEMBER, 'DELETE', path, { alert_words: ['LUNCH', 'never there'] })
    expect(json['alert_words']).toEqual(['Soup of the day'])
    expect((await call(MEMBER, 'GET', path)).json['alert_words']).toEqual(['Soup of the day'])
    expect((await call(OTHER, 'GET', path)).json['alert_words']).toEqual([])
    expect(await mine.events()).toMatchObject([
      { type: 'alert_words', alert_words: ['lunch', 'Soup of the day'] },
      { type: 'alert_words', alert_words: ['Soup of the day'] },
    ])
    expect(await others.events()).toEqual([])
    expect((await chat.listen(MEMBER)).state['alert_words']).toEqual(['Soup of the day'])
  })

  test('count for the very next message, however far behind the log is', async () => {
    const { call, core } = await startChat()
    const say = (content: string) => call(OTHER, 'POST', '/messages', { type: 'direct', to: [MEMBER], content })
    const isAlerted = async (id: unknown) => {
      const { json } = await call(MEMBER, 'GET', `/messages/${String(id)}`)
      return (json['message'] as { flags: string[] }).flags.includes('has_alert_word')
    }
    expect(await isAlerted((await say('soup')).json['id'])).toBe(false)
    const goOn = Promise.withResolvers<void>()
    core.log.follow({ prepare: () => goOn.promise, publish: () => undefined })
    await call(MEMBER, 'POST', '/users/me/alert_words', { alert_words: ['soup'] })
    const { json } = await say('soup')
    goOn.resolve()
    expect(await isAlerted(json['id'])).toBe(true)
  })

  test.for([
    ['a long one', ['x'.repeat(101)], 'alert_words[0] is too long (limit: 100 characters)'],
    ['a number', [3], 'alert_words[0] is not a string'],
    ['no list', 'lunch', 'alert_words is not valid JSON'],
    ['too many', Array.from({ length: 101 }, (_, i) => `word ${i}`), 'You can have at most 100 alert words.'],
  ] as const)('are refused for %s', async ([, words, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(MEMBER, 'POST', '/users/me/alert_words', { alert_words: words })
    expect([status, json['msg']]).toEqual([400, msg])
    expect((await call(MEMBER, 'GET', '/users/me/alert_words')).json['alert_words']).toEqual([])
  })
})

describe('messages with an alert word', () => {
  test('are flagged for who watches for it and receives them, when sent and when edited', async () => {
    const chat = await startChat()
    const { call } = chat
    const words = '/users/me/alert_words'
    const principals = [OWNER, MEMBER, OTHER]
    await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals })
    const other = await chat.listen(OTHER, { event_types: ['message', 'update_message'] })
    await call(OTHER, 'POST', words, { alert_words: ['soup of the day', 'Lunch'] })
    await call(MEMBER, 'POST', words, { alert_words: ['lunchtime'] })
    await call(GUEST, 'POST', words, { alert_words: ['lunch'] })
    const say = async (content: string) => {
      const { json } = await call(OWNER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content })
      return json['id'] as number
    }
    const flagged = async (user: number, id: number) => {
      const { json } = await call(user, 'GET', `/messages/${id}`)
      return (json['message'] as { flags?: string[] } | undefined)?.flags?.includes('has_alert_word')
    }
    const alerted = async () =>
      (await other.events()).map((event) => (event['flags'] as string[]).includes('has_alert_word'))
    const first = await say('LUNCH, everybody! @**User 4**')
    const second = await say('lunches are boring')
    expect([await flagged(OTHER, first), await flagged(MEMBER, first)]).toEqual([true, false])
    expect(await flagged(OTHER, second)).toBe(false)
    expect(await alerted()).toEqual([true, false])
    await call(OWNER, 'PATCH', `/messages/${first}`, { content: 'it is lunchtime' })
    await call(OWNER, 'PATCH', `/messages/${second}`, { content: 'the Soup of the Day is red' })
    expect([await flagged(OTHER, first), await flagged(MEMBER, first)]).toEqual([false, true])
    expect(await flagged(OTHER, second)).toBe(true)
    expect(await alerted()).toEqual([false, true])
    const rows = await chat.core.db.query<{ user_id: number }>('select user_id from message_flag where flags & 16 <> 0')
    expect(new Set(rows.map((row) => row.user_id))).toEqual(new Set([MEMBER, OTHER]))
    await call(OTHER, 'DELETE', words, { alert_words: ['lunch'] })
    await chat.core.log.look()
    expect(await flagged(OTHER, await say('lunch'))).toBe(false)
  })

  test('are flagged in a conversation of two', async () => {
    const { call } = await startChat()
    await call(OTHER, 'POST', '/users/me/alert_words', { alert_words: ['psst'] })
    const { json } = await call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content: 'psst!' })
    const { json: read } = await call(OTHER, 'GET', `/messages/${json['id'] as number}`)
    expect(read['message']).toMatchObject({ flags: ['has_alert_word'] })
  })
})
