import { z } from 'zod'
import { applianceSettingsChange } from '../settings/appliance.ts'
import { operation } from './operation.ts'

const values = z.record(z.string(), z.unknown())

export const settingsOperations = {
  'settings.get': operation({
    kind: 'query',
    permission: 'operator',
    input: z.strictObject({}),
    output: z.object({ values }),
  }),
  /** Changes the named settings, all or none. */
  'settings.update': operation({
    kind: 'mutation',
    permission: 'operator',
    input: applianceSettingsChange,
    output: z.object({
      values,
      /** Names of the changed settings that wait for the next start. */
      needsRestart: z.array(z.string()),
    }),
  }),
} as const
