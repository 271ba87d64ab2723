import { describe, expect, test } from 'vitest'
import { findMentions, render } from '../../../../server/features/messages/render.ts'

const KNOWN = {
  users: new Map([
    ['Ada', { id: 1, name: 'Ada' }],
    ['Ada|1', { id: 1, name: 'Ada' }],
    ['O’Neil & <Sons>', { id: 7, name: 'O’Neil & <Sons>' }],
  ]),
  groups: new Map([['office', { id: 3, name: 'office' }]]),
}

describe('mentions', () => {
  test.each([
    ['@**Ada**', '<span class="user-mention" data-user-id="1">@Ada</span>', { users: [1] }],
    ['@**Ada|1**', '<span class="user-mention" data-user-id="1">@Ada</span>', { users: [1] }],
    ['@_**Ada**', '<span class="user-mention silent" data-user-id="1">Ada</span>', { users: [] }],
    ['@*office*', '<span class="user-group-mention" data-user-group-id="3">@office</span>', { groups: [3] }],
    ['@_*office*', '<span class="user-group-mention silent" data-user-group-id="3">office</span>', { groups: [] }],
    [
      '@**all**',
      '<span class="user-mention channel-wildcard-mention" data-user-id="*">@all</span>',
      { mentionsEveryone: true },
    ],
    ['@**nobody**', '@**nobody**', { users: [], mentionsEveryone: false }],
  ])('%s', (text, html, mentioned) => {
    expect(render(text, KNOWN)).toMatchObject({ html: `<p>${html}</p>`, ...mentioned })
  })

  test('a name with markup in it is found, and shown as text', () => {
    expect(render('@**O’Neil & <Sons>**', KNOWN)).toMatchObject({
      html: '<p><span class="user-mention" data-user-id="7">@O’Neil &amp; &lt;Sons&gt;</span></p>',
      users: [7],
    })
    expect(findMentions('@**O’Neil & <Sons>**').users).toEqual(['O’Neil & <Sons>'])
  })
})

test('markup is shown, not obeyed', () => {
  expect(render('<img src=x onerror=alert(1)>\n"quoted"\n\nnext', KNOWN).html).toBe(
    '<p>&lt;img src=x onerror=alert(1)&gt;<br>\n&quot;quoted&quot;</p>\n<p>next</p>',
  )
})
