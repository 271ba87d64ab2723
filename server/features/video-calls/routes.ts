import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { createBigBlueButtonCall } from '../../contract/chat/calls.ts'
import { ApiError } from '../../contract/errors.ts'
import { mount } from '../../http/mount.ts'
import { mountRedirect } from '../../http/mount-redirect.ts'
import type { Secrets } from '../auth/index.ts'
import { createMeeting, joinAddress, type Meeting } from './bigbluebutton.ts'
import { type BigBlueButtonServer, bigBlueButtonOf, type CallSettings } from './providers.ts'

const JOIN = '/calls/bigbluebutton/join'

/** @param settings read at every call, since they may change */
export function mountVideoCalls(app: FastifyInstance, secrets: Secrets, settings: () => CallSettings): void {
  const server = (): BigBlueButtonServer => {
    const found = bigBlueButtonOf(settings())
    if (!found) throw new ApiError('BAD_REQUEST', 'BigBlueButton is not configured.')
    return found
  }

  mount(app, createBigBlueButtonCall, ({ meeting_name: name, voice_only: voiceOnly }, { actor }) => {
    server()
    const id = `hearth-${randomBytes(12).toString('hex')}`
    return { url: `${JOIN}?bigbluebutton=${seal(secrets, { id, name, voiceOnly, moderator: actor.id })}` }
  })

  mountRedirect(app, JOIN, async ({ bigbluebutton: token }, actor) => {
    const meeting = open(secrets, token)
    if (!meeting) throw new ApiError('BAD_REQUEST', 'Invalid signature.')
    const known = server()
    return joinAddress(known, meeting, actor, await createMeeting(known, meeting))
  })
}

/** Sealed, so that nobody comes by a link of their own making into other meetings of that server. */
function seal(secrets: Secrets, meeting: Meeting): string {
  return `${meeting.moderator}.${secrets.seal(meeting.moderator, JSON.stringify(meeting)).toString('base64url')}`
}

function open(secrets: Secrets, token: unknown): Meeting | undefined {
  const [, moderator, sealed = ''] = /^(\d{1,9})\.([\w-]{1,2000})$/.exec(String(token)) ?? []
  try {
    const meeting = JSON.parse(secrets.open(Number(moderator), Buffer.from(sealed, 'base64url'))) as Partial<Meeting>
    // Other things that the same account has sealed are no meetings.
    return meeting.moderator === Number(moderator) && meeting.id?.startsWith('hearth-')
      ? (meeting as Meeting)
      : undefined
  } catch {
    return undefined
  }
}
