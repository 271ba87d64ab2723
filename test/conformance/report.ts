import type { Row, Tally } from './tally.ts'

/**
 * A table of what was seen, what is wrong with it, and the line that counts.
 * @param log what the host wrote meanwhile
 */
export function formatReport(tally: Tally, log: string): string {
  const [operations, events] = [tally.operations(), tally.events()]
  return [
    ...table('operation', operations, ({ refused, refusals }) => `${refused}/${refusals} errors`),
    '',
    ...table('event', events, () => ''),
    ...section('Faults:', [...tally.breaks, ...[...operations, ...events].flatMap(faultsOf)]),
    ...section('The host met errors of its own:', [...new Set(log.split('\n').filter(isError))]),
    ...section('Remarks (nothing fails by them):', tally.remarks()),
    '',
    `operations ${count(operations)} valid, events ${count(events)} valid`,
  ].join('\n')
}

export function isComplete(tally: Tally): boolean {
  return tally.breaks.length === 0 && [...tally.operations(), ...tally.events()].every(({ ok }) => ok)
}

function table(title: string, rows: readonly Row[], more: (row: Row) => string): string[] {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.map((row) =>
    `${row.ok ? 'ok  ' : 'FAIL'}  ${row.name.padEnd(width)}  ${String(row.successes).padStart(5)}  ${more(row)}`.trimEnd(),
  )
  return [`      ${title.padEnd(width)}  valid`, ...lines]
}

function faultsOf({ name, faults }: Row): string[] {
  return faults.map((fault) => `${name}: ${fault}`)
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

function count(rows: readonly Row[]): string {
  return `${rows.filter(({ ok }) => ok).length}/${rows.length}`
}

function isError(line: string): boolean {
  return / error: /.test(line)
}
