import { z } from 'zod'
import { address } from './address.ts'
import { type Setting, setting } from './entry.ts'

const count = (min: number, max: number) => z.int().min(min).max(max)

/** Every setting of the appliance itself, kept in `appliance.db`: one entry a setting. */
export const APPLIANCE_SETTINGS = {
  port: setting({
    schema: count(1, 65_535),
    default: 8443,
    label: 'Port',
    description:
      'TCP port of chat, API and administration. When it is taken at the very first start, the next free one.',
    changedBy: 'host',
    needsRestart: true,
  }),
  addresses: setting({
    schema: z.array(address).max(50),
    default: [],
    label: 'Addresses',
    description:
      'Further host names and IP addresses under which people reach this host, besides those it finds itself.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  rate_limit_api_per_minute: setting({
    schema: count(0, 1_000_000),
    default: 200,
    label: 'API calls per person',
    description: 'API calls a person may make in a minute; 0 switches the limit off.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  log_level: setting({
    schema: z.enum(['debug', 'info', 'warn', 'error']),
    default: 'info',
    label: 'Log detail',
    description: 'Least important entry that is written to the log files.',
    changedBy: 'operator',
    needsRestart: false,
  }),
} as const satisfies Record<string, Setting>

export type ApplianceSettingName = keyof typeof APPLIANCE_SETTINGS

export type ApplianceSettings = {
  readonly [Name in ApplianceSettingName]: z.output<(typeof APPLIANCE_SETTINGS)[Name]['schema']>
}

type SettingSchemas = { [Name in ApplianceSettingName]: z.ZodOptional<(typeof APPLIANCE_SETTINGS)[Name]['schema']> }

/** Some settings with new values; an unknown name is an error. */
export const applianceSettingsChange = z.strictObject(
  Object.fromEntries(
    Object.entries(APPLIANCE_SETTINGS).map(([name, entry]) => [name, entry.schema.optional()]),
  ) as unknown as SettingSchemas,
)

export type ApplianceSettingsChange = z.output<typeof applianceSettingsChange>

export const DEFAULT_APPLIANCE_SETTINGS = Object.fromEntries(
  Object.entries(APPLIANCE_SETTINGS).map(([name, entry]) => [name, entry.default]),
) as unknown as ApplianceSettings
