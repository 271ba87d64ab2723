import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChatEvent } from '../../../../renderer/chat/api/events.ts'
import { loadedChat } from '../../support/chat.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { flagEvent, GENERAL, HEATING, messageEvent, wireMessage } from '../../support/wire.ts'

interface Named {
  readonly type: string
  readonly op?: string
}

/**
 * The examples of https://zulip.com/api/get-events for the types that this client asks for; `delete_message` as it is
 * for those who can take several at once.
 */
const EXAMPLES = JSON.parse(
  readFileSync(new URL('../../support/zulip-events.json', import.meta.url), 'utf8'),
) as Named[]
/** The other types of that page. Nobody asked for them; an older queue or a later host may tell them all the same. */
const OTHERS = `alert_words attachment custom_profile_fields default_stream_groups default_streams drafts has_zoom_token
  invites_changed muted_topics muted_users onboarding_steps reaction realm_bot realm_domains realm_export
  realm_export_consent realm_filters realm_playgrounds realm_user_settings_defaults restart
  saved_snippets scheduled_messages update_display_settings update_global_notifications
  user_status user_topic`.split(/\s+/)
const LATER = ['typing_edit_message', 'channel_folder', 'navigation_view', 'reminders', 'device', 'nobody_knows', '']
const nameOf = ({ type, op }: Named) => (op ? `${type} ${op}` : type)

const SPOKEN = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const

beforeEach(() => {
  for (const way of SPOKEN) vi.spyOn(console, way)
})
afterEach(() => {
  vi.restoreAllMocks()
})

function withMessages() {
  const host = new FakeHost()
  const chat = loadedChat({ subscriptions: [], streams: [] })
  for (const id of [31, 37, 57, 58, 63]) chat.handleEvent(messageEvent(wireMessage(id, { ...HEATING, stream: 5 })))
  return { host, chat }
}

function expectSilence(host: FakeHost): void {
  for (const way of SPOKEN) expect(vi.mocked(console[way])).not.toHaveBeenCalled()
  expect(host.calls).toEqual([])
}

describe('an event of the API', () => {
  test('is known here with each type that the page lists', () => {
    const asked = new Set(EXAMPLES.map(({ type }) => type))
    expect(OTHERS.filter((type) => asked.has(type))).toEqual([])
    expect(new Set([...asked, ...OTHERS]).size).toBe(43)
  })

  test.each(EXAMPLES.map((event) => [nameOf(event), event] as const))('is taken in silence: %s', (_, event) => {
    const { host, chat } = withMessages()
    vi.useFakeTimers()
    try {
      chat.handleEvent(event as ChatEvent)
      // Also to somebody who knows nothing yet.
      loadedChat({ subscriptions: [], realm_users: [] }).handleEvent(event as ChatEvent)
      vi.runAllTimers()
    } finally {
      vi.useRealTimers()
    }
    expectSilence(host)
  })

  test.each([...OTHERS, ...LATER])('that nobody asked for is passed over in silence: %s', (type) => {
    const { host, chat } = withMessages()
    const stores = [
      chat.messages,
      chat.unread,
      chat.people,
      chat.streams,
      chat.subscriptions,
      chat.recents,
      chat.typing,
    ]
    const before = stores.map((store) => store.version())
    for (const op of [undefined, 'add', 'remove', 'update', 'update_dict']) {
      chat.handleEvent({ id: 1, type, op } as unknown as ChatEvent)
    }
    expect(stores.map((store) => store.version())).toEqual(before)
    expectSilence(host)
  })
})

test('events reach the stores that are for them', () => {
  const chat = loadedChat()
  const told = (event: Named & Record<string, unknown>) => chat.handleEvent({ id: 1, ...event } as unknown as ChatEvent)
  told({ type: 'realm', op: 'update', property: 'name', value: 'Acme & Sons' })
  told({ type: 'realm', op: 'update', property: 'description', value: 'Anvils' })
  expect(chat.organization.name).toBe('Acme & Sons')
  chat.handleEvent(messageEvent(wireMessage(5, HEATING)))
  chat.handleEvent(flagEvent('add', 'starred', 5))
  expect(chat.messages.get(5)?.isStarred).toBe(true)
  told({ type: 'stream', op: 'update', stream_id: GENERAL, property: 'name', value: 'Lounge' })
  expect(chat.streams.get(GENERAL)?.name).toBe('Lounge')
})
