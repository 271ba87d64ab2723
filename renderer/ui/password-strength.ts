import type { ZxcvbnFactory } from '@zxcvbn-ts/core'

export interface Strength {
  /** 0 to 4; the host refuses only what falls at once. */
  readonly score: number
  readonly words: string
}

let loading: Promise<ZxcvbnFactory> | undefined

/** Two megabytes of words and names come only when somebody chooses a password. */
function estimator(): Promise<ZxcvbnFactory> {
  loading ??= Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]).then(
    ([{ ZxcvbnFactory }, common, english]) =>
      new ZxcvbnFactory({
        dictionary: { ...common.dictionary, ...english.dictionary },
        graphs: common.adjacencyGraphs,
        translations: english.translations,
      }),
  )
  return loading
}

/** The estimate takes more than linear time; what comes after these makes no difference to the answer. */
const LOOKED_AT = 40

/**
 * How long guessing `password` would take someone who tries ten a second at the door; the host allows far fewer.
 * @param known what an attacker knows of the person: name, e-mail, office
 */
export async function judgePassword(password: string, known: readonly string[]): Promise<Strength> {
  const parts = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((part) => part.length > 2)
  const { score, feedback, crackTimes } = (await estimator()).check(password.slice(0, LOOKED_AT), parts)
  const time = crackTimes.onlineNoThrottlingXPerSecond.display
  if (score >= 3) return { score, words: `Strong. Guessing it would take ${time}.` }
  const advice =
    feedback.warning || feedback.suggestions[0] || 'Three or four words that do not belong together are best.'
  const verdict = score === 2 ? 'Fair' : 'Easy to guess'
  return { score, words: `${verdict}: guessing it would take ${time}. ${advice}` }
}
