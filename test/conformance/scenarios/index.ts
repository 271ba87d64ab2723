import type { Run } from '../run.ts'
import { playAccess } from './access.ts'
import { playAgain } from './again.ts'
import { playBots } from './bots.ts'
import { playChannels } from './channels.ts'
import { playDevices } from './devices.ts'
import { playFiles } from './files.ts'
import { playGroups } from './groups.ts'
import { playInvites } from './invites.ts'
import { playMessages } from './messages.ts'
import { playMoves } from './moves.ts'
import { playOrganization } from './organization.ts'
import { playPeople } from './people.ts'
import { playPersonal } from './personal.ts'
import { playQueues } from './queues.ts'
import { playReactions } from './reactions.ts'
import { playSettings } from './settings.ts'
import { playStatus } from './status.ts'
import { playWildcards } from './wildcards.ts'

/** Everything that is played, in this order. */
export const SCENARIOS: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  queues: playQueues,
  people: playPeople,
  status: playStatus,
  channels: playChannels,
  messages: playMessages,
  moves: playMoves,
  reactions: playReactions,
  wildcards: playWildcards,
  personal: playPersonal,
  settings: playSettings,
  groups: playGroups,
  invites: playInvites,
  files: playFiles,
  bots: playBots,
  organization: playOrganization,
  devices: playDevices,
  access: playAccess,
  again: playAgain,
}
