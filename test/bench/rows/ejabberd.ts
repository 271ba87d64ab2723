import type { Effort } from '../bench.ts'
import type { Result, Skipped } from '../report.ts'

export async function benchEjabberd(_effort: Effort): Promise<(Result | Skipped)[]> {
  return [{ name: 'the same room with ejabberd and its archive', skipped: 'ejabberd is not installed' }]
}
