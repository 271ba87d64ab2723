import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { PERMISSION_NAMES, type PermissionName, type RealmSettings, RULES, type RuleName } from '../settings/realm.ts'
import { changedGroupSetting } from './group-setting.ts'

type RuleParams = { [Name in RuleName]: z.ZodOptional<z.ZodType<RealmSettings[Name], string | undefined>> }
type PermissionParams = { [Name in PermissionName]: typeof changedGroupSetting }

/** A number; `"unlimited"`, also without its quotes, is `none`. */
function limited(none: null | -1) {
  return z
    .string()
    .transform((text) => (text === 'unlimited' ? '"unlimited"' : text))
    .pipe(json(z.union([z.literal('unlimited').transform(() => none), z.int32().positive()])))
}

/** An address as it is or as JSON; `default` stands for the host's own. */
const jitsiParam = z
  .string()
  .transform((text) => (/^".*"$/.test(text) ? text.slice(1, -1) : text))
  .transform((text) => (text === 'default' || text === 'null' || text === '' ? null : text))
  .pipe(RULES.jitsi_server_url.unwrap())

function ruleParam(name: RuleName): z.ZodType {
  if (name === 'jitsi_server_url') return jitsiParam.optional()
  if (name.endsWith('_limit_seconds')) return limited(null).optional()
  if (name === 'message_retention_days') return limited(-1).optional()
  const schema = RULES[name].unwrap()
  return (schema instanceof z.ZodString ? schema : json(schema)).optional()
}

const ruleParams = Object.fromEntries((Object.keys(RULES) as RuleName[]).map((name) => [name, ruleParam(name)]))
const permissionParams = Object.fromEntries(PERMISSION_NAMES.map((name) => [name, changedGroupSetting]))

/** Undocumented in Zulip; its clients change the organization's settings by it. What is absent stays. */
export const updateRealm = endpoint({
  operation: 'update-realm',
  method: 'PATCH',
  path: '/realm',
  access: 'user',
  params: {
    name: z.string().trim().min(1).max(40).optional(),
    description: z.string().max(1000).optional(),
    ...(ruleParams as unknown as RuleParams),
    ...(permissionParams as unknown as PermissionParams),
  },
})

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine((text) => /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(text), {
    message: 'Invalid domain: it must be like example.com',
  })
const allowSubdomains = json(z.boolean())

/** Also undocumented: the domains of whom the organization takes, when it takes not everybody. */
export const getDomains = endpoint({
  operation: 'get-realm-domains',
  method: 'GET',
  path: '/realm/domains',
  access: 'user',
  params: {},
})
export const addDomain = endpoint({
  operation: 'add-realm-domain',
  method: 'POST',
  path: '/realm/domains',
  access: 'user',
  params: { domain, allow_subdomains: allowSubdomains },
})
export const changeDomain = endpoint({
  operation: 'change-realm-domain',
  method: 'PATCH',
  path: '/realm/domains/:domain',
  access: 'user',
  params: { domain: z.string().toLowerCase().max(253), allow_subdomains: allowSubdomains },
})
export const removeDomain = endpoint({
  operation: 'remove-realm-domain',
  method: 'DELETE',
  path: '/realm/domains/:domain',
  access: 'user',
  params: { domain: z.string().toLowerCase().max(253) },
})

/**
 * Undocumented in Zulip: owners close the organization. Its data is kept, so that there are no `deletion_delay_days` but
 * null.
 */
export const deactivateRealm = endpoint({
  operation: 'deactivate-realm',
  method: 'POST',
  path: '/realm/deactivate',
  access: 'user',
  params: {
    deactivation_reason: z
      .enum([
        'owner_request',
        'tos_violation',
        'inactivity',
        'self_hosting_migration',
        'demo_expired',
        'subdomain_change',
      ])
      .default('owner_request'),
    deletion_delay_days: json(z.int32().nonnegative().nullable()).default(null),
  },
})
