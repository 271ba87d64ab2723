import { z } from 'zod'
import { address, callable } from './address.ts'
import { type Setting, setting } from './entry.ts'
import { webAddress } from './web-address.ts'

const count = (min: number, max: number) => z.int().min(min).max(max)
const text = (max: number) => z.string().trim().max(max)
/** Empty, or without a slash at its end. */
const service = z.union([z.literal(''), webAddress.transform((url) => url.replace(/\/+$/, ''))])
const secret = z.string().max(500)

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
  plain_http_enabled: setting({
    schema: z.boolean(),
    default: true,
    label: 'Trust page',
    description:
      'Serves the page on which devices learn to trust this host, over plain HTTP, and leads everything else to HTTPS.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  plain_http_port: setting({
    schema: count(1, 65_535),
    default: 8080,
    label: 'Port of the trust page',
    description: 'TCP port of plain HTTP. Until one is chosen, the next free one is taken.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  mdns_enabled: setting({
    schema: z.boolean(),
    default: true,
    label: 'Announce in the local network',
    description:
      'Lets devices find this host by a name that ends in .local, and lists it among the services of the network.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  mdns_name: setting({
    schema: z
      .string()
      .trim()
      .toLowerCase()
      .refine((text) => /^[a-z0-9](?:[a-z0-9-]{0,55}[a-z0-9])?$/.test(text), {
        message: 'must be one word of letters, digits and hyphens',
      }),
    default: 'hearth',
    label: 'Name in the local network',
    description: 'The name without .local. When another device has it already, a number is added.',
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
  outgoing_private_addresses: setting({
    schema: z.array(callable).max(50),
    default: [],
    label: 'Local addresses for bots',
    description:
      'Host names, addresses and ranges of your own network that bots may call, such as 10.0.0.5:5000. Everything else that is not public is out of their reach.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  max_file_upload_size_mib: setting({
    schema: count(1, 10_240),
    default: 100,
    label: 'Largest file',
    description: 'Size in MiB up to which a file may be uploaded.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  upload_quota_mib: setting({
    schema: count(0, 1_000_000_000),
    default: 0,
    label: 'Space for files',
    description: 'Size in MiB that all uploaded files together may take; 0: as much as the disk holds.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  max_export_size_mib: setting({
    schema: count(1, 1_000_000),
    default: 10_240,
    label: 'Largest export',
    description: 'Size in MiB of messages and files up to which administrators may export the organization themselves.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  jitsi_server_url: setting({
    schema: service,
    default: '',
    label: 'Jitsi server',
    description: 'Address of the Jitsi Meet server for video calls; empty: none, unless an administrator names one.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  bigbluebutton_url: setting({
    schema: service,
    default: '',
    label: 'BigBlueButton server',
    description: 'Address of the BigBlueButton server for video calls, ending in /bigbluebutton; empty: none.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  bigbluebutton_secret: setting({
    schema: secret,
    default: '',
    label: 'BigBlueButton secret',
    description: 'The shared secret of that server, as “bbb-conf --secret” shows it.',
    changedBy: 'operator',
    needsRestart: false,
    isSecret: true,
  }),
  smtp_host: setting({
    schema: z.union([z.literal(''), address]),
    default: '',
    label: 'Mail server',
    description: 'The server that sends the mail of this host, such as invitations; empty: it sends none.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  smtp_port: setting({
    schema: count(1, 65_535),
    default: 587,
    label: 'Port of the mail server',
    description: 'Usually 587 with STARTTLS, 465 with SSL/TLS, 25 without encryption.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  smtp_security: setting({
    schema: z.enum(['starttls', 'tls', 'none']),
    default: 'starttls',
    label: 'Encryption to the mail server',
    description:
      'Whoever runs the mail server says which. A password is only ever sent encrypted, or to this computer itself.',
    changedBy: 'operator',
    needsRestart: false,
    words: {
      starttls: 'Soon after connecting (STARTTLS)',
      tls: 'From the start (SSL/TLS)',
      none: 'Not encrypted',
    },
  }),
  smtp_username: setting({
    schema: text(254),
    default: '',
    label: 'User name at the mail server',
    description: 'Empty: the mail server asks for none.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  smtp_password: setting({
    schema: secret,
    default: '',
    label: 'Password at the mail server',
    description: 'Kept encrypted.',
    changedBy: 'operator',
    needsRestart: false,
    isSecret: true,
  }),
  smtp_from: setting({
    schema: z.union([z.literal(''), z.email().max(254)]),
    default: '',
    label: 'Sender of mails',
    description: 'The e-mail address that mails come from; without one, none are sent.',
    changedBy: 'operator',
    needsRestart: false,
  }),
  log_level: setting({
    schema: z.enum(['debug', 'info', 'warn', 'error']),
    default: 'info',
    label: 'Log files',
    description: 'What Hearth writes there, for your technician to read when something goes wrong.',
    changedBy: 'operator',
    needsRestart: false,
    words: {
      debug: 'Every detail, to find a fault',
      info: 'What happens',
      warn: 'Warnings and faults',
      error: 'Faults alone',
    },
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
