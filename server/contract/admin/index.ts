import type { z } from 'zod'
import { accessOperations } from './access.ts'
import { applianceOperations } from './appliance.ts'
import { auditOperations } from './audit.ts'
import type { AdminOperation } from './operation.ts'
import { settingsOperations } from './settings.ts'

/** Every admin operation, `<area>.<operation>`. */
export const ADMIN_OPERATIONS = {
  ...accessOperations,
  ...applianceOperations,
  ...auditOperations,
  ...settingsOperations,
} as const satisfies Record<string, AdminOperation>

export type OperationName = keyof typeof ADMIN_OPERATIONS
export type InputOf<Name extends OperationName> = z.output<(typeof ADMIN_OPERATIONS)[Name]['input']>
export type OutputOf<Name extends OperationName> = z.output<(typeof ADMIN_OPERATIONS)[Name]['output']>
