import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Chatter } from './chatter.ts'

const tail = (text: string) => text.trimEnd().split('\n').slice(-30).join('\n')

/** What a failure needs to be understood: the seed, and what the host and its Postgres said last. */
export function explainFailure(cause: unknown, seed: number, data: string, said: string): Error {
  const postgres = readFileSync(join(data, 'logs/postgres.log'), 'utf8')
  const message = cause instanceof Error ? cause.message : String(cause)
  const text = `seed ${seed}: ${message}\n\nThe host:\n${tail(said)}\n\nPostgres:\n${tail(postgres)}`
  return new Error(text, { cause })
}

/**
 * That the stream of these speakers holds exactly what was acknowledged to them, once each, and that each of them
 * heard exactly that, in its order.
 */
export async function checkPromises(speakers: readonly Chatter[]): Promise<void> {
  const stored = (await speakers[0]?.readAll()) ?? new Map<number, string>()
  const acknowledged = new Map(speakers.flatMap((one) => [...one.acknowledged].map(([text, id]) => [id, text])))
  expect(acknowledged.size).toBeGreaterThan(0)
  expect({
    lost: [...acknowledged].filter(([id, text]) => stored.get(id) !== text),
    doubled: repeated([...stored.values()]),
    unknown: [...stored].filter(([id]) => !acknowledged.has(id)),
  }).toEqual({ lost: [], doubled: [], unknown: [] })
  for (const { name, heard } of speakers) {
    const ids = heard.map(({ id }) => id)
    const known = new Set(ids)
    expect({
      name,
      missed: [...stored.keys()].filter((id) => !known.has(id)),
      twice: repeated(ids),
      early: ids.filter((id, i) => id < (ids[i - 1] ?? 0)),
      wrong: heard.filter(({ id, content }) => stored.get(id) !== content),
    }).toEqual({ name, missed: [], twice: [], early: [], wrong: [] })
  }
}

function repeated<T>(all: readonly T[]): T[] {
  const seen = new Set<T>()
  return all.filter((one) => seen.size === seen.add(one).size)
}
