import { type ChatApi, MEMBER } from '../features/chat-api.ts'
import { ask } from '../http/https-server.ts'
import { callAs, hire } from './cast.ts'
import type { Secrets } from './values.ts'

/** Texts in every place that only a private stream's members, the two of a conversation, or one person may look into. */
export async function plant(chat: ChatApi): Promise<Secrets> {
  const done = async (method: string, path: string, params: Record<string, unknown>) => {
    const { json } = await chat.call(MEMBER, method, path, params)
    if (json['result'] !== 'success') throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }
  const subscriptions = [{ name: 'canary-name', description: 'canary-description' }]
  await done('POST', '/users/me/subscriptions', { subscriptions, invite_only: true })
  const { subscriptions: own } = await done('GET', '/users/me/subscriptions', {})
  const [{ stream_id } = { stream_id: 0 }] = own as { stream_id: number }[]
  const send = async (params: Record<string, unknown>) => (await done('POST', '/messages', params))['id'] as number
  const to = { type: 'stream', to: stream_id, topic: 'canary-topic' }
  const url = await upload(chat)
  const message = await send({ ...to, content: `/poll canary-text https://example.org` })
  await send({ ...to, content: `canary-alert [canary-file](${url})` })
  const direct = await send({ type: 'direct', to: [MEMBER], content: 'canary-direct' })
  const draft = { type: 'stream', to: [stream_id], topic: 'canary-topic', content: 'canary-draft', timestamp: 1000 }
  await done('POST', '/drafts', { drafts: [draft] })
  await done('POST', '/saved_snippets', { title: 'canary-title', content: 'canary-snippet' })
  const later = { scheduled_delivery_timestamp: 4_000_000_000 }
  await done('POST', '/scheduled_messages', { ...to, content: 'canary-scheduled', ...later })
  await done('POST', '/users/me/alert_words', { alert_words: ['canary-alert'] })
  await done('POST', '/user_topics', { stream_id, topic: 'canary-topic', visibility_policy: 3 })
  await done('PUT', '/bot_storage', { storage: { 'canary-key': 'canary-value' } })
  const hidden = await hire(chat, 'canary-mail@acme.test', 'Hidden')
  await callAs(chat, hidden, 'PATCH', '/api/v1/settings', { email_address_visibility: 4 })
  return { stream: stream_id, message, direct, member: MEMBER, hidden: hidden.id, file: url.split('/').slice(2) }
}

async function upload(chat: ChatApi): Promise<string> {
  const head = 'Content-Disposition: form-data; name="file"; filename="harmless.txt"'
  const { json } = await ask(chat, '/api/v1/user_uploads', {
    method: 'POST',
    body: `--x\r\n${head}\r\nContent-Type: text/plain\r\n\r\ncanary-bytes\r\n--x--\r\n`,
    headers: { ...chat.headers(MEMBER), 'content-type': 'multipart/form-data; boundary=x' },
  })
  return String(json['url'])
}

/** What goes on there while others listen. */
export async function live(chat: ChatApi, { stream, message }: Secrets): Promise<void> {
  const vote = JSON.stringify({ type: 'vote', key: 'canary-vote', vote: 1 })
  await chat.call(MEMBER, 'POST', '/submessage', { message_id: message, msg_type: 'widget', content: vote })
  await chat.call(MEMBER, 'POST', `/messages/${message}/reactions`, { emoji_name: 'octopus' })
  await chat.call(MEMBER, 'POST', '/typing', { op: 'start', type: 'stream', stream_id: stream, topic: 'canary-typing' })
  const to = { type: 'stream', to: stream, topic: 'canary-topic' }
  const { json } = await chat.call(MEMBER, 'POST', '/messages', { ...to, content: 'canary-text' })
  const id = String(json['id'])
  await chat.call(MEMBER, 'PATCH', `/messages/${id}`, { content: 'canary-edit' })
  await chat.call(MEMBER, 'PATCH', `/messages/${id}`, { topic: 'canary-topic two' })
  await chat.call(MEMBER, 'DELETE', `/messages/${id}`)
  const draft = { type: '', to: [], topic: '', content: 'canary-draft two', timestamp: 2000 }
  await chat.call(MEMBER, 'POST', '/drafts', { drafts: [draft] })
  await chat.call(MEMBER, 'POST', '/saved_snippets', { title: 'canary-title two', content: 'canary-snippet' })
}
