import { SERVICE_TITLES } from '../../../server/contract/admin/service-titles.ts'
import type { ServiceName, ServiceReport } from '../../../server/contract/admin/services.ts'
import type { ArchState } from '../../ui/arch.tsx'
import type { Mark } from '../../ui/state-mark.tsx'

type State = ServiceReport['state']

/** What may be switched off while all is well. */
const OPTIONAL: ReadonlySet<ServiceName> = new Set(['trust_page', 'discovery'])
/** A key in a file asks for care as long as there is no keyring; nothing is at fault, and nobody needs to hurry. */
const CARE: ReadonlySet<ServiceName> = new Set(['secrets'])
const STATES: Record<State, { mark: Mark; word: string }> = {
  stopped: { mark: 'off', word: 'off' },
  starting: { mark: 'starting', word: 'starting' },
  running: { mark: 'good', word: 'running' },
  degraded: { mark: 'warn', word: 'struggling' },
  failed: { mark: 'bad', word: 'stopped by a fault' },
}

export function serviceTitle(name: ServiceName): string {
  return SERVICE_TITLES[name]
}

export function stateLook({ name, state }: Pick<ServiceReport, 'name' | 'state'>): { mark: Mark; word: string } {
  return state === 'degraded' && CARE.has(name) ? { mark: 'warn', word: 'in your care' } : STATES[state]
}

/** What only a person can mend; what is in nobody's hurry stands last. */
export function needyOf(services: readonly ServiceReport[]): ServiceReport[] {
  const needy = services.filter(({ state }) => state === 'degraded' || state === 'failed')
  return needy.toSorted((a, b) => Number(CARE.has(a.name)) - Number(CARE.has(b.name)))
}

export interface Verdict {
  readonly arch: ArchState
  readonly answer: string
}

/** The one answer of the page, from the worst service. */
export function judge(services: readonly ServiceReport[]): Verdict {
  const first = (state: State) => services.find((service) => service.state === state)
  const failed = first('failed')
  if (failed) return { arch: 'cold', answer: `No. ${SERVICE_TITLES[failed.name]}: stopped by a fault.` }
  const degraded = services.find(({ name, state }) => state === 'degraded' && !CARE.has(name))
  if (degraded) return { arch: 'embers', answer: `Yes, but look at: ${SERVICE_TITLES[degraded.name]}.` }
  if (first('starting')) return { arch: 'embers', answer: 'Almost. It is starting.' }
  if (services.some(({ name, state }) => state === 'stopped' && !OPTIONAL.has(name)))
    return { arch: 'cold', answer: 'No. It is stopping.' }
  return { arch: 'lit', answer: 'Yes. All is well.' }
}
