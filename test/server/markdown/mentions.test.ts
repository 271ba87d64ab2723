import { describe, expect, test } from 'vitest'
import { EMPTY_CONTEXT, findReferences, renderMarkdown } from '../../../server/markdown/index.ts'

const PEOPLE = [
  { id: 1, name: 'Ada', isActive: true },
  { id: 2, name: 'Grace <Hopper>', isActive: true },
  { id: 3, name: 'Linus', isActive: false },
]
const GROUPS = [
  { id: 5, name: 'backend', isActive: true },
  { id: 6, name: 'former', isActive: false },
]
const context = {
  ...EMPTY_CONTEXT,
  users: (nameOrId: string | number) => PEOPLE.find(({ id, name }) => id === nameOrId || name === nameOrId),
  groups: (wanted: string) => GROUPS.find(({ name }) => name === wanted),
}
const read = (text: string) => renderMarkdown(text, context)
const user = (id: number | '*', text: string, kind = '') =>
  `<span class="user-mention${kind}" data-user-id="${id}">${text}</span>`
const group = (id: number, text: string, kind = '') =>
  `<span class="user-group-mention${kind}" data-user-group-id="${id}">${text}</span>`

describe('people', () => {
  test.for([
    ['by name', '@**Ada** hi', `${user(1, '@Ada')} hi`, [1]],
    ['by name and id', '@**Ada|1**', user(1, '@Ada'), [1]],
    ['by id alone', '@**|1**', user(1, '@Ada'), [1]],
    ['in silence', '@_**Ada** @_**Ada|1**', `${user(1, 'Ada', ' silent')} ${user(1, 'Ada', ' silent')}`, []],
    ['with signs in the name', '@**Grace <Hopper>**', user(2, '@Grace &lt;Hopper&gt;'), [2]],
    ['who have left, in silence', '@**Linus**', user(3, 'Linus', ' silent'), []],
    ['more than once', '@**Ada**, @**Ada**', `${user(1, '@Ada')}, ${user(1, '@Ada')}`, [1]],
    ['nobody', '@**Nobody**', '@<strong>Nobody</strong>', []],
    ["another's id", '@**Ada|2**', '@<strong>Ada|2</strong>', []],
    ['in a word', 'mail@**Ada**', 'mail@<strong>Ada</strong>', []],
  ] as const)('%s', ([, text, expected, called]) => {
    const { html, users } = read(text)
    expect(html).toBe(`<p>${expected}</p>`)
    expect(users).toEqual(called)
  })
})

describe('groups', () => {
  test.for([
    ['by name', '@*backend*', group(5, '@backend'), [5]],
    ['in silence', '@_*backend*', group(5, 'backend', ' silent'), []],
    ['that are no more', '@*former*', group(6, 'former', ' silent'), []],
    ['that never were', '@*nobody*', '@<em>nobody</em>', []],
  ] as const)('%s', ([, text, expected, called]) => {
    const { html, groups } = read(text)
    expect(html).toBe(`<p>${expected}</p>`)
    expect(groups).toEqual(called)
  })
})

describe('everybody', () => {
  test.for(['all', 'everyone', 'channel', 'stream'])('in the stream: %s', (name) => {
    expect(read(`@**${name}**`)).toMatchObject({
      html: `<p>${user('*', `@${name}`, ' channel-wildcard-mention')}</p>`,
      mentionsStream: true,
      mentionsTopic: false,
      users: [],
    })
    expect(read(`@_**${name}**`)).toMatchObject({
      html: `<p>${user('*', name, ' channel-wildcard-mention silent')}</p>`,
      mentionsStream: false,
    })
  })

  test('in the topic', () => {
    expect(read('@**topic**')).toMatchObject({
      html: '<p><span class="topic-mention">@topic</span></p>',
      mentionsTopic: true,
      mentionsStream: false,
    })
    expect(read('@_**topic**')).toMatchObject({
      html: '<p><span class="topic-mention silent">topic</span></p>',
      mentionsTopic: false,
    })
  })
})

test('in a quote nobody is called', () => {
  for (const text of [
    '> @**Ada** @*backend* @**all** @**topic**',
    '```quote\n* @**Ada** @*backend* @**all** @**topic**\n```',
  ]) {
    const { html, ...found } = read(text)
    expect(found).toMatchObject({ users: [], groups: [], mentionsStream: false, mentionsTopic: false })
    for (const mention of [
      user(1, 'Ada', ' silent'),
      group(5, 'backend', ' silent'),
      user('*', 'all', ' channel-wildcard-mention silent'),
    ]) {
      expect(html).toContain(mention)
    }
  }
})

test('in spoilers, lists, tables and headings people are called', () => {
  for (const text of [
    '```spoiler @**Ada**\na\n```',
    '```spoiler\n@**Ada**\n```',
    '* @**Ada**',
    'a|b\n-|-\n@**Ada**|',
    '# @**Ada**',
    '[@**Ada**](https://a.test)',
  ])
    expect(read(text).users, text).toEqual([1])
})

test('what a text may name is told before', () => {
  const text =
    '@**Ada** @_**Bob|7** @**|8** @*team* #**general>a topic** #**a>b>c@12** >@**Eve**\n|@*crew*| /user_uploads/1/a.png'
  expect(findReferences(text)).toEqual({
    users: ['Ada', 'Bob|7', '|8', 'Eve'],
    groups: ['team', 'crew'],
    streams: ['general>a topic', 'general', 'a>b>c@12', 'a'],
    uploads: ['1/a.png'],
  })
  expect(findReferences('nothing')).toEqual({ users: [], groups: [], streams: [], uploads: [] })
})
