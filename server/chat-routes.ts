import type { FastifyInstance } from 'fastify'
import type { Core } from './delivery/core.ts'
import type { Queues } from './delivery/queues.ts'
import type { Auth } from './features/auth/index.ts'
import { findNewestId, mountMessages } from './features/messages/index.ts'
import { mountPresence, type Presences } from './features/presence/index.ts'
import { mountRegister } from './features/register/index.ts'
import { mountStreams } from './features/streams/index.ts'
import { mountTyping } from './features/typing/index.ts'
import { mountUserGroups } from './features/user-groups/index.ts'
import { mountUsers } from './features/users/index.ts'

/** What the chat's routes work with. */
export interface ChatParts {
  readonly core: Core
  readonly auth: Auth
  readonly queues: Queues
  readonly presences: Presences
  /** The server's version, as it is shown to everybody. */
  readonly about: Readonly<Record<string, unknown>>
  /** The address that this server is known by, without a slash at its end. */
  readonly url: () => string
}

/** Everything of the API that works on an organization's data: the one list of what is served, in tests too. */
export function mountChat(app: FastifyInstance, { core, auth, queues, presences, about, url }: ChatParts): void {
  auth.mount(app)
  mountUsers(app, core, auth, findNewestId)
  mountUserGroups(app, core)
  mountStreams(app, core)
  mountMessages(app, core)
  mountTyping(app, core)
  mountPresence(app, core, presences)
  mountRegister(app, core, { queues, presences, onSessionEnd: auth.onSessionEnd, about, url })
}
