import type { FastifyInstance } from 'fastify'
import type { ApplianceSettings } from './contract/settings/appliance.ts'
import type { Core } from './delivery/core.ts'
import type { Queues } from './delivery/queues.ts'
import { mountAccount } from './features/account/index.ts'
import { mountAlertWords } from './features/alert-words/index.ts'
import type { Auth } from './features/auth/index.ts'
import { mountDrafts } from './features/drafts/index.ts'
import { mountEmoji } from './features/emoji/index.ts'
import { type Exporter, mountExports } from './features/exports/index.ts'
import { type ExternalContent, mountExternalContent } from './features/external-content/index.ts'
import { type Files, mountFiles } from './features/files/index.ts'
import { mountInvites } from './features/invites/index.ts'
import { mountLinkifiers } from './features/linkifiers/index.ts'
import type { Mailer } from './features/mail/index.ts'
import { findNewestId, mountMessages, tellJoined, tellNewStreams } from './features/messages/index.ts'
import { mountOnboarding } from './features/onboarding/index.ts'
import { guardClosure, mountOrganization, mountServerSettings } from './features/organization/index.ts'
import { mountOrganizationPictures } from './features/organization-pictures/index.ts'
import { mountPlaygrounds } from './features/playgrounds/index.ts'
import { mountPresence, type Presences } from './features/presence/index.ts'
import { mountProfileFields } from './features/profile-fields/index.ts'
import { mountPushDevices } from './features/push-devices/index.ts'
import { mountReactions } from './features/reactions/index.ts'
import { mountRegister } from './features/register/index.ts'
import { mountScheduledMessages } from './features/scheduled-messages/index.ts'
import { mountStreams } from './features/streams/index.ts'
import { mountTyping } from './features/typing/index.ts'
import { mountUserGroups } from './features/user-groups/index.ts'
import { mountUserStatus } from './features/user-status/index.ts'
import { mountUserTopics } from './features/user-topics/index.ts'
import { mountAvatars, mountUsers } from './features/users/index.ts'
import { mountVideoCalls } from './features/video-calls/index.ts'

/** What the chat's routes work with. */
export interface ChatParts {
  readonly core: Core
  readonly auth: Auth
  readonly queues: Queues
  readonly presences: Presences
  readonly files: Files
  readonly external: ExternalContent
  /** Of the appliance, at this moment. */
  readonly settings: () => ApplianceSettings
  readonly exporter: Pick<Exporter, 'wake'>
  readonly mailer: Pick<Mailer, 'isConfigured'>
  /** The server's version, as it is shown to everybody. */
  readonly about: Readonly<Record<string, unknown>>
  /** The address that this server is known by, without a slash at its end. */
  readonly url: () => string
  /** The one that most devices of the office can use, for links to hand out. */
  readonly publicUrl: () => string
}

/** Everything of the API that works on an organization's data: the one list of what is served, in tests too. */
export function mountChat(app: FastifyInstance, parts: ChatParts): void {
  const { core, auth, queues, presences, files, external, settings, mailer, exporter, about, url, publicUrl } = parts
  guardClosure(app, core, auth.forgetAll)
  auth.mount(app, publicUrl)
  mountServerSettings(app, core, { about, url })
  mountInvites(app, core, { auth, origin: publicUrl, mailer })
  const host = () => new URL(url()).hostname
  mountUsers(app, core, auth, { findNewestId, tellJoined }, host, publicUrl)
  mountAccount(app, core, auth)
  mountOrganization(app, core, settings)
  mountVideoCalls(app, auth.secrets, settings)
  mountLinkifiers(app, core)
  mountPlaygrounds(app, core)
  mountProfileFields(app, core)
  mountAvatars(app, core, files, host)
  mountUserGroups(app, core)
  mountStreams(app, core, tellNewStreams)
  mountFiles(app, core, files)
  mountExternalContent(app, core, external)
  mountEmoji(app, core, files)
  mountOrganizationPictures(app, core, files)
  mountExports(app, core, { files, exporter, limits: settings })
  mountMessages(app, core)
  mountReactions(app, core)
  mountTyping(app, core)
  mountDrafts(app, core)
  mountScheduledMessages(app, core)
  mountAlertWords(app, core)
  mountUserTopics(app, core)
  mountUserStatus(app, core)
  mountOnboarding(app, core)
  mountPushDevices(app, core)
  mountPresence(app, core, presences, host)
  mountRegister(app, core, {
    queues,
    presences,
    secrets: auth.secrets,
    onSessionEnd: auth.onSessionEnd,
    fileLimits: files.limits,
    calls: settings,
    about,
    url,
  })
}
