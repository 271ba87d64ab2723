import { z } from 'zod'
import { parseJson } from '../../contract/endpoint.ts'

/** What a webhook is told. */
export interface Told {
  readonly bot: { readonly id: number; readonly email: string; readonly full_name: string }
  readonly trigger: string
  readonly token: string
  /** As https://zulip.com/api/get-messages shows it, in Markdown. */
  readonly message: Readonly<Record<string, unknown>>
  readonly rendered: string
  /** This server's address. */
  readonly site: string
}

/** How a webhook is spoken to. */
interface Form {
  /** @returns undefined where the form has no words for this */
  write(told: Told): { readonly type: string; readonly body: string } | undefined
  /** @returns what the bot is to say; '' for nothing @throws when it cannot be understood */
  read(answer: unknown): string
}

const zulipAnswer = z.object({
  response_not_required: z.boolean().optional(),
  response_string: z.unknown().optional(),
  content: z.unknown().optional(),
})

/** https://zulip.com/api/outgoing-webhooks */
const zulip: Form = {
  write: ({ bot, trigger, token, message, rendered }) => ({
    type: 'application/json',
    body: JSON.stringify({
      bot_email: bot.email,
      bot_full_name: bot.full_name,
      data: message['content'],
      message: { ...message, rendered_content: rendered },
      token,
      trigger,
    }),
  }),
  read(answer) {
    const { response_not_required, response_string, content } = zulipAnswer.parse(answer)
    return response_not_required === true ? '' : asText(content ?? response_string)
  },
}

/** As Slack's outgoing webhooks post; it knows no direct messages. */
const slack: Form = {
  write({ bot, trigger, token, message, site }) {
    if (message['type'] !== 'stream') return undefined
    const at = String(message['timestamp'])
    const form = new URLSearchParams({
      token,
      team_id: 'T1',
      team_domain: new URL(site).host,
      channel_id: `C${String(message['stream_id'])}`,
      channel_name: String(message['display_recipient']),
      thread_ts: at,
      timestamp: at,
      user_id: `U${String(message['sender_id'])}`,
      user_name: String(message['sender_full_name']),
      text: String(message['content']),
      trigger_word: trigger,
      service_id: String(bot.id),
    })
    return { type: 'application/x-www-form-urlencoded', body: form.toString() }
  },
  read: (answer) => asText(z.object({ text: z.unknown().optional() }).parse(answer).text),
}

/** By the number that `interface` of a service is: 1 Zulip's, 2 Slack's. */
export const FORMS: Readonly<Record<number, Form>> = { 1: zulip, 2: slack }

function asText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** The body of an answer; none is one that says nothing. @throws when it is no JSON */
export function parseAnswer(body: Buffer): unknown {
  const text = body.toString().trim()
  return text === '' ? {} : parseJson(text)
}
