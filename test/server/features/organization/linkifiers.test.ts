import { describe, expect, test } from 'vitest'
import { ADMIN, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

const ISSUE = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://acme.test/issues/{id}' }
const MODERN = { client_capabilities: { linkifier_url_template: true } }

describe('linkifiers', () => {
  test('are put in order as many as there can be, and no more', async () => {
    const { call } = await startChat()
    const order = (count: number) =>
      call(ADMIN, 'PATCH', '/realm/linkifiers', {
        ordered_linkifier_ids: Array.from({ length: count }, (_, i) => i + 1),
      })
    expect((await order(201)).json['msg']).toBe('ordered_linkifier_ids is too long (limit: 200 items)')
    expect((await order(200)).json['msg']).not.toContain('too long')
  })

  test('are made, listed in order, changed and removed by administrators', async () => {
    const chat = await startChat()
    const others = await chat.listen(OTHER, MODERN)
    const { json } = await chat.call(ADMIN, 'POST', '/realm/filters', ISSUE)
    expect(json).toEqual({ result: 'success', msg: '', id: 1 })
    await chat.call(ADMIN, 'POST', '/realm/filters', { ...ISSUE, pattern: 'HL-(?P<id>[0-9]+)' })
    await chat.call(ADMIN, 'PATCH', '/realm/linkifiers', { ordered_linkifier_ids: [2, 1] })
    const changed = { pattern: '#(?<id>\\d+)', url_template: 'https://acme.test/{?id}' }
    await chat.call(ADMIN, 'PATCH', '/realm/filters/1', changed)
    const both = [
      { id: 2, pattern: 'HL-(?P<id>[0-9]+)', url_template: ISSUE.url_template },
      { id: 1, ...changed },
    ]
    expect((await chat.call(GUEST, 'GET', '/realm/linkifiers')).json).toEqual({
      result: 'success',
      msg: '',
      linkifiers: both,
    })
    expect((await others.events()).at(-1)).toMatchObject({ type: 'realm_linkifiers', realm_linkifiers: both })
    expect((await chat.listen(OTHER, MODERN)).state['realm_linkifiers']).toEqual(both)
    expect((await chat.listen(OTHER)).state).toMatchObject({ realm_linkifiers: [], realm_filters: [] })
    await chat.call(ADMIN, 'DELETE', '/realm/filters/2')
    expect((await chat.call(GUEST, 'GET', '/realm/linkifiers')).json['linkifiers']).toEqual([{ id: 1, ...changed }])
  })

  test.each([
    ['(', 'https://acme.test', 'Bad regular expression: missing ): ('],
    ['a(?=b)', 'https://acme.test', 'Bad regular expression: invalid perl operator: (?='],
    ['(a)\\1', 'https://acme.test', 'Bad regular expression: invalid escape sequence: \\1'],
    ['a**', 'https://acme.test', 'Bad regular expression: bad repetition operator: **'],
    ['(\\pL{99}){99}', 'https://acme.test', 'Bad regular expression: invalid repetition size: {99}'],
    ['#(?P<id>.)', 'javascript:alert({id})', 'Invalid URL template.'],
    ['#(?P<id>.)', '{+id}', 'Invalid URL template.'],
    ['#(?P<id>.)', 'https://acme.test/{id', 'Invalid URL template.'],
    ['#(?P<id>.)', 'https://acme.test/"onclick={id}', 'Invalid URL template.'],
    ['#(?P<id>.)', 'https://acme.test/{nr}', "Group 'nr' in URL template is not present in linkifier pattern."],
    ['#(?P<id>.)', 'https://acme.test/', "Group 'id' in linkifier pattern is not present in URL template."],
  ])('cannot be %s to %s', async (pattern, url_template, msg) => {
    const chat = await startChat()
    const { status, json } = await chat.call(ADMIN, 'POST', '/realm/filters', { pattern, url_template })
    expect([status, json]).toEqual([400, { result: 'error', code: 'BAD_REQUEST', msg }])
  })

  test('are no two of one pattern', async () => {
    const chat = await startChat()
    await chat.call(ADMIN, 'POST', '/realm/filters', ISSUE)
    await chat.call(ADMIN, 'POST', '/realm/filters', { ...ISSUE, pattern: 'X(?P<id>.)' })
    for (const [method, path] of [
      ['POST', '/realm/filters'],
      ['PATCH', '/realm/filters/2'],
    ] as const) {
      expect((await chat.call(ADMIN, method, path, ISSUE)).json).toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  test('that there are not cannot be changed, removed or put in order', async () => {
    const chat = await startChat()
    const { json } = await chat.call(ADMIN, 'POST', '/realm/filters', ISSUE)
    const notFound = { code: 'BAD_REQUEST', msg: 'Linkifier not found.' }
    expect((await chat.call(ADMIN, 'PATCH', '/realm/filters/9', ISSUE)).json).toMatchObject(notFound)
    expect((await chat.call(ADMIN, 'DELETE', '/realm/filters/9')).json).toMatchObject(notFound)
    for (const ordered_linkifier_ids of [[], [json['id'], 9], [json['id'], json['id']]]) {
      const answer = await chat.call(ADMIN, 'PATCH', '/realm/linkifiers', { ordered_linkifier_ids })
      expect(answer.json).toMatchObject({
        msg: 'The ordered list must enumerate all existing linkifiers exactly once',
      })
    }
  })

  test.each([
    ['POST', '/realm/filters', ISSUE],
    ['PATCH', '/realm/filters/1', ISSUE],
    ['DELETE', '/realm/filters/1', {}],
    ['PATCH', '/realm/linkifiers', { ordered_linkifier_ids: [] }],
    ['POST', '/realm/playgrounds', { name: 'x', pygments_language: 'y', url_template: 'https://x.test/{code}' }],
    ['DELETE', '/realm/playgrounds/1', {}],
  ])('%s %s is for administrators', async (method, path, params) => {
    const chat = await startChat()
    for (const user of [MEMBER, GUEST]) {
      expect((await chat.call(user, method, path, params)).json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL' })
    }
  })
})

describe('playgrounds', () => {
  const RUST = { name: 'Rust playground', pygments_language: 'Rust', url_template: 'https://play.test/?code={code}' }

  test('are made, listed at /register and removed', async () => {
    const chat = await startChat()
    const others = await chat.listen(OTHER)
    const { json } = await chat.call(ADMIN, 'POST', '/realm/playgrounds', RUST)
    expect(json).toEqual({ result: 'success', msg: '', id: 1 })
    const realm_playgrounds = [{ id: 1, ...RUST }]
    expect((await chat.listen(OTHER)).state['realm_playgrounds']).toEqual(realm_playgrounds)
    await chat.call(ADMIN, 'DELETE', '/realm/playgrounds/1')
    expect(await others.events()).toMatchObject([
      { type: 'realm_playgrounds', realm_playgrounds },
      { type: 'realm_playgrounds', realm_playgrounds: [] },
    ])
    expect((await chat.call(ADMIN, 'DELETE', '/realm/playgrounds/1')).json).toMatchObject({ msg: 'Invalid playground' })
  })

  test.each([
    [{ url_template: 'https://x.test/' }, 'Missing the required variable "code" in the URL template'],
    [{ url_template: 'https://x.test/{code}{x}' }, '"code" should be the only variable present in the URL template'],
    [{ url_template: 'https://x.test/{code' }, 'Invalid URL template.'],
    [{ pygments_language: '<b>' }, 'Invalid characters in pygments language'],
    [{ name: ' ' }, 'name cannot be blank'],
  ])('cannot be %j', async (wrong, msg) => {
    const chat = await startChat()
    const { json } = await chat.call(ADMIN, 'POST', '/realm/playgrounds', { ...RUST, ...wrong })
    expect(json).toEqual({ result: 'error', code: 'BAD_REQUEST', msg })
  })

  test('are no two of one name for a language', async () => {
    const chat = await startChat()
    await chat.call(ADMIN, 'POST', '/realm/playgrounds', RUST)
    const { json } = await chat.call(ADMIN, 'POST', '/realm/playgrounds', RUST)
    expect(json['msg']).toBe('Realm playground with this Realm, Pygments language and Name already exists.')
  })
})
