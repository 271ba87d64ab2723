import { describe, expect, test } from 'vitest'
import type { ChatEvent } from '../../../../renderer/chat/api/events.ts'
import { handle, loadedChat } from '../../support/chat.ts'
import { ADA, EDSGER, GENERAL, GRACE, KITCHEN, wireStream, wireSubscription } from '../../support/wire.ts'

const LOBBY = 13

const stream = (op: 'create' | 'delete', id: number): ChatEvent => ({
  id: 1,
  type: 'stream',
  op,
  streams: [wireStream(id)],
})
const streamUpdate = (property: string, value: unknown): ChatEvent => ({
  ...{ id: 1, type: 'stream', op: 'update', stream_id: GENERAL },
  ...{ property, value },
})
const update = (stream_id: number, property: string, value: unknown): ChatEvent => ({
  ...{ id: 1, type: 'subscription', op: 'update', stream_id },
  ...{ property, value },
})
const peers = (op: 'peer_add' | 'peer_remove', stream_ids: number[], ...user_ids: number[]): ChatEvent => ({
  ...{ id: 1, type: 'subscription', op },
  ...{ stream_ids, user_ids },
})

describe('streams', () => {
  test('come, change and go with the events', () => {
    const chat = loadedChat()
    const { streams } = chat
    handle(chat, stream('create', LOBBY))
    expect(streams.get(LOBBY)).toEqual({ id: LOBBY, name: 'Stream 13', description: '', isPrivate: false })
    handle(chat, streamUpdate('name', 'Zoo'), streamUpdate('description', 'Animals'), streamUpdate('invite_only', true))
    expect(streams.get(GENERAL)).toEqual({ id: GENERAL, name: 'Zoo', description: 'Animals', isPrivate: true })
    expect(streams.all().map(({ name }) => name)).toEqual(['Stream 12', 'Stream 13', 'Zoo'])
    handle(chat, stream('delete', GENERAL), streamUpdate('name', 'Ghost'), streamUpdate('message_retention_days', 3))
    expect(streams.get(GENERAL)).toBeUndefined()
  })

  test('that one is in are known though the list of streams leaves them out', () => {
    const { streams } = loadedChat({ streams: [], subscriptions: [wireSubscription(LOBBY, { invite_only: true })] })
    expect(streams.all()).toEqual([{ id: LOBBY, name: 'Stream 13', description: '', isPrivate: true }])
  })
})

describe('subscriptions', () => {
  test('begin and end with the events, and bring a stream that was out of sight', () => {
    const chat = loadedChat()
    const added = wireSubscription(LOBBY, { is_muted: true, subscribers: [ADA] })
    handle(chat, { id: 1, type: 'subscription', op: 'add', subscriptions: [added] })
    expect(chat.subscriptions.get(LOBBY)).toEqual({ streamId: LOBBY, isMuted: true, isPinned: false })
    expect(chat.streams.get(LOBBY)?.name).toBe('Stream 13')
    expect([...chat.subscriptions.members(LOBBY)]).toEqual([ADA])
    handle(chat, { id: 1, type: 'subscription', op: 'remove', subscriptions: [{ stream_id: GENERAL }] })
    expect(chat.subscriptions.all().map(({ streamId }) => streamId)).toEqual([KITCHEN, LOBBY])
    expect(chat.streams.get(GENERAL)?.name).toBe('Stream 11')
  })

  test('are muted and pinned, and other properties are none of theirs', () => {
    const chat = loadedChat()
    handle(
      chat,
      update(GENERAL, 'is_muted', true),
      update(GENERAL, 'pin_to_top', true),
      update(GENERAL, 'color', '#f00'),
    )
    expect(chat.subscriptions.get(GENERAL)).toEqual({ streamId: GENERAL, isMuted: true, isPinned: true })
    handle(chat, update(GENERAL, 'is_muted', false), update(LOBBY, 'is_muted', true))
    expect(chat.subscriptions.get(GENERAL)?.isMuted).toBe(false)
    expect(chat.subscriptions.get(LOBBY)).toBeUndefined()
  })

  test('know who else is there', () => {
    const chat = loadedChat()
    handle(chat, peers('peer_add', [GENERAL, KITCHEN], EDSGER), peers('peer_remove', [GENERAL], GRACE))
    expect([...chat.subscriptions.members(GENERAL)]).toEqual([ADA, EDSGER])
    expect([...chat.subscriptions.members(KITCHEN)]).toEqual([ADA, GRACE, EDSGER])
    expect([...chat.subscriptions.members(LOBBY)]).toEqual([])
  })
})
