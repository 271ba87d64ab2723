import type { ReplicaPart } from './replica-part.ts'

/** Each feature's part is a file of its own beside this one. */
export const REPLICA_PARTS: readonly ReplicaPart[] = []
