import type { ServiceReport } from './contract/admin/services.ts'
import type { SecretStore } from './control/secret-store.ts'

/** What an appliance needs of its surroundings: a desktop shell, a server without one, or a test. */
export interface Host {
  /** Absolute path of the data folder; made when missing. */
  readonly dataDir: string
  /** The built pages, `dist/renderer`; may be missing. */
  readonly webRoot: string
  readonly version: string
  /** The computer's name, as the system says it. */
  readonly machineName: string
  /** The operating system's keyring; undefined where there is no session to reach it. */
  readonly keyring: SecretStore | undefined
  /** Shows text, whole lines, to whoever started Hearth. Must not throw. */
  print(text: string): void
  /** Told of each change of a service, for those who do not watch the pages. Must not throw. */
  onService?(report: ServiceReport): void
}
