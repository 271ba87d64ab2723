import { Notification } from 'electron'
import { SERVICE_TITLES } from '../server/contract/admin/service-titles.ts'
import type { ServiceName, ServiceReport } from '../server/contract/admin/services.ts'
import type { ShellState } from '../server/contract/shell.ts'

/** One that is not held is collected, and its click with it. */
const shown = new Set<Notification>()

export function notify(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notice = new Notification({ title, body })
  shown.add(notice)
  notice.on('click', onClick)
  notice.on('close', () => void shown.delete(notice))
  notice.show()
}

export interface Notices {
  onService(report: ServiceReport): void
  onState(state: ShellState): void
}

/** Tells of trouble to whoever does not watch the pages: once when it comes, and again only after it was over. */
export function createNotices(onClick: () => void): Notices {
  const troubles = new Map<ServiceName, Set<string>>()
  let phase: ShellState['phase'] = 'stopped'
  return {
    onService({ name, state, reason, advice }) {
      if (state === 'running') troubles.delete(name)
      if (state !== 'failed' && state !== 'degraded') return
      // A start that fails is told of as a whole.
      if (state === 'failed' && phase === 'starting') return
      const told = troubles.get(name) ?? new Set()
      if (told.has(state)) return
      troubles.set(name, told.add(state))
      const title = SERVICE_TITLES[name]
      notify(
        `${title}: ${state === 'failed' ? 'stopped by a fault' : 'struggling'}`,
        sentences(reason, advice),
        onClick,
      )
    },
    onState(state) {
      phase = state.phase
      if (state.phase === 'failed') notify('Hearth could not start', state.sentence, onClick)
    },
  }
}

function sentences(...parts: string[]): string {
  return parts
    .filter(Boolean)
    .map((part) => `${part.replace(/\.$/, '')}.`)
    .join(' ')
}
