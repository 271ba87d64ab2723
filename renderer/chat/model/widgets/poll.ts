import { listIn, numberIn, type Submessage, textIn } from './submessage.ts'

export interface PollOption {
  readonly key: string
  readonly text: string
  /** ids, in the order in which they voted */
  readonly voters: readonly number[]
}

export interface Poll {
  readonly kind: 'poll'
  readonly question: string
  readonly options: readonly PollOption[]
}

/** https://zulip.com/help/create-a-poll: what its text says, and what came since. */
export function readPoll(start: Readonly<Record<string, unknown>>, told: readonly Submessage[], author: number): Poll {
  let question = textIn(start['question'])
  const options = new Map<string, PollOption>()
  const add = (key: string, text: string) => {
    const isThere = [...options.values()].some((option) => option.text === text)
    if (text !== '' && !isThere && !options.has(key)) options.set(key, { key, text, voters: [] })
  }
  for (const [index, text] of listIn(start['options']).entries()) add(`canned,${index}`, textIn(text))
  for (const { senderId, data } of told) {
    if (data['type'] === 'new_option') add(`${senderId},${numberIn(data['idx'])}`, textIn(data['option']))
    else if (data['type'] === 'question' && senderId === author) question = textIn(data['question'])
    else if (data['type'] === 'vote') vote(options, textIn(data['key']), senderId, data['vote'] === 1)
  }
  return { kind: 'poll', question, options: [...options.values()] }
}

function vote(options: Map<string, PollOption>, key: string, voter: number, isFor: boolean): void {
  const option = options.get(key)
  if (!option) return
  const others = option.voters.filter((one) => one !== voter)
  options.set(key, { ...option, voters: isFor ? [...others, voter] : others })
}

/** For the option, or no longer. */
export function toVote({ key, voters }: PollOption, me: number): object {
  return { type: 'vote', key, vote: voters.includes(me) ? -1 : 1 }
}

export function toNewOption({ options }: Poll, me: number, option: string): object {
  const mine = options.flatMap(({ key }) => (key.startsWith(`${me},`) ? Number(key.split(',')[1]) : []))
  return { type: 'new_option', idx: Math.max(0, ...mine) + 1, option }
}
