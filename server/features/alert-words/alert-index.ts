const WORD = /[\p{L}\p{N}_]/u

/** Whether a word could go on from the one character to the other, so that nothing begins or ends between them. */
function isInside(text: string, at: number): boolean {
  return at > 0 && at < text.length && isWordAt(text, at - 1) && isWordAt(text, at)
}

/** Of characters beyond the basic plane, most of them emoji, none belongs to a word. */
function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95 || isUpper(code)
  return WORD.test(text[at] ?? '')
}

const isUpper = (code: number) => code >= 65 && code <= 90

/** The word that begins here, or the one character that is no part of a word. */
function headOf(text: string, from: number): string {
  let to = from + 1
  if (isWordAt(text, from)) while (to < text.length && isWordAt(text, to)) to++
  return text.slice(from, to)
}

/**
 * Everybody's alert words, found in a text in one pass: at each beginning of a word only what begins with that word is
 * looked for, by its length. So the number of people who watch costs nothing.
 */
export class AlertIndex {
  readonly #words = new Map<number, readonly string[]>()
  readonly #users = new Map<string, Set<number>>()
  /** By first word: how many watched phrases there are of each length. */
  readonly #lengths = new Map<string, Map<number, number>>()

  /** Sets what one person watches for, instead of what they did. */
  set(user: number, words: readonly string[]): void {
    for (const phrase of this.#words.get(user) ?? []) this.#remove(user, phrase)
    const phrases = [...new Set(words.map((word) => word.toLowerCase()))]
    for (const phrase of phrases) this.#add(user, phrase)
    if (phrases.length > 0) this.#words.set(user, phrases)
    else this.#words.delete(user)
  }

  /** Who watches for something in this text, as whole words, whatever the case. */
  find(content: string): number[] {
    if (this.#users.size === 0) return []
    const text = content.toLowerCase()
    const found = new Set<number>()
    for (let from = 0; from < text.length; from++) {
      if (isInside(text, from)) continue
      for (const length of this.#lengths.get(headOf(text, from))?.keys() ?? []) {
        if (isInside(text, from + length)) continue
        for (const user of this.#users.get(text.slice(from, from + length)) ?? []) found.add(user)
      }
    }
    return [...found]
  }

  #add(user: number, phrase: string): void {
    const users = this.#users.get(phrase)
    if (users) {
      users.add(user)
      return
    }
    this.#users.set(phrase, new Set([user]))
    const head = headOf(phrase, 0)
    const lengths = this.#lengths.get(head) ?? new Map<number, number>()
    lengths.set(phrase.length, (lengths.get(phrase.length) ?? 0) + 1)
    this.#lengths.set(head, lengths)
  }

  #remove(user: number, phrase: string): void {
    const users = this.#users.get(phrase)
    users?.delete(user)
    if (!users || users.size > 0) return
    this.#users.delete(phrase)
    const head = headOf(phrase, 0)
    const lengths = this.#lengths.get(head)
    const left = (lengths?.get(phrase.length) ?? 1) - 1
    if (left > 0) lengths?.set(phrase.length, left)
    else lengths?.delete(phrase.length)
    if (lengths?.size === 0) this.#lengths.delete(head)
  }
}
