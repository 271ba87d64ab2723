/** In milliseconds, whatever else the machine does. */
export function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  return cpuMsSince(start)
}

export function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** What some work of the kind that a renderer does takes here: what texts take is held against it. */
export function measureUnit(): number {
  return Math.min(...Array.from({ length: 8 }, () => cpuMs(calibrate)))
}

function calibrate(): void {
  let letters = ''
  for (let index = 0; index < 300_000; index++) letters += String.fromCharCode(97 + ((index * 7_919) % 26))
  letters
    .replace(/[aeiou]/g, '')
    .split('b')
    .join('')
    .replace(/(?<=c)d/g, '!')
}
