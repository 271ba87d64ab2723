import { Refused } from '../../api/client.ts'
import { explain, type Trouble } from './explain.ts'

type Field = 'full_name' | 'email' | 'password'
export type JoinTrouble = Exclude<Trouble, { kind: 'wrong' }> | { readonly kind: Field; readonly text: string }

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/

/** What the page finds by itself, before it asks the host. */
export function findProblem(person: Readonly<Record<Field, string>>): JoinTrouble | undefined {
  const { full_name, email, password } = person
  if (full_name.trim() === '') return { kind: 'full_name', text: 'Your colleagues need a name to know you by.' }
  if (!EMAIL.test(email)) return { kind: 'email', text: 'An address looks like ruth@office.example.' }
  if (password === '') return { kind: 'password', text: 'Choose a password. Three or four words are best.' }
  return undefined
}

/** Why there is no account yet, and which field can mend it. */
export function explainJoin(error: unknown): JoinTrouble {
  if (error instanceof Refused && error.status === 400) {
    switch (error.reason) {
      case 'weak':
        return { kind: 'password', text: error.message }
      case 'taken':
        return { kind: 'email', text: 'There is an account with this address already. Sign in with it instead.' }
      default:
        return { kind: 'other', text: `${error.message}${/[.!?]$/.test(error.message) ? '' : '.'}` }
    }
  }
  const trouble = explain(error)
  return trouble.kind === 'wrong' ? { kind: 'other', text: trouble.text } : trouble
}
