import { expect, test } from 'vitest'
import { createServices, stateOf } from '../../../server/control/services.ts'
import { silentLog } from '../../../server/lib/log.ts'

test('who listens to the services hears of each change, and not of what stayed as it was', () => {
  const services = createServices(silentLog, () => 5)
  const heard: unknown[] = []
  services.onChange((report) => heard.push(report))
  services.set('postgres', stateOf('starting'))
  services.set('postgres', stateOf('starting'))
  services.set('postgres', stateOf('failed', 'It died', 'Wait'))
  services.set('postgres', stateOf('failed', 'It died', 'Wait'))
  services.set('postgres', stateOf('failed', 'It died again', 'Wait'))
  expect(heard).toEqual([
    { name: 'postgres', state: 'starting', reason: '', advice: '', since: 5 },
    { name: 'postgres', state: 'failed', reason: 'It died', advice: 'Wait', since: 5 },
    { name: 'postgres', state: 'failed', reason: 'It died again', advice: 'Wait', since: 5 },
  ])
})
