import type { Run } from '../run.ts'
import { channel, NO_ID, say } from './steps.ts'

export async function playMessages(run: Run): Promise<void> {
  const stream = await channel(run, 'Venice', ['owner', 'admin', 'member', 'other', 'guest'])
  await send(run, stream)
  await read(run, stream)
  await flag(run, stream)
  await change(run, stream)
}

async function send(run: Run, stream: number): Promise<void> {
  const rich = '**bold** `code` @**Other Acme** #**Venice** :octopus: https://acme.test\n```math\nx\n```\n> quote'
  await say(run, 'member', stream, 'Rialto', rich)
  const { queue_id } = await run.ok('register-queue', 'member', { event_types: ['message'] }, { remark: false })
  const local = { queue_id, local_id: '100.01', read_by_sender: true }
  await run.ok('send-message', 'member', {
    type: 'stream',
    to: 'Venice',
    topic: 'Rialto',
    content: 'by name',
    ...local,
  })
  await run.ok('delete-queue', 'member', { queue_id })
  const direct = { type: 'direct', content: '/me waves' }
  await run.ok('send-message', 'member', { ...direct, to: [run.idOf('other')] })
  await run.ok('send-message', 'guest', { ...direct, type: 'private', to: ['member@acme.test', 'owner@acme.test'] })
  await run.ok('send-message', 'member', { ...direct, to: [run.idOf('member')] })
  const nowhere = { type: 'channel', to: 'nonexistent', topic: 'x', content: 'x' }
  await run.refused('send-message', 'member', nowhere, 1)
  await run.refused('send-message', 'member', { ...direct, to: ['eeshan@acme.test'] }, 2)
  await run.ok('render-message', 'member', { content: rich })
}

async function read(run: Run, stream: number): Promise<void> {
  const page = { anchor: 'newest', num_before: 100, num_after: 0 }
  for (const actor of ['owner', 'member', 'guest']) await run.ok('get-messages', actor, page)
  const search = (operator: string, operand: unknown) =>
    run.ok('get-messages', 'member', { ...page, narrow: [{ operator, operand }], apply_markdown: false })
  await search('channel', stream)
  await search('sender', 'member@acme.test')
  await search('dm', [run.idOf('other')])
  await search('is', 'unread')
  await search('has', 'link')
  const found = await search('search', 'bold')
  const message_id = await say(run, 'member', stream, 'Rialto', 'to be looked at')
  run.expect('get-messages', Array.isArray(found['messages']), 'finds no list for a search')
  await run.ok('get-messages', 'other', { message_ids: [message_id], client_gravatar: false })
  await run.ok('get-messages', 'other', {
    anchor: String(message_id),
    include_anchor: false,
    num_before: 2,
    num_after: 2,
    use_first_unread_anchor: false,
  })
  await run.ok('get-message', 'other', { message_id, apply_markdown: false })
  await run.refused('get-message', 'other', { message_id: NO_ID })
  const narrow = [{ operator: 'has', operand: 'link' }]
  await run.ok('check-messages-match-narrow', 'other', { msg_ids: [message_id], narrow })
  await run.ok('get-read-receipts', 'member', { message_id })
  await run.refused('get-read-receipts', 'member', { message_id: NO_ID })
}

async function flag(run: Run, stream_id: number): Promise<void> {
  const first = await say(run, 'member', stream_id, 'flags', 'one')
  const second = await say(run, 'member', stream_id, 'flags', 'two')
  const messages = [first, second]
  for (const flag of ['starred', 'read']) {
    for (const op of ['add', 'remove']) await run.ok('update-message-flags', 'other', { messages, op, flag })
  }
  await run.ok('update-message-flags-for-narrow', 'other', {
    anchor: String(first),
    include_anchor: true,
    num_before: 0,
    num_after: 10,
    narrow: [{ operator: 'channel', operand: stream_id }],
    op: 'add',
    flag: 'read',
  })
  await run.ok('mark-topic-as-read', 'guest', { stream_id, topic_name: 'flags' })
  await run.ok('mark-stream-as-read', 'guest', { stream_id })
  await run.ok('mark-all-as-read', 'admin')
  await run.ok('get-messages', 'other', { anchor: 'first_unread', num_before: 5, num_after: 5 })
}

async function change(run: Run, stream: number): Promise<void> {
  const message_id = await say(run, 'member', stream, 'edits', 'a first text')
  await run.ok('update-message', 'member', { message_id, content: 'a second text with https://acme.test' })
  await run.ok('update-message', 'member', { message_id, topic: 'edited' })
  await run.ok('get-message-history', 'other', { message_id })
  await run.refused('get-message-history', 'other', { message_id: NO_ID })
  await run.ok('get-message', 'other', { message_id })
  await run.refused('update-message', 'other', { message_id, content: 'mine now' }, 1)
  await run.refused('delete-message', 'other', { message_id: NO_ID }, 1)
  await run.refused('delete-message', 'other', { message_id }, 2)
  await run.ok('delete-message', 'owner', { message_id })
  const direct = { type: 'direct', to: [run.idOf('other')], content: 'gone soon' }
  const { id } = await run.ok('send-message', 'owner', direct)
  await run.ok('update-message', 'owner', { message_id: id, content: 'gone **very** soon' })
  await run.ok('delete-message', 'owner', { message_id: id })
}
