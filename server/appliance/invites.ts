import type { AdminHandlers } from '../admin/dispatch.ts'
import type { ChatServer } from '../chat-server.ts'
import { ROLE_NUMBERS } from '../contract/admin/role.ts'
import { ApiError } from '../contract/errors.ts'
import { qrCodeOf } from '../lib/qr-code.ts'

interface InviteParts {
  /** Throws SERVICE_UNAVAILABLE while the chat is starting. */
  readonly chat: () => ChatServer
  /** `https://…` of the host, the one for people first. */
  readonly urls: () => readonly string[]
  /** The page on which devices learn to trust this host; empty while that is switched off. */
  readonly trustUrl: () => string
}

/** Invitations by whoever runs the host; people of the organization make theirs by the chat's API. */
export function createInviteHandlers({ chat, urls, trustUrl }: InviteParts): Pick<AdminHandlers, 'invites.create'> {
  return {
    async 'invites.create'({ role, reusable, expiresInMinutes }) {
      if (!chat().isSetUp()) throw new ApiError('BAD_REQUEST', 'Nobody can be invited before the setup is finished.')
      const { id, token, path, expiresAt } = await chat().createInvite({
        role: ROLE_NUMBERS[role],
        isReusable: reusable,
        expiresInMinutes,
        streamIds: [],
        withPublicStreams: true,
      })
      const links = urls().map((url) => `${url}${path}`)
      const link = links[0] ?? path
      const trustLink = trustUrl() && `${trustUrl()}#${token}`
      return { id, link, links, trustLink, expiresAt: expiresAt?.getTime() ?? null, qr: qrCodeOf(trustLink || link) }
    },
  }
}
