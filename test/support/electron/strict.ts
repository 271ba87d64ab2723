import { EventEmitter } from 'node:events'

/** What asks for a member that the stand-in lacks must hear of it: Electron would have done something. */
export function strict<T extends object>(name: string, target: T): T {
  const refuse = (key: PropertyKey): never => {
    throw new Error(`The stand-in for Electron has no ${name}.${String(key)}`)
  }
  return new Proxy(target, {
    // `then` is asked for by every await.
    get: (object, key) =>
      key in object || typeof key === 'symbol' || key === 'then' ? Reflect.get(object, key) : refuse(key),
    set: (_object, key) => refuse(key),
  })
}

/** The same for names of options. */
export function checkKeys(name: string, given: object, known: readonly string[]): void {
  const strange = Object.keys(given).filter((key) => !known.includes(key))
  if (strange.length > 0) throw new Error(`The stand-in for Electron knows no ${name} ${strange.join(', ')}`)
}

export interface Events {
  // biome-ignore lint/suspicious/noExplicitAny: one signature for all of Electron's overloads
  on(name: string, listener: (...args: any[]) => void): any
  emit(name: string, ...args: unknown[]): void
}

/** And for events. */
export function createEvents(name: string, known: readonly string[]): Events {
  const emitter = new EventEmitter()
  return {
    on(event, listener) {
      checkKeys(`event of ${name}`, { [event]: true }, known)
      emitter.on(event, listener)
    },
    emit: (event, ...args) => void emitter.emit(event, ...args),
  }
}

export interface Preventable {
  defaultPrevented: boolean
  preventDefault(): void
}

export function preventable<T extends object>(fields: T): T & Preventable {
  return {
    ...fields,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}
