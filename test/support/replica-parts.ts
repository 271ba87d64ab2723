import { BOTS } from './replica-bots.ts'
import { CHANNELS } from './replica-channels.ts'
import { FILES } from './replica-files.ts'
import type { ReplicaPart } from './replica-part.ts'
import { PERSONAL } from './replica-personal.ts'
import { SETTINGS } from './replica-settings.ts'

/** Each feature's part is a file of its own beside this one. */
export const REPLICA_PARTS: readonly ReplicaPart[] = [BOTS, CHANNELS, FILES, PERSONAL, SETTINGS]
