import type { z } from 'zod'
import { accessOperations } from './access.ts'
import { applianceOperations } from './appliance.ts'
import { auditOperations } from './audit.ts'
import { inviteOperations } from './invites.ts'
import { mailOperations } from './mail.ts'
import type { AdminOperation } from './operation.ts'
import { organizationOperations } from './organization.ts'
import { settingsOperations } from './settings.ts'
import { setupOperations } from './setup.ts'

/** Every admin operation, `<area>.<operation>`. */
export const ADMIN_OPERATIONS = {
  ...accessOperations,
  ...applianceOperations,
  ...auditOperations,
  ...inviteOperations,
  ...mailOperations,
  ...organizationOperations,
  ...settingsOperations,
  ...setupOperations,
} as const satisfies Record<string, AdminOperation>

export type OperationName = keyof typeof ADMIN_OPERATIONS
export type InputOf<Name extends OperationName> = z.output<(typeof ADMIN_OPERATIONS)[Name]['input']>
export type OutputOf<Name extends OperationName> = z.output<(typeof ADMIN_OPERATIONS)[Name]['output']>
