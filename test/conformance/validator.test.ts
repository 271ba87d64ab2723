import { describe, expect, test } from 'vitest'
import { createContract, type OpenApi } from './document.ts'
import { Tally } from './tally.ts'

const nothing = { operations: new Set<string>(), events: new Set<string>() }
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const event = (type: string, more: object) => ({
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: { id: { type: 'integer' }, type: { allOf: [{ type: 'string' }, { enum: [type] }] }, ...more },
})

/** Two operations and three forms of events, in the ways that Zulip's file writes things. */
const FILE = {
  paths: {
    '/pets/{pet_id}': {
      get: {
        operationId: 'get-pet',
        parameters: [{ name: 'pet_id', in: 'path' }],
        responses: {
          200: json({
            allOf: [
              { $ref: '#/components/schemas/Base' },
              {
                additionalProperties: false,
                required: ['result', 'name'],
                properties: {
                  result: {},
                  name: { type: 'string' },
                  owner: { type: 'integer', nullable: true },
                  age: { type: 'integer', description: 'In years.' },
                  toy: { type: 'string', description: 'Only present if there is one.' },
                },
              },
            ],
          }),
          400: json({
            oneOf: [
              { allOf: [{ $ref: '#/components/schemas/Error' }, { example: { code: 'GONE', msg: 'It ran away' } }] },
              {
                allOf: [{ $ref: '#/components/schemas/Error' }, { example: { code: 'SHY', msg: 'It hides', hole: 1 } }],
              },
            ],
          }),
        },
      },
    },
    '/events': {
      get: {
        operationId: 'get-events',
        responses: {
          200: json({
            properties: {
              events: {
                type: 'array',
                items: {
                  oneOf: [
                    event('pet', { op: { type: 'string', enum: ['add'] }, name: { type: 'string' } }),
                    event('pet', { op: { type: 'string', enum: ['remove'] } }),
                    event('heartbeat', {}),
                  ],
                },
              },
            },
          }),
        },
      },
    },
    '/prose': { post: { responses: { 200: {} } } },
  },
  components: {
    schemas: {
      Base: { type: 'object', properties: { result: { type: 'string', enum: ['success'] } } },
      Error: {
        additionalProperties: false,
        required: ['code'],
        properties: { code: { type: 'string' }, msg: { type: 'string' } },
      },
    },
  },
} as OpenApi

function start(silent?: Set<string>) {
  const contract = createContract(FILE, nothing)
  const tally = new Tally(contract, silent)
  const pet = contract.operations.get('get-pet')
  if (!pet) throw new Error('The operation was not read')
  const row = () => tally.operations().find(({ name }) => name === 'get-pet')
  return { tally, pet, row, events: () => new Map(tally.events().map((found) => [found.name, found])) }
}

const rex = { result: 'success', name: 'Rex', owner: null, age: 3 }

describe('an answer', () => {
  test('that is as the file says counts, and null where it may be null', () => {
    const { tally, pet, row } = start()
    tally.success(pet, { pet_id: 1 }, { status: 200, body: rex })
    expect(row()).toMatchObject({ successes: 1, faults: [], ok: false, refused: 0, refusals: 2 })
    expect(tally.remarks()).toEqual([])
  })

  test.each([
    ['a wrong type', { ...rex, age: '3' }, 'age must be integer'],
    ['null where there is none', { ...rex, age: null }, 'age must be integer'],
    ['a field that is not there', { result: 'success' }, 'name is missing'],
    ['a field too many', { ...rex, colour: 'red' }, 'colour is not documented'],
    ['another word', { ...rex, result: 'fine' }, 'result is none of ["success"]'],
  ])('with %s does not', (_, body, fault) => {
    const { tally, pet, row } = start()
    tally.success(pet, {}, { status: 200, body })
    expect(row()).toMatchObject({ successes: 0, faults: [fault] })
  })

  test('without what a description promises is remarked on, but not for what it promises only sometimes', () => {
    const { tally, pet, row } = start()
    tally.success(pet, { pet_id: 1 }, { status: 200, body: { result: 'success', name: 'Rex' } })
    expect(row()).toMatchObject({ successes: 1, faults: [] })
    expect(tally.remarks()).toEqual(['get-pet: age is described, and not there'])
  })

  test('that ignores a documented parameter is a fault', () => {
    const { tally, pet, row } = start()
    tally.success(pet, {}, { status: 200, body: { ...rex, ignored_parameters_unsupported: ['pet_id'] } })
    expect(row()?.faults).toContain('the documented parameter pet_id is ignored')
  })
})

describe('an error', () => {
  test('counts when status, code and fields are those of the example; its words are remarked on', () => {
    const { tally, pet, row } = start()
    tally.success(pet, { pet_id: 1 }, { status: 200, body: rex })
    tally.refusal(pet, 1, { status: 400, body: { code: 'GONE', msg: 'Nobody knows where' } })
    expect(row()).toMatchObject({ refused: 1, refusals: 2, ok: false })
    // The example has a field that its own schema forbids.
    tally.refusal(pet, 2, { status: 400, body: { code: 'SHY', msg: 'It hides', hole: 7 } })
    expect(row()).toMatchObject({ refused: 2, ok: true, faults: [] })
    expect(tally.remarks()).toEqual(['get-pet: error 1 (It ran away) is worded "Nobody knows where"'])
  })

  test.each([
    ['status', 404, { code: 'GONE', msg: '' }],
    ['code', 400, { code: 'SHY', msg: '' }],
    ['field', 400, { code: 'GONE', msg: '', where: 'away' }],
  ])('with another %s does not', (_, status, body) => {
    const { tally, pet, row } = start()
    tally.refusal(pet, 1, { status, body })
    expect(row()).toMatchObject({ refused: 0 })
    expect(row()?.faults).toHaveLength(1)
  })
})

describe('an event', () => {
  test('counts for its type and op', () => {
    const { tally, events } = start()
    tally.event({ id: 1, type: 'pet', op: 'add', name: 'Rex' })
    tally.event({ id: 2, type: 'pet', op: 'add', name: 'Tom' })
    tally.event({ id: 3, type: 'heartbeat' })
    expect(events().get('pet/add')).toMatchObject({ successes: 2, ok: true })
    expect(events().get('pet/remove')).toMatchObject({ successes: 0, ok: false })
    expect(events().get('heartbeat')).toMatchObject({ successes: 1, ok: true })
    expect(events().size).toBe(3)
  })

  test('that is wrong once makes its form wrong, whatever else was right', () => {
    const { tally, events } = start()
    tally.event({ id: 1, type: 'pet', op: 'remove' })
    tally.event({ id: 2, type: 'pet', op: 'remove', name: 'Rex' })
    tally.event({ type: 'heartbeat' })
    expect(events().get('pet/remove')).toMatchObject({ ok: false, faults: ['name is not documented'] })
    expect(events().get('heartbeat')).toMatchObject({ ok: false, faults: ['id is missing'] })
  })

  test('that no form describes is told of', () => {
    const { tally } = start()
    tally.event({ id: 1, type: 'pet', op: 'rename' })
    expect(tally.breaks).toEqual(['the event pet/rename is not documented'])
  })

  test('of old servers is right as long as it is not sent', () => {
    const { tally, events } = start(new Set(['heartbeat']))
    expect(events().get('heartbeat')?.ok).toBe(true)
    tally.event({ id: 1, type: 'heartbeat' })
    expect(events().get('heartbeat')).toMatchObject({ ok: false, faults: ['is no longer sent'] })
  })
})
