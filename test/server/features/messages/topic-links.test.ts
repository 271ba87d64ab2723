import { expect, test } from 'vitest'
import { ADMIN, MEMBER, OTHER, startChat } from '../chat-api.ts'

interface Told {
  readonly topic_links: readonly unknown[]
}

test('messages tell what is linked in the names of their topics, by the rules of now', async () => {
  const chat = await startChat()
  const principals = [MEMBER, OTHER]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'board' }], principals })
  const send = async (topic: string) => {
    const sent = { type: 'stream', to: 'board', topic, content: 'hello' }
    return (await chat.call(MEMBER, 'POST', '/messages', sent)).json['id'] as number
  }
  const linksOf = async (id: number) => {
    const one = (await chat.call(OTHER, 'GET', `/messages/${id}`)).json['message'] as Told
    const page = { anchor: id, num_before: 0, num_after: 0, narrow: [{ operator: 'channel', operand: 'board' }] }
    const [paged] = (await chat.call(OTHER, 'GET', '/messages', page)).json['messages'] as Told[]
    expect(paged?.topic_links).toEqual(one.topic_links)
    return one.topic_links
  }
  const address = { text: 'https://a.test', url: 'https://a.test' }
  const issue = (id: number, host = 'tracker.test') => ({ text: `#${id}`, url: `https://${host}/${id}` })

  const id = await send('fix #123 https://a.test')
  expect(await linksOf(id)).toEqual([address])
  const rule = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://tracker.test/{id}' }
  const { json } = await chat.call(ADMIN, 'POST', '/realm/filters', rule)
  expect(await linksOf(id)).toEqual([issue(123), address])
  expect(await linksOf(await send('lunch'))).toEqual([])

  const other = await chat.listen(OTHER)
  const second = await send('fix #123 https://a.test')
  expect(await other.events()).toMatchObject([
    { type: 'message', message: { id: second, topic_links: [issue(123), address] } },
  ])

  // The whole topic, then one message of it; a move within the name tells nothing of its links.
  const move = (params: object) => chat.call(ADMIN, 'PATCH', `/messages/${id}`, { ...params })
  expect((await move({ topic: 'done: #7', propagate_mode: 'change_all' })).status).toBe(200)
  expect((await move({ topic: '#8 is next', propagate_mode: 'change_one' })).status).toBe(200)
  const updates = (await other.events()).filter(({ type }) => type === 'update_message')
  expect(updates).toMatchObject([
    { subject: 'done: #7', topic_links: [issue(7)] },
    { subject: '#8 is next', topic_links: [issue(8)] },
  ])
  expect(await linksOf(id)).toEqual([issue(8)])

  await chat.call(ADMIN, 'PATCH', `/realm/filters/${json['id']}`, { ...rule, url_template: 'https://new.test/{id}' })
  expect(await linksOf(second)).toEqual([issue(7, 'new.test')])
  await chat.call(ADMIN, 'DELETE', `/realm/filters/${json['id']}`)
  expect(await linksOf(second)).toEqual([])

  const direct = { type: 'direct', to: [OTHER], content: 'https://a.test' }
  await chat.call(MEMBER, 'POST', '/messages', direct)
  expect((await other.events()).at(-1)).toMatchObject({ type: 'message', message: { topic_links: [] } })

  // Hostile patterns hold nobody up for long, nor an answer for ever; what is left is found for the next one.
  await chat.core.db.query(
    `insert into linkifier (pattern, url_template, position)
     select '(?P<id>(?:[^c]{0,1}){200}[cd]|[ab])|x' || i, 'https://slow.test/{id}', i from generate_series(1, 199) i`,
  )
  await chat.call(ADMIN, 'POST', '/realm/filters', rule)
  const topics = Array.from({ length: 500 }, (_, index) => `${'a '.repeat(25)}${index}`)
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const first = await chat.core.readTopicLinks(topics)
  clearInterval(timer)
  const counts = (links: typeof first) => topics.filter((topic) => links(topic).length > 0).length
  // Others have a turn after each topic; how many topics that are is the machine's business.
  expect(turns).toBeGreaterThanOrEqual(Math.min(4, counts(first) - 2))
  expect(counts(first)).toBeGreaterThan(0)
  expect(counts(first)).toBeLessThan(topics.length)
  expect(counts(await chat.core.readTopicLinks(topics))).toBeGreaterThan(counts(first))
})
