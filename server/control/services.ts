import { type ServiceName, type ServiceReport, type ServiceState, serviceName } from '../contract/admin/services.ts'
import type { Log } from '../lib/log.ts'

const HISTORY_LENGTH = 200

/** How each part of the host is doing now, and how it did before. Kept in memory: it is about this run. */
export interface Services {
  set(name: ServiceName, state: ServiceState): void
  get(name: ServiceName): ServiceReport
  all(): ServiceReport[]
  /** Past states, oldest first; the newest few hundred. */
  history(): readonly ServiceReport[]
  /** Calls `listener` after each change. */
  onChange(listener: (report: ServiceReport) => void): void
}

export function stateOf(state: ServiceState['state'], reason = '', advice = ''): ServiceState {
  return { state, reason, advice }
}

export function createServices(log: Log, now = Date.now): Services {
  const current = new Map<ServiceName, ServiceReport>(
    serviceName.options.map((name) => [name, { name, ...stateOf('stopped'), since: now() }]),
  )
  const past: ServiceReport[] = []
  const listeners: ((report: ServiceReport) => void)[] = []
  const get = (name: ServiceName) => current.get(name) as ServiceReport
  return {
    get,
    all: () => [...current.values()],
    history: () => past,
    onChange: (listener) => void listeners.push(listener),
    set(name, { state, reason, advice }) {
      const before = get(name)
      if (before.state === state && before.reason === reason) return
      past.push(before)
      if (past.length > HISTORY_LENGTH) past.shift()
      current.set(name, { name, state, reason, advice, since: now() })
      const sentence = [`${name} is ${state}`, reason, advice]
        .filter(Boolean)
        .map((part) => part.replace(/\.$/, ''))
        .join('. ')
      log[logLevel(state, before.state)]({ service: name }, sentence)
      for (const listener of listeners) listener(get(name))
    },
  }
}

/** A start and a stop as they should be are no news; trouble is, and its end. */
function logLevel(state: ServiceState['state'], before: ServiceState['state']): 'error' | 'warn' | 'info' | 'debug' {
  if (state === 'failed') return 'error'
  if (state === 'degraded') return 'warn'
  return before === 'failed' || before === 'degraded' ? 'info' : 'debug'
}
