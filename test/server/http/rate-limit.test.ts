import { describe, expect, test } from 'vitest'
import { limitKey } from '../../../server/http/address.ts'
import { RateLimiter } from '../../../server/http/rate-limit.ts'
import { BoundedMap } from '../../../server/lib/bounded-map.ts'

describe('the rate limiter', () => {
  test('allows the whole limit at once and tells how long the next call must wait', () => {
    const limiter = new RateLimiter()
    const states = Array.from({ length: 11 }, () => limiter.take(1, 10))
    expect(states.map(({ remaining }) => remaining)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0])
    expect(states[9]?.retryAfter).toBe(0)
    expect(states[10]?.retryAfter).toBeGreaterThan(5)
    expect(states[10]?.retryAfter).toBeLessThanOrEqual(6)
  })

  test('takes constant memory, however many callers there are', () => {
    const limiter = new RateLimiter()
    for (let i = 0; i < 30_000; i++) limiter.take(i, 10)
    expect(limiter.size).toBe(20_000)
  })
})

test('a bounded map drops what was set longest ago', () => {
  const map = new BoundedMap<string, number>(2)
  for (const key of ['a', 'b', 'a', 'c']) map.set(key, 1)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 1])
})

test('limits count an IPv4 address, and an IPv6 network of 64 bits', () => {
  expect(limitKey('10.0.0.1')).toBe('10.0.0.1')
  expect(limitKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(limitKey('2001:db8::6')).toBe('2001:db8:0:0::/64')
  expect(limitKey('::1')).toBe('0:0:0:0::/64')
})
