import { hash } from 'node:crypto'
import { ApiError } from '../../contract/errors.ts'
import type { BigBlueButtonServer } from './providers.ts'

const PATIENCE_MS = 10_000
/** Far more than such an answer is long. */
const MAX_ANSWER = 64 * 1024

type Params = Readonly<Record<string, string>>

export interface Meeting {
  readonly id: string
  readonly name: string
  readonly voiceOnly: boolean
  /** The account that moderates it: whoever made it. */
  readonly moderator: number
}

/** Makes the meeting, unless it goes on already. @returns when it began, in the server's own form */
export async function createMeeting(server: BigBlueButtonServer, meeting: Meeting): Promise<string> {
  const answer = await ask(addressOf(server, 'create', toCreate(meeting)))
  if (textOf(answer, 'messageKey') === 'checksumError') {
    throw new ApiError('BAD_REQUEST', 'Error authenticating to the BigBlueButton server.')
  }
  const createTime = textOf(answer, 'createTime')
  if (textOf(answer, 'returncode') !== 'SUCCESS' || !createTime) {
    throw new ApiError('BAD_REQUEST', 'BigBlueButton server returned an unexpected error.')
  }
  return createTime
}

/** Where somebody enters the meeting under their name; whoever has the address is let in as them. */
export function joinAddress(
  server: BigBlueButtonServer,
  meeting: Meeting,
  person: { readonly id: number; readonly fullName: string },
  createTime: string,
): string {
  const role = person.id === meeting.moderator ? 'MODERATOR' : 'VIEWER'
  return addressOf(server, 'join', { meetingID: meeting.id, role, fullName: person.fullName, createTime })
}

function toCreate({ id, name, voiceOnly }: Meeting): Params {
  return { meetingID: id, name, ...(voiceOnly && { lockSettingsDisableCam: 'true' }) }
}

/** The checksum proves that the call comes from who knows the secret: https://docs.bigbluebutton.org/development/api/#usage */
function addressOf({ url, secret }: BigBlueButtonServer, call: 'create' | 'join', params: Params): string {
  const query = Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return `${url}/api/${call}?${query}&checksum=${hash('sha256', call + query + secret)}`
}

async function ask(address: string): Promise<string> {
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) })
    if (!response.ok) throw new Error(`The server answered ${response.status}`)
    return await readText(response)
  } catch {
    throw new ApiError('BAD_REQUEST', 'Error connecting to the BigBlueButton server.')
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > MAX_ANSWER) throw new Error('The answer is too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The answer is XML, of which single values are looked at: none of them holds markup. */
function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1]
}
