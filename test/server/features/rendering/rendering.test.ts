import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { DrawPool } from '../../../../server/features/rendering/draw-pool.ts'
import { Drawing } from '../../../../server/features/rendering/drawing.ts'
import { warmUp } from '../../../../server/features/rendering/warm-up.ts'
import { EMPTY_CONTEXT, render } from '../../../../server/markdown/index.ts'
import { ADMIN, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

test('a message is shown as Markdown, with what the organization knows', { timeout: 120_000 }, async () => {
  const chat = await startChat()
  const show = async (user: number, content: string) => {
    const { json } = await chat.call(user, 'POST', '/messages/render', { content })
    return (json as { rendered: string }).rendered
  }
  expect(await show(MEMBER, '**loud** `x` https://a.test/b')).toBe(
    '<p><strong>loud</strong> <code>x</code> <a href="https://a.test/b">https://a.test/b</a></p>',
  )
  const { json: me } = await chat.call(OTHER, 'GET', '/users/me')
  const { full_name: name } = me as { full_name: string }
  expect(await show(MEMBER, `@**${name}** @**${name}|${OTHER}** @**${name}|${MEMBER}** > x`)).toBe(
    `<p>${`<span class="user-mention" data-user-id="${OTHER}">@${name}</span> `.repeat(2)}@<strong>${name}|${MEMBER}</strong> &gt; x</p>`,
  )

  const isPrivate = { invite_only: true, subscriptions: [{ name: 'cellar', description: '' }] }
  expect((await chat.call(OTHER, 'POST', '/users/me/subscriptions', isPrivate)).status).toBe(200)
  const isPublic = { subscriptions: [{ name: 'hall', description: '' }] }
  expect((await chat.call(OTHER, 'POST', '/users/me/subscriptions', isPublic)).status).toBe(200)
  // Whoever does not know of a stream learns nothing of it by linking to it.
  const links = '#**cellar** #**hall>plants**'
  expect(await show(OTHER, links)).toMatch(/class="stream" .*>#cellar<.*class="stream-topic"/)
  expect(await show(MEMBER, links)).toMatch(/^<p>#<strong>cellar<\/strong> <a class="stream-topic"/)
  expect(await show(GUEST, links)).toBe('<p>#<strong>cellar</strong> #<strong>hall&gt;plants</strong></p>')

  expect(await show(MEMBER, 'see #123')).toBe('<p>see #123</p>')
  const linkifier = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://tracker.test/{id}' }
  expect((await chat.call(ADMIN, 'POST', '/realm/filters', linkifier)).status).toBe(200)
  // At once, though the rules are kept in memory.
  expect(await show(MEMBER, 'see #123, not x#5')).toBe(
    '<p>see <a href="https://tracker.test/123">#123</a>, not x#5</p>',
  )

  for (const pattern of ['a'.repeat(495), '(?P<linkifier_actual_match>[0-9]+)']) {
    const bad = { pattern, url_template: 'https://tracker.test/' }
    expect((await chat.call(ADMIN, 'POST', '/realm/filters', bad)).status, pattern).toBe(400)
  }
  // One of an older time that is refused by now keeps nobody from writing.
  await chat.core.db.query(`insert into linkifier (pattern, url_template, position) values ('(', 'https://x.test', 9)`)
  await chat.call(ADMIN, 'POST', '/realm/filters', { ...linkifier, pattern: 'ticket (?P<id>[0-9]+)' })
  expect(await show(MEMBER, 'ticket 7')).toContain('https://tracker.test/7')

  expect(await show(MEMBER, ':)')).toBe('<p>:)</p>')
  expect((await chat.call(MEMBER, 'PATCH', '/settings', { translate_emoticons: true })).status).toBe(200)
  expect(await show(MEMBER, ':)')).toContain('emoji-1f642')
  expect(await show(OTHER, ':)')).toBe('<p>:)</p>')

  const code = '```js\nconst answer = 42\n```'
  expect(await show(MEMBER, code)).toContain('<span class="k">const</span>')
  // Much of it is drawn by another thread. Whether in time or not, none of it is lost.
  const long = await show(MEMBER, '```js\n'.concat('const answer = 42\n'.repeat(400), '```'))
  expect(long.split('answer')).toHaveLength(401)
})

describe('what is much to draw', () => {
  test('counts each time it is written: no message becomes a hundred times its length', () => {
    const drawing = new Drawing()
    const one = drawing.formula('x', false)?.length ?? 0
    expect(one).toBeGreaterThan(100)
    const drawn = Array.from({ length: 2_000 }, () => drawing.formula('x', false)?.length ?? 0)
    expect(drawn.reduce((sum, length) => sum + length, one)).toBeLessThanOrEqual(100_000)
    expect(render('😀'.repeat(5_000), EMPTY_CONTEXT).html).toHaveLength('<p></p>'.length + 10_000)
  })

  test('is drawn by another thread, and in time or not at all', { timeout: 60_000 }, async () => {
    // Longer than usual: here it competes with other tests.
    const pool = new DrawPool(5_000)
    const formula = (text: string) => ({ kind: 'formula', text, language: '', isBlock: false }) as const
    expect(await pool.draw([formula('x^2'), formula('\\nonsense')], 1)).toEqual([
      expect.stringContaining('katex'),
      null,
    ])
    // Far more than can be drawn before the deadline.
    const endless = Array.from({ length: 2000 }, (_, i) => formula(`${'\\frac{a}{b}+'.repeat(200)}${i}`))
    const [late, next] = await Promise.all([pool.draw(endless, 1), pool.draw([formula('y')], 1)])
    // Whoever has two in the line waits for their turn to be drawn.
    expect(late).toEqual([])
    expect(next).toEqual([expect.stringContaining('katex')])
    await pool.stop()
  })

  test('is noted, and plain until it is drawn', async () => {
    const drawing = new Drawing()
    expect(drawing.formula('x', false)).toContain('katex')
    expect(drawing.isMissing).toBe(false)
    expect(drawing.code('const a = 1\n'.repeat(200), 'js')).toBeUndefined()
    expect(drawing.isMissing).toBe(true)
    await drawing.finish({ draw: async (tasks) => tasks.map(() => '<b>drawn</b>') }, 1)
    expect(drawing.isMissing).toBe(false)
    expect(drawing.code('const a = 1\n'.repeat(200), 'js')).toBe('<b>drawn</b>')
  })
})

test('getting warm lets everything else go on meanwhile, and ends when it is told to', async () => {
  const stopping = new AbortController()
  const warming = warmUp(stopping.signal)
  let turns = 0
  while (turns < 20) {
    await setImmediate()
    turns++
  }
  stopping.abort()
  await expect(warming).rejects.toThrow('aborted')
  await warmUp(new AbortController().signal)
})
