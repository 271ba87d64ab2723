interface Known {
  readonly pattern: RegExp
  readonly methods: Set<string>
}

/** Which methods each address answers to, so that a wrong method is told from an unknown address. */
export class RoutesTable {
  readonly #routes = new Map<string, Known>()

  /** `url` in Fastify's notation: `/messages/:message_id`. */
  add(url: string, methods: readonly string[]): void {
    let route = this.#routes.get(url)
    if (!route) {
      const source = url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:\w+/g, '[^/]+')
        .replace(/\*/g, '.*')
      this.#routes.set(url, (route = { pattern: new RegExp(`^${source}$`), methods: new Set() }))
    }
    for (const method of methods) route.methods.add(method)
  }

  /** Every address there is, in Fastify's notation. */
  get urls(): string[] {
    return [...this.#routes.keys()]
  }

  /** The methods that `path` answers to, sorted; empty for an unknown address. */
  methodsFor(path: string): string[] {
    const merged = path.replace(/\/{2,}/g, '/')
    const methods = new Set<string>()
    for (const route of this.#routes.values()) {
      if (route.pattern.test(merged)) for (const method of route.methods) methods.add(method)
    }
    return [...methods].sort()
  }
}
