import type { ApplianceStatus } from '../contract/admin/appliance.ts'
import { ApiError } from '../contract/errors.ts'
import { APPLIANCE_SETTINGS, type ApplianceSettingName } from '../contract/settings/appliance.ts'
import type { ControlPlane } from '../control/control-plane.ts'
import { withoutKept, withoutSecrets } from '../control/settings-store.ts'
import type { AdminActor, AdminHandlers } from './dispatch.ts'

/** Those of the chat, and of what comes before it, are elsewhere. */
type ApplianceHandlers = Omit<AdminHandlers, `${'invites' | 'mail' | 'organization' | 'setup'}.${string}`>

interface HandlerOptions {
  readonly control: ControlPlane
  readonly status: () => ApplianceStatus
  /** Begins the stop of the host after the answer has gone out. */
  readonly requestStop: () => void
  readonly createLinks: () => { links: string[]; expiresAt: number }
}

/** The operations of the appliance itself. */
export function createHandlers({ control, status, requestStop, createLinks }: HandlerOptions): ApplianceHandlers {
  const { settings, audit } = control
  return {
    'appliance.status': () => status(),
    'appliance.stop': () => {
      setImmediate(requestStop)
      return { pid: process.pid }
    },
    'admin.createLink': () => createLinks(),
    'settings.get': () => ({ values: withoutSecrets(settings.current()) }),
    'settings.update': (change, actor) => {
      checkMayChange(Object.keys(change) as ApplianceSettingName[], actor)
      const changed = settings.update(withoutKept(change))
      return {
        values: withoutSecrets(settings.current()),
        needsRestart: changed.filter((name) => APPLIANCE_SETTINGS[name].needsRestart),
      }
    },
    'audit.list': ({ limit, before }) => ({ entries: audit.list(limit, before) }),
  }
}

function checkMayChange(names: readonly ApplianceSettingName[], actor: AdminActor): void {
  const forbidden = names.filter((name) => actor.kind !== 'host' && APPLIANCE_SETTINGS[name].changedBy === 'host')
  if (forbidden.length > 0) {
    throw new ApiError('FORBIDDEN', `${forbidden.join(', ')} can be changed only at the machine that runs Hearth.`)
  }
}
