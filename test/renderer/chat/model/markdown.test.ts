import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ChatEvent, Registration } from '../../../../renderer/chat/api/events.ts'
import { Markdown } from '../../../../renderer/chat/model/markdown.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { cpuMs } from '../../../support/processor-time.ts'
import { handle, loadedChat } from '../../support/chat.ts'
import { ADA, GENERAL, GRACE, wireStream, wireUser } from '../../support/wire.ts'

const BACKEND = 2
const SYSTEM = 3

async function loaded(more: Partial<Registration> = {}) {
  vi.stubGlobal('location', { origin: 'https://acme.test' })
  onTestFinished(() => {
    vi.unstubAllGlobals()
  })
  const chat = loadedChat({
    realm_user_groups: [
      { id: BACKEND, name: 'backend', is_system_group: false, members: [ADA] },
      { id: SYSTEM, name: 'role:owners', is_system_group: true, members: [ADA] },
    ],
    realm_emoji: {
      1: { name: 'tick', source_url: '/tick.png', deactivated: false },
      2: { name: 'gone', source_url: '/gone.png', deactivated: true },
    },
    realm_non_active_users: [wireUser(9, { full_name: 'Zuse' })],
    streams: [wireStream(GENERAL, { name: 'general' })],
    subscriptions: [],
    ...more,
  })
  await chat.markdown.load()
  return chat
}

const group = (event: object): ChatEvent => ({ id: 1, type: 'user_group', ...event }) as unknown as ChatEvent

test('a text is as it was typed until the renderer has come, which is told', async () => {
  const chat = await loaded()
  const markdown = new Markdown(chat)
  const told = vi.fn()
  markdown.subscribe(told)
  expect(markdown.render('*hi*')).toBeUndefined()
  await Promise.all([markdown.load(), markdown.load()])
  expect(told).toHaveBeenCalledOnce()
  expect(markdown.render('*hi*')).toBe('<p><em>hi</em></p>')
})

test('people, groups, streams and emoji are those of the organization', async () => {
  const { markdown } = await loaded()
  const html = markdown.render('@**Grace** @**Zuse** @**grace** @*backend* @*role:owners* #**general** :tick: :gone:')
  expect(html).toBe(
    `<p><span class="user-mention" data-user-id="${GRACE}">@Grace</span> ` +
      '<span class="user-mention silent" data-user-id="9">Zuse</span> @<strong>grace</strong> ' +
      `<span class="user-group-mention" data-user-group-id="${BACKEND}">@backend</span> @<em>role:owners</em> ` +
      `<a class="stream" data-stream-id="${GENERAL}" href="/#narrow/channel/${GENERAL}-general">#general</a> ` +
      '<img alt=":tick:" class="emoji" src="/tick.png" title="tick"> :gone:</p>',
  )
})

test('of two with the same name the one who is still here is meant', async () => {
  const chat = await loaded()
  handle(chat, { id: 1, type: 'realm_user', op: 'add', person: wireUser(12, { full_name: 'Zuse' }) })
  expect(chat.markdown.render('@**Zuse**')).toContain('data-user-id="12"')
  expect(chat.markdown.render('@**Zuse|9**')).toContain('data-user-id="9"')
})

test('what changes about them shows in the next text', async () => {
  const chat = await loaded()
  const { markdown, groups } = chat
  handle(
    chat,
    group({ op: 'update', group_id: BACKEND, data: { name: 'behind' } }),
    group({ op: 'add_members', group_id: BACKEND, user_ids: [GRACE] }),
    group({ op: 'remove_members', group_id: BACKEND, user_ids: [ADA] }),
    group({ op: 'add', group: { id: 4, name: 'front', is_system_group: false, members: [] } }),
    group({ op: 'update', group_id: 4, data: { deactivated: true } }),
  )
  expect([...(groups.get(BACKEND)?.members ?? [])]).toEqual([GRACE])
  expect(markdown.render('@*behind*')).toContain('@behind')
  expect(markdown.render('@*front*')).toBe(
    '<p><span class="user-group-mention silent" data-user-group-id="4">front</span></p>',
  )
  handle(chat, group({ op: 'remove', group_id: 4 }))
  expect(markdown.render('@*front*')).toBe('<p>@<em>front</em></p>')
  handle(chat, { id: 1, type: 'realm_emoji', realm_emoji: {} })
  expect(markdown.render(':tick:')).toBe('<p>:tick:</p>')
  expect(markdown.render(':)')).toBe('<p>:)</p>')
  handle(chat, { id: 1, type: 'user_settings', property: 'translate_emoticons', value: true })
  expect(markdown.render(':)')).toContain('emoji-1f642')
  handle(chat, { id: 1, type: 'realm', op: 'update', property: 'default_code_block_language', value: 'python' })
  expect(markdown.render('```\nx = 1\n```')).toContain('data-code-language="Python"')
})

describe('linkifiers', () => {
  const ISSUE = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://tracker.test/{id}' }
  const linked = (id: number, text = `#${id}`) => `<p><a href="https://tracker.test/${id}">${text}</a></p>`
  const set = (...realm_linkifiers: (typeof ISSUE)[]): ChatEvent => ({
    id: 1,
    type: 'realm_linkifiers',
    realm_linkifiers,
  })

  test('link what the organization wants linked once their module has come, which is told', async () => {
    const chat = await loaded()
    const told = vi.fn()
    handle(chat, set(ISSUE))
    chat.markdown.subscribe(told)
    expect(chat.markdown.render('#12')).toBe('<p>#12</p>')
    await untilPasses(() => expect(told).toHaveBeenCalled())
    expect(chat.markdown.render('#12')).toBe(linked(12))
  })

  test('of the first state are there when the page has been idle', async () => {
    const { markdown } = await loaded({ realm_linkifiers: [ISSUE] })
    await untilPasses(() => expect(markdown.render('#12')).toBe(linked(12)))
  })

  test('that change are used at once', async () => {
    const chat = await loaded({ realm_linkifiers: [ISSUE] })
    await untilPasses(() => expect(chat.linkifiers.compiled).toHaveLength(1))
    handle(chat, set({ ...ISSUE, pattern: 'HL-(?P<id>[0-9]+)' }))
    expect(chat.markdown.render('#12')).toBe('<p>#12</p>')
    expect(chat.markdown.render('HL-12')).toBe(linked(12, 'HL-12'))
    handle(chat, set())
    expect(chat.markdown.render('HL-12')).toBe('<p>HL-12</p>')
  })

  test.each(['(', 'a(?=b)', '(\\pL{0,30}){0,33}'])(
    'with the pattern %j, which is none, change nothing',
    async (pattern) => {
      const { markdown, linkifiers } = await loaded({ realm_linkifiers: [{ ...ISSUE, pattern }, ISSUE] })
      await untilPasses(() => expect(linkifiers.compiled).toHaveLength(1))
      expect(markdown.render('a #12 b')).toBe('<p>a <a href="https://tracker.test/12">#12</a> b</p>')
    },
  )

  // Attack: a pattern that would keep the browser's own expressions busy for longer than anybody lives.
  test('of whatever pattern are done with a text at once', async () => {
    const { markdown, linkifiers } = await loaded({ realm_linkifiers: [{ ...ISSUE, pattern: '(?P<id>(a+)+)b' }] })
    await untilPasses(() => expect(linkifiers.compiled).toHaveLength(1))
    const took = cpuMs(() => expect(markdown.render('a'.repeat(5000))).toBe(`<p>${'a'.repeat(5000)}</p>`))
    expect(took).toBeLessThan(1000)
  })
})
