import { expect, onTestFinished, test } from 'vitest'
import { createAppliance } from '../../server/appliance.ts'
import { nodeHost } from '../../server/node-host.ts'
import { createDataFolder, postgresPids } from '../support/host.ts'

test('an appliance tells its surroundings of every service, and the next one in the same process works', async () => {
  const data = createDataFolder()
  for (const round of ['first', 'second']) {
    const told: string[] = []
    const host = {
      ...nodeHost(data),
      keyring: undefined,
      print: () => undefined,
      onService: ({ name, state }: { name: string; state: string }) => void told.push(`${name} ${state}`),
    }
    const appliance = createAppliance(host, { port: 0, onStopRequested: () => undefined })
    onTestFinished(() => appliance.stop())
    await appliance.start()
    expect(told, round).toEqual(expect.arrayContaining(['storage running', 'postgres running', 'chat running']))
    expect(told.indexOf('postgres starting')).toBeLessThan(told.indexOf('postgres running'))
    await appliance.stop()
    expect(told, round).toEqual(expect.arrayContaining(['chat stopped', 'postgres stopped']))
    expect(postgresPids(data)).toEqual([])
  }
})
