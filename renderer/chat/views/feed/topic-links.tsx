import { Icon } from '../../../ui/icon.tsx'
import type { TopicLink } from '../../model/messages.ts'
import styles from './topic-links.module.css'

/** A name of a topic has room for more, but nobody has written one. */
const MOST = 4

/** Signs beside the name of a topic that lead where parts of it do: an issue, an address. */
export function TopicLinks({ links }: { links: readonly TopicLink[] }) {
  const different = [...new Map(links.map((link) => [link.url, link])).values()]
  if (different.length === 0) return null
  return (
    <span className={styles.links}>
      {different.slice(0, MOST).map(({ text, url }) => (
        <a
          key={url}
          className={styles.link}
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Open ${text}`}
          title={`Open ${text}`}
        >
          <Icon name="out" />
        </a>
      ))}
    </span>
  )
}
