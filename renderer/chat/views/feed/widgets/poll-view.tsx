import type { CSSProperties } from 'react'
import { ToggleButton } from 'react-aria-components'
import { Avatar } from '../../../../ui/avatar.tsx'
import { glazeStyle } from '../../../../ui/glaze.ts'
import { Hidden } from '../../../../ui/hidden.tsx'
import { Icon } from '../../../../ui/icon.tsx'
import type { Conversation } from '../../../model/conversation.ts'
import { type Poll, type PollOption, toNewOption, toVote } from '../../../model/widgets/poll.ts'
import { useChat } from '../../chat-context.ts'
import { AddLine } from './add-line.tsx'
import styles from './poll-view.module.css'

interface PollViewProps {
  readonly poll: Poll
  readonly conversation: Conversation
  readonly onTell: (data: object) => void
}

const FACES = 4

export function PollView({ poll, conversation, onTell }: PollViewProps) {
  const { people } = useChat()
  const total = new Set(poll.options.flatMap(({ voters }) => voters)).size
  const glaze = conversation.kind === 'topic' ? conversation.streamId : people.me
  return (
    <section className={styles.poll} aria-label={`Poll: ${poll.question}`} style={glazeStyle(glaze)}>
      <p className={styles.question}>{poll.question || 'A poll'}</p>
      {poll.options.map((option) => (
        <Option key={option.key} option={option} total={total} onVote={() => onTell(toVote(option, people.me))} />
      ))}
      <AddLine label="Another option" onAdd={(text) => onTell(toNewOption(poll, people.me, text))} />
    </section>
  )
}

function Option({ option, total, onVote }: { option: PollOption; total: number; onVote: () => void }) {
  const { people } = useChat()
  const { text, voters } = option
  const isMine = voters.includes(people.me)
  const names = people.namesOf(voters)
  const part = { '--part': `${total === 0 ? 0 : (voters.length / total) * 100}%` } as CSSProperties
  return (
    <ToggleButton className={styles.option ?? ''} isSelected={isMine} onChange={onVote} style={part}>
      {isMine && <Icon name="check" />}
      <span className={styles.text}>{text}</span>{' '}
      <span className={styles.faces} title={names} aria-hidden="true">
        {voters.slice(0, FACES).map((id) => (
          <Avatar key={id} id={id} name={people.nameOf(id)} size="xs" />
        ))}
      </span>
      <span className={styles.number}>
        {voters.length}
        <Hidden>
          {voters.length === 1 ? ' vote' : ' votes'}
          {names && `: ${names}`}
        </Hidden>
      </span>
    </ToggleButton>
  )
}
