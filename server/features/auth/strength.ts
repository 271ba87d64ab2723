import { hash as digest, randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.ts'
import { checkPasswordStrength } from '../../lib/password-strength.ts'

/** Whom a new password is for. */
export interface PasswordOwner {
  /** Names and addresses that it must not be made of. */
  readonly known: readonly string[]
  /** Whose it is, for a refusal that is read by somebody else. */
  readonly name?: string
}

/** In ms; long enough for the file of `--unattended`, short for a digest that is quicker to guess at than argon2id. */
const REMEMBERED = 60_000

/** Judges new passwords. An estimate holds up the event loop, so one that hundreds are given in a row is judged once. */
export class StrengthCheck {
  readonly #salt = randomBytes(32).toString('base64')
  readonly #passed = new Set<string>()

  /** @throws {ApiError} for a password that is easy to guess; says whose it is, never what it is */
  async check(password: string, owner: PasswordOwner): Promise<void> {
    const key = digest('sha256', this.#salt + password, 'base64')
    if (this.#passed.has(key) && !isAbout(password, owner.known)) return
    await checkPasswordStrength(password, owner.known).catch((error: unknown) => {
      if (!(error instanceof ApiError) || owner.name === undefined) throw error
      const message = error.message.replace(/^The password/, `The password of ${owner.name}`)
      throw new ApiError(error.code, message, error.data)
    })
    if (this.#passed.size === 0) setTimeout(() => this.#passed.clear(), REMEMBERED).unref()
    this.#passed.add(key)
  }
}

function isAbout(password: string, known: readonly string[]): boolean {
  const text = password.toLowerCase()
  const words = known.flatMap((name) => name.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  return words.some((word) => word.length > 2 && text.includes(word))
}
