import { ApiClient } from '../support/api.ts'
import { createDataFolder, emailOf, type RunningHost, startHost } from '../support/host.ts'

const PEOPLE = ['Mei Tanaka', 'Tomas Lindgren', 'Ines Okafor', 'Jonas Weber', 'Noor Rahimi', 'Nadia Haddad']

const STREAMS: readonly (readonly [name: string, description: string])[] = [
  ['Mill House', 'Barn conversion for the Ferrars. Site meeting every Tuesday at ten.'],
  ['Riverside School', 'New classrooms and the hall'],
  ['Models and materials', 'Samples, suppliers, what works'],
  ['Practice notices', 'What everybody should know'],
  ['Kitchen table', 'Lunch, cake, lost umbrellas'],
]
const STAIRS = 'Stair headroom'
const TALK: readonly (readonly [who: string, stream: string, topic: string, text: string])[] = [
  ['Tomas Lindgren', 'Riverside School', 'Acoustic ceiling', 'The rafts arrive on the 9th, a week early.'],
  ['Noor Rahimi', 'Models and materials', 'Lime plaster', 'Three samples are on the shelf by the window.'],
  ['Jonas Weber', 'Kitchen table', 'Friday cake', 'Whose turn is it?'],
  ['Mei Tanaka', 'Mill House', STAIRS, 'Building control measured **1.94 m** at the landing. We need 2.00.'],
  [
    'Mei Tanaka',
    'Mill House',
    STAIRS,
    'We can win it back in the going. One more riser and the flight still clears the door:\n\n```python\nrise, floor = 2_870, 1_945\nfor n in (15, 16):\n    print(n, round(rise / n, 1), "headroom", floor + (n - 15) * 58)\n```\n\n16 risers at `179.4` gives us 2,003. Tight, but it is on the right side.',
  ],
  [
    'Ines Okafor',
    'Mill House',
    STAIRS,
    'Good catch. @**Ruth Abel**, could you move the client call to Thursday? I would like to show them one answer.',
  ],
  ['Jonas Weber', 'Mill House', STAIRS, 'If the beam carries the loft, I would leave it alone.'],
  ['Noor Rahimi', 'Mill House', 'Lime plaster samples', 'The warm grey dries two shades lighter than the card.'],
  [
    'Tomas Lindgren',
    'Mill House',
    'Planning conditions, PA-214',
    '> Details of all external joinery\n\nSent to the council this morning.',
  ],
]

/** A topic in which somebody tries out what messages can show. */
export const RICH = { stream: 'Practice notices', topic: 'How we write' }
const RICH_TALK: readonly (readonly [who: string, text: string])[] = [
  [
    'Mei Tanaka',
    '# Site notes\nThe landing hangs **55 mm** lower than ~~drawn~~ *assumed*, see #**Mill House>Stair headroom**. @**Ruth Abel**, @**Jonas Weber** please look; @*nobody* need come. :tada: 👍🏽\n\n1. Measure again\n   * at the wall\n   * at the string\n2. Order the riser\n\n## What it costs\n\n| part | number | price |\n| :--- | :---: | ---: |\n| riser, oak | 1 | 179.40 |\n| tread, oak | 2 | 310.00 |\n\n> Tight, but it is on the right side.\n\nWe meet <time:2026-11-26T14:00:00+01:00>, or <time:some day>.',
  ],
  [
    'Tomas Lindgren',
    'The sum is $$\\sum_{n=1}^{16} r_n = 2870$$ and so:\n\n```math\n\\bar r = \\frac{1}{16}\\sum_{n=1}^{16} r_n \\approx 179.4\\,\\mathrm{mm}\n```\n\n```ts\n// One more riser\nexport async function going(rise: number, n = 16): Promise<string> {\n  const each = Math.round((rise / n) * 10) / 10\n  return each > 180 ? "too high" : "fits" /* by a hair, as long as nobody asks for a thicker carpet */\n}\n```\n\n```diff\n- riser 9: 1,945\n+ riser 9: 2,003\n```\n\n```spoiler What the client said\n“Nobody in the house is *that* tall.”\n```\n\nWrong ones: $$\\frac{1$$ and `inline code`.',
  ],
  [
    'Ines Okafor',
    '/poll What do we draw up for Thursday?\n16 risers, same flight\nTrim the landing beam\nTurn the last three steps',
  ],
  ['Nadia Haddad', '/todo Before the visit\nMeasure the landing\nCall the joiner: he is in until four'],
  ['Jonas Weber', '/me fetches the **long** ladder'],
]

/** An office with something to look at; Ruth Abel owns it and has read nothing yet. */
export async function openOffice(): Promise<RunningHost> {
  const host = await startHost(createDataFolder(), 0, { owner: 'Ruth Abel', members: PEOPLE })
  const clients = new Map<string, ApiClient>()
  for (const name of ['Ruth Abel', ...PEOPLE]) clients.set(name, await ApiClient.login(host, emailOf(name)))
  const as = (name: string) => clients.get(name) as ApiClient
  const principals = ['Ruth Abel', ...PEOPLE].map(emailOf)
  for (const [name, description] of STREAMS) {
    await as('Ruth Abel').call('POST', '/users/me/subscriptions', {
      subscriptions: [{ name, description }],
      principals,
    })
  }
  const permit = { pattern: 'PA-(?P<id>[0-9]+)', url_template: 'https://council.test/permits/{id}' }
  await as('Ruth Abel').call('POST', '/realm/filters', permit)
  for (const [who, content] of RICH_TALK)
    await as(who).call('POST', '/messages', { type: 'stream', to: RICH.stream, topic: RICH.topic, content })
  await vote(as)
  for (const [who, to, topic, content] of TALK)
    await as(who).call('POST', '/messages', { type: 'stream', to, topic, content })
  const direct = { type: 'direct', to: [emailOf('Ruth Abel')] }
  await as('Nadia Haddad').call('POST', '/messages', { ...direct, content: 'Do you have the keys to the model room?' })
  for (const name of PEOPLE.slice(0, 4)) await as(name).call('POST', '/users/me/presence', { status: 'active' })
  for (const client of clients.values()) client.close()
  return host
}

/** Some have voted in the poll of the rich topic, and one task is done; Ruth has read it all. */
async function vote(as: (name: string) => ApiClient): Promise<void> {
  const { body } = await as('Ruth Abel').call('GET', '/messages', {
    anchor: 'newest',
    num_before: 10,
    num_after: 0,
    narrow: [{ operator: 'topic', operand: RICH.topic }],
  })
  const messages = body['messages'] as { id: number }[]
  const [poll, todo] = messages.slice(-3)
  await as('Ruth Abel').call('POST', '/messages/flags', {
    messages: messages.map(({ id }) => id),
    op: 'add',
    flag: 'read',
  })
  const tell = (name: string, id: number | undefined, data: object) =>
    as(name).call('POST', '/submessage', { message_id: id, msg_type: 'widget', content: JSON.stringify(data) })
  for (const [index, name] of ['Mei Tanaka', 'Ruth Abel', 'Jonas Weber', 'Noor Rahimi'].entries())
    await tell(name, poll?.id, { type: 'vote', key: index === 3 ? 'canned,1' : 'canned,0', vote: 1 })
  await tell('Mei Tanaka', todo?.id, { type: 'strike', key: '0,canned' })
}
