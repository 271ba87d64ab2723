import type { ApplianceSettingName } from '../../../server/contract/settings/appliance.ts'

/** The settings of the host, or some of them. */
export type Values = Readonly<Partial<Record<ApplianceSettingName, unknown>>>
