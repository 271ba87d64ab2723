import type { OwnerAnswer, SetupAnswer } from '../contract/admin/setup.ts'
import type { ControlDb } from './open-database.ts'

/** An answer as it is kept: without the owner's password, whose hash is in the vault. */
export type KeptAnswer = Exclude<SetupAnswer, OwnerAnswer> | Omit<OwnerAnswer, 'password'>

/** What the first-run wizard was told so far. */
export interface SetupAnswers {
  get<Step extends KeptAnswer['step']>(step: Step): Extract<KeptAnswer, { step: Step }> | undefined
  /** Durable on return. */
  save(answer: KeptAnswer): void
  clear(): void
}

export function createSetupAnswers(db: ControlDb): SetupAnswers {
  const select = db.prepare<[string], string>('select answer from setup_answer where step = ?').pluck()
  const upsert = db.prepare(
    'insert into setup_answer values (?, ?) on conflict (step) do update set answer = excluded.answer',
  )
  const remove = db.prepare('delete from setup_answer')
  return {
    get(step) {
      const text = select.get(step)
      return text === undefined ? undefined : (JSON.parse(text) as never)
    },
    save: (answer) => void upsert.run(answer.step, JSON.stringify(answer)),
    clear: () => void remove.run(),
  }
}
