import type { Answer, Body, Params } from './client.ts'
import { type Contract, eventName, type Operation } from './document.ts'
import type { Verdict } from './validator.ts'

/** How often something was seen right, and everything that was wrong with it. */
interface Record_ {
  valid: number
  readonly faults: Set<string>
}

export interface Row {
  readonly name: string
  readonly ok: boolean
  readonly successes: number
  /** Documented errors that were provoked, of how many. */
  readonly refused: number
  readonly refusals: number
  readonly faults: readonly string[]
}

const blank = (): Record_ => ({ valid: 0, faults: new Set() })

/** Judges answers and events by the contract and remembers the verdicts. */
export class Tally {
  readonly #contract: Contract
  readonly #successes = new Map<string, Record_>()
  readonly #refusals = new Map<string, Record_>()
  readonly #events = new Map<string, Record_>()
  readonly #params = new Map<string, Set<string>>()
  readonly #remarks = new Set<string>()
  readonly #broken = new Set<string>()
  readonly #silent: ReadonlySet<string>

  /** @param silent events that the file keeps for old servers: these must not be sent */
  constructor(contract: Contract, silent: ReadonlySet<string> = new Set()) {
    this.#contract = contract
    this.#silent = silent
    for (const name of contract.events.keys()) this.#events.set(name, blank())
  }

  /** @param remark whether this answer should have every field that the descriptions promise */
  success(operation: Operation, params: Params, { status, body }: Answer, remark = true): void {
    const record = entry(this.#successes, operation.id)
    if (status !== 200) {
      record.faults.add(`refused with ${status} ${String(body['code'])}: ${String(body['msg'])}`)
      return
    }
    const verdict = operation.success(body)
    this.#keep(record, verdict)
    const sent = entryOf(this.#params, operation.id)
    for (const name of Object.keys(params)) sent.add(name)
    const ignored = (body['ignored_parameters_unsupported'] ?? []) as string[]
    for (const name of ignored.filter((name) => operation.params.has(name))) {
      record.faults.add(`the documented parameter ${name} is ignored`)
    }
    if (remark) this.#remark(operation.id, verdict)
  }

  /** @param number which of the documented errors, counted from 1 in the order of the file */
  refusal(operation: Operation, number: number, { status, body }: Answer): void {
    const record = entry(this.#refusals, `${operation.id} ${number}`)
    const refusal = operation.refusals[number - 1]
    if (!refusal) throw new Error(`${operation.id} documents no error ${number}`)
    const { example } = refusal
    const verdict = refusal.validate(body)
    const faults = verdict.faults.filter((fault) => !Object.keys(example).some((name) => fault.startsWith(`${name} `)))
    if (status !== refusal.status) faults.push(`status ${status} instead of ${refusal.status}`)
    if (example['code'] !== undefined && body['code'] !== example['code']) {
      faults.push(`code ${text(body['code'])} instead of ${text(example['code'])}`)
    }
    faults.push(...Object.keys(example).flatMap((name) => (name in body ? [] : `${name} is missing`)))
    const label = `error ${number} (${text(example['msg'] ?? refusal.status)})`
    this.#keep(record, {
      ...verdict,
      faults: faults.map((fault) => `${label}: ${fault}; said: ${String(body['msg'])}`),
    })
    if (faults.length === 0 && plain(body['msg']) !== plain(example['msg'])) {
      this.#remarks.add(`${operation.id}: ${label} is worded "${String(body['msg'])}"`)
    }
  }

  event(event: Body): void {
    const name = eventName(event['type'] as string | undefined, event['op'] as string | undefined)
    const validate = this.#contract.events.get(name)
    if (!validate) {
      this.#broken.add(`the event ${name} is not documented`)
      return
    }
    const record = entry(this.#events, name)
    if (this.#silent.has(name)) record.faults.add('is no longer sent')
    const verdict = validate(event)
    this.#keep(record, verdict)
    // A change holds what changed.
    const isChange = /\/update/.test(name)
    const missing = verdict.missing.filter((field) => !(isChange && field.includes('.')))
    this.#remark(`event ${name}`, { ...verdict, missing })
  }

  /** Something of a scenario that is in no schema. */
  fault(operation: string, fault: string): void {
    entry(this.#successes, operation).faults.add(fault)
  }

  /** A scenario that broke off. */
  broken(scenario: string, error: unknown): void {
    this.#broken.add(`${scenario} broke off: ${String(error)}`)
  }

  note(remark: string): void {
    this.#remarks.add(remark)
  }

  /** Faults that belong to nothing in the file. */
  get breaks(): readonly string[] {
    return [...this.#broken]
  }

  operations(): Row[] {
    return [...this.#contract.operations.values()].map((operation) => {
      const success = this.#successes.get(operation.id) ?? blank()
      const refusals = operation.refusals.map((_, i) => this.#refusals.get(`${operation.id} ${i + 1}`) ?? blank())
      const refused = refusals.filter(({ valid }) => valid > 0).length
      const faults = [success, ...refusals].flatMap((record) => [...record.faults])
      const ok = success.valid > 0 && refused === refusals.length && faults.length === 0
      return { name: operation.id, ok, successes: success.valid, refused, refusals: refusals.length, faults }
    })
  }

  events(): Row[] {
    return [...this.#events].map(([name, { valid, faults }]) => {
      const ok = (valid > 0 || this.#silent.has(name)) && faults.size === 0
      return { name, ok, successes: valid, refused: 0, refusals: 0, faults: [...faults] }
    })
  }

  /** What does not make anything fail, but is worth a look. */
  remarks(): string[] {
    const unsent = [...this.#contract.operations.values()].flatMap((operation) => {
      const sent = entryOf(this.#params, operation.id)
      const names = [...operation.params].filter((name) => !sent.has(name))
      return names.length > 0 ? [`${operation.id}: no scenario sends ${names.join(', ')}`] : []
    })
    return [...[...this.#remarks].sort(), ...unsent]
  }

  #keep(record: Record_, { faults }: Verdict): void {
    if (faults.length === 0) record.valid += 1
    for (const fault of faults) record.faults.add(fault)
  }

  #remark(about: string, { missing }: Verdict): void {
    for (const name of missing) this.#remarks.add(`${about}: ${name} is described, and not there`)
  }
}

function entryOf(sets: Map<string, Set<string>>, name: string): Set<string> {
  const set = sets.get(name) ?? new Set()
  sets.set(name, set)
  return set
}

function entry(records: Map<string, Record_>, name: string): Record_ {
  const record = records.get(name) ?? blank()
  records.set(name, record)
  return record
}

/** A sentence without what differs from case to case. */
function plain(message: unknown): string {
  return text(message).replaceAll(/'[^']*'|[\w:-]*\d[\w:-]*/g, '…')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
