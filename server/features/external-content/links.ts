import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

/** Hex digits of the proof, as many as in the addresses of Zulip's. */
const DIGITS = 40

const KINDS = ['picture', 'film'] as const
export type Kind = (typeof KINDS)[number]

export interface ExternalLink {
  readonly url: string
  /** What it was named as: the proof of a picture is none for a film. */
  readonly kind: Kind
}

/** Addresses of ours that stand for what is elsewhere. Only who knows the keys can make one: what we have rendered. */
export class ExternalLinks {
  readonly #keys: Readonly<Record<Kind, Buffer>>

  constructor(organizationKey: Buffer) {
    const derive = (info: string) => Buffer.from(hkdfSync('sha256', organizationKey, Buffer.alloc(0), info, 32))
    this.#keys = { picture: derive('hearth/external-content'), film: derive('hearth/external-content/film') }
  }

  pathOf(kind: Kind, url: string): string {
    return `/external_content/${this.#sign(kind, url)}/${Buffer.from(url).toString('hex')}`
  }

  /** @returns what is elsewhere; undefined when we never named it */
  open(proof: string, encoded: string): ExternalLink | undefined {
    if (!/^(?:[0-9a-f]{2})+$/.test(encoded)) return undefined
    const url = Buffer.from(encoded, 'hex').toString()
    const kind = KINDS.find((one) => isSame(proof, this.#sign(one, url)))
    return kind && { url, kind }
  }

  #sign(kind: Kind, url: string): string {
    return createHmac('sha256', this.#keys[kind]).update(url).digest('hex').slice(0, DIGITS)
  }
}

function isSame(one: string, other: string): boolean {
  const [given, expected] = [Buffer.from(one), Buffer.from(other)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}
