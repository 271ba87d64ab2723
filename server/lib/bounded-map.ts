/** A map of constant size: a new key pushes out the one that was set longest ago. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  /** Stores the value as the newest. */
  set(key: K, value: V): void {
    if (!this.#map.delete(key) && this.#map.size >= this.#max) {
      const oldest = this.#map.keys().next()
      if (!oldest.done) this.#map.delete(oldest.value)
    }
    this.#map.set(key, value)
  }

  delete(key: K): boolean {
    return this.#map.delete(key)
  }

  deleteWhere(matches: (value: V) => boolean): void {
    for (const [key, value] of this.#map) if (matches(value)) this.#map.delete(key)
  }

  clear(): void {
    this.#map.clear()
  }

  get size(): number {
    return this.#map.size
  }
}
