import { Icon } from '../../../ui/icon.tsx'
import { useChat } from '../chat-context.ts'
import { useStore } from '../use-store.ts'
import { Row } from './row.tsx'

/** The lists that are always there. */
export function Views() {
  const unread = useStore(useChat().unread)
  return (
    <div>
      <Row to={{ kind: 'inbox' }} sign={<Icon name="inbox" />} unread={unread.count}>
        Inbox
      </Row>
      <Row to={{ kind: 'feed' }} sign={<Icon name="stack" />}>
        Everything
      </Row>
      <Row to={{ kind: 'mentions' }} sign={<Icon name="at" />} unread={unread.mentions} isForYou>
        Mentions
      </Row>
      <Row to={{ kind: 'starred' }} sign={<Icon name="star" />}>
        Starred
      </Row>
    </div>
  )
}
