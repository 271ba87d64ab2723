/** Something that views show: they read it, and render again when it says that it has changed. */
export class Observable {
  #version = 0
  readonly #listeners = new Set<() => void>()

  /** @returns the end of the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Rises with each change. */
  readonly version = (): number => this.#version

  protected changed(): void {
    this.#version++
    for (const listener of this.#listeners) listener()
  }
}
