import type { Run } from '../run.ts'
import { channel, listOf, NO_ID } from './steps.ts'

const IN_A_YEAR = Math.floor(Date.now() / 1000) + 365 * 24 * 3600

/** What people keep for themselves. */
export async function playPersonal(run: Run): Promise<void> {
  const stream = await channel(run, 'Naples', ['owner', 'member', 'other'])
  await drafts(run, stream)
  await snippets(run)
  await scheduled(run, stream)
  await alertWords(run)
  await topics(run, stream)
}

async function drafts(run: Run, stream: number): Promise<void> {
  const draft = { type: 'stream', to: [stream], topic: 'questions', content: 'How?', timestamp: 1_595_479_019 }
  const direct = { type: 'private', to: [run.idOf('other')], topic: '', content: 'psst' }
  const { ids } = await run.ok('create-drafts', 'member', { drafts: [draft, direct] })
  const [draft_id] = Array.isArray(ids) ? (ids as number[]) : []
  await run.ok('edit-draft', 'member', { draft_id, draft: { ...draft, content: 'Why?' } })
  await run.ok('get-drafts', 'member')
  await run.ok('delete-draft', 'member', { draft_id })
  await run.refused('create-drafts', 'member', { drafts: [{ ...draft, to: [stream, stream + 1] }] })
  await run.refused('edit-draft', 'member', { draft_id: NO_ID, draft })
  await run.refused('delete-draft', 'other', { draft_id: NO_ID })
}

async function snippets(run: Run): Promise<void> {
  const made = await run.ok('create-saved-snippet', 'member', { title: 'Welcome', content: 'Hello **you**' })
  await run.ok('get-saved-snippets', 'member')
  const { saved_snippet_id } = made
  await run.ok('delete-saved-snippet', 'member', { saved_snippet_id })
  await run.refused('create-saved-snippet', 'member', { title: '', content: 'x' })
  await run.refused('delete-saved-snippet', 'member', { saved_snippet_id: NO_ID })
}

async function scheduled(run: Run, stream: number): Promise<void> {
  const plain = { content: 'Later', scheduled_delivery_timestamp: IN_A_YEAR }
  const inChannel = { ...plain, type: 'channel', to: stream, topic: 'later' }
  const made = await run.ok('create-scheduled-message', 'member', { ...inChannel, read_by_sender: true })
  const { scheduled_message_id } = made
  await run.ok('create-scheduled-message', 'member', { ...plain, type: 'direct', to: [run.idOf('other')] })
  await run.ok('get-scheduled-messages', 'member')
  await run.ok('update-scheduled-message', 'member', { scheduled_message_id, content: 'Much later', topic: 'never' })
  await run.ok('update-scheduled-message', 'member', {
    scheduled_message_id,
    type: 'direct',
    to: [run.idOf('other'), run.idOf('guest')],
    scheduled_delivery_timestamp: IN_A_YEAR + 60,
  })
  const toNowhere = { type: 'channel', to: NO_ID, topic: 'x' }
  const toNobody = { type: 'direct', to: [NO_ID] }
  await run.refused('create-scheduled-message', 'member', { ...plain, ...toNowhere }, 1)
  await run.refused('create-scheduled-message', 'member', { ...plain, ...toNobody }, 2)
  const update = { scheduled_message_id }
  await run.refused('update-scheduled-message', 'member', { ...update, ...toNowhere }, 1)
  await run.refused('update-scheduled-message', 'member', { ...update, ...toNobody }, 2)
  await run.refused('update-scheduled-message', 'other', { ...update, content: 'x' }, 3)
  await run.ok('delete-scheduled-message', 'member', update)
  await run.refused('delete-scheduled-message', 'member', update)
}

async function alertWords(run: Run): Promise<void> {
  await run.ok('add-alert-words', 'member', { alert_words: ['foo', 'bar'] })
  const body = await run.ok('get-alert-words', 'member')
  run.expect('get-alert-words', listOf(body, 'alert_words').length === 2, 'does not answer what was added')
  await run.ok('remove-alert-words', 'member', { alert_words: ['foo'] })
  await run.refused('add-alert-words', 'member', { alert_words: ['x'.repeat(101)] })
}

async function topics(run: Run, stream_id: number): Promise<void> {
  for (const visibility_policy of [1, 2, 3, 0]) {
    await run.ok('update-user-topic', 'member', { stream_id, topic: 'dinner', visibility_policy })
  }
  await run.ok('mute-topic', 'member', { stream_id, topic: 'lunch', op: 'add' })
  await run.ok('mute-topic', 'member', { stream_id, topic: 'lunch', op: 'remove' })
  await run.ok('mute-topic', 'member', { stream: 'Naples', topic: 'breakfast', op: 'add' })
}
