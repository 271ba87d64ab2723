import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Hex digits of the proof, as many as in the addresses of Zulip's. */
const DIGITS = 40

/** Addresses of ours that stand for pictures elsewhere. Only who knows the key can make one: what we have rendered. */
export class ExternalLinks {
  readonly #key: Buffer

  constructor(organizationKey: Buffer) {
    this.#key = Buffer.from(hkdfSync('sha256', organizationKey, Buffer.alloc(0), 'hearth/external-content', 32))
  }

  pathOf(url: string): string {
    return `/external_content/${this.#sign(url)}/${Buffer.from(url).toString('hex')}`
  }

  /** @returns the address elsewhere; undefined when we never named it */
  open(proof: string, encoded: string): string | undefined {
    if (!/^(?:[0-9a-f]{2})+$/.test(encoded)) return undefined
    const url = Buffer.from(encoded, 'hex').toString()
    const [given, expected] = [Buffer.from(proof), Buffer.from(this.#sign(url))]
    return given.length === expected.length && timingSafeEqual(given, expected) ? url : undefined
  }

  #sign(url: string): string {
    return createHmac('sha256', this.#key).update(url).digest('hex').slice(0, DIGITS)
  }
}
