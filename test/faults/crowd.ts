import { onTestFinished } from 'vitest'
import { eventually } from '../support/eventually.ts'
import type { RunningHost } from '../support/host.ts'
import { Chatter } from './chatter.ts'

const NAMES = ['Ada', 'Grace', 'Linus', 'Barbara', 'Edsger', 'Frances', 'Ken', 'Radia']
const SENDS_PER_SECOND = 200
const INTERVAL = (1000 * NAMES.length) / SENDS_PER_SECOND

/** Eight people who send and listen all the time, whatever happens to the host, and one who only listens. */
export class Crowd {
  /** Whom `startHost` is to make. */
  static readonly cast = { members: [...NAMES.slice(1), 'Silence'] }

  readonly speakers: readonly Chatter[]
  /** Nothing is said in this one's stream before a fault is mended, so its poll is under way during each. */
  readonly silence: Chatter
  readonly #stop = new AbortController()
  #speaking: number
  #listening: number
  #failure: Error | undefined

  private constructor(speakers: readonly Chatter[], silence: Chatter) {
    this.speakers = speakers
    this.silence = silence
    const everyone = [...speakers, silence]
    this.#speaking = speakers.length
    this.#listening = everyone.length
    for (const one of speakers) this.#watch(one.chatter(INTERVAL, this.#stop.signal).then(() => this.#speaking--))
    for (const one of everyone) this.#watch(one.listen().then(() => this.#listening--))
    onTestFinished(() => {
      for (const one of everyone) one.close()
    })
  }

  /** They begin at once and go on until `disperse` or the end of the test. */
  static async gather(host: RunningHost): Promise<Crowd> {
    const speakers: Chatter[] = []
    for (const name of NAMES) speakers.push(await Chatter.join(host, name, 'general'))
    return new Crowd(speakers, await Chatter.join(host, 'Silence', 'quiet'))
  }

  /** id → text of all that was acknowledged to speakers so far */
  acknowledged(): Map<number, string> {
    return new Map(this.speakers.flatMap((one) => [...one.acknowledged].map(([text, id]) => [id, text])))
  }

  /** Waits until `isSo`. @throws what failed meanwhile: a queue that was lost */
  patiently(what: string, isSo: () => boolean): Promise<void> {
    return eventually(what, () => {
      if (this.#failure) throw this.#failure
      return isSo()
    })
  }

  /** Waits until each is acknowledged and hears something that was sent after this call. @param when for the error */
  async goesOn(when: string): Promise<void> {
    const before = this.speakers.map((one) => ({ said: one.acknowledged.size, heard: one.heard.length }))
    await this.patiently(`everyone speaks and hears ${when}`, () =>
      this.speakers.every((one, i) => {
        const { said = 0, heard = 0 } = before[i] ?? {}
        // The first may have been stored before and acknowledged now.
        return one.acknowledged.size > said + 1 && one.heard.length > heard
      }),
    )
    await this.silence.say(when)
  }

  /** Ends the talk; resolves when everybody has heard all of it. */
  async disperse(): Promise<void> {
    this.#stop.abort()
    await this.patiently('everyone is acknowledged', () => this.#speaking === 0)
    await Promise.all([this.speakers[0]?.sayGoodbye(), this.silence.sayGoodbye()])
    await this.patiently('everyone hears the goodbyes', () => this.#listening === 0)
  }

  #watch(work: Promise<unknown>): void {
    work.catch((error: Error) => {
      this.#failure ??= error
    })
  }
}
