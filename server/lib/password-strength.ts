import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { ApiError } from '../contract/errors.ts'

/** zxcvbn's score 2. Zulip's 10,000 lets a name with a digit behind it pass. */
export const MIN_GUESSES = 1_000_000
/** The estimate takes more than linear time on the event loop: 60 ms for these, 700 for the 72 that bcrypt would see. */
const LOOKED_AT = 32

let loading: Promise<ZxcvbnFactory> | undefined

/** Loaded when first needed. Only the list of known passwords: all dictionaries would cost a host 140 MB instead of 40. */
function estimator(): Promise<ZxcvbnFactory> {
  loading ??= Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]).then(([{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }, { translations }]) => {
    const known = dictionary['passwords-common']
    return new ZxcvbnFactory({ dictionary: { 'passwords-common': known }, graphs: adjacencyGraphs, translations })
  })
  return loading
}

/**
 * Refuses a password that is easy to guess, also for who knows the owner.
 * @param known names and addresses that the password must not be made of
 * @throws {ApiError} with advice in words
 */
export async function checkPasswordStrength(password: string, known: readonly string[]): Promise<void> {
  const words = known.map((text) => text.toLowerCase()).flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
  const parts = words.filter((word) => word.length > 2)
  const { guesses, feedback } = (await estimator()).check(password.slice(0, LOOKED_AT), parts)
  if (guesses >= MIN_GUESSES) return
  const advice = feedback.warning ?? feedback.suggestions[0] ?? ''
  const reason = advice ? `: ${advice.replace(/\.$/, '')}` : ''
  throw new ApiError('BAD_REQUEST', `The password is too easy to guess${reason}. A short sentence is a good one.`, {
    reason: 'weak',
  })
}
