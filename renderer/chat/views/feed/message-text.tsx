import { memo, useLayoutEffect, useRef } from 'react'
import styles from './message-text.module.css'

interface MessageTextProps {
  /** As the server has cleaned it. */
  readonly html: string
  readonly me: number
}

/** The one place where HTML is shown: the server's rendering of a message, which it has reduced to an allow-list. */
export const MessageText = memo(function MessageText({ html, me }: MessageTextProps) {
  const root = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the elements are made anew for another text
  useLayoutEffect(() => {
    for (const mention of root.current?.querySelectorAll<HTMLElement>('.user-mention') ?? []) {
      const whom = mention.dataset['userId']
      if (whom === String(me) || whom === '*') mention.classList.add(styles.you ?? '')
    }
    for (const link of root.current?.querySelectorAll('a[href]') ?? []) {
      // Links within the chat stay in the page.
      if (link.getAttribute('href')?.startsWith('#')) continue
      link.setAttribute('target', '_blank')
      link.setAttribute('rel', 'noopener noreferrer')
    }
  }, [html, me])
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the server's sanitised output, and only here
  return <div ref={root} className={styles.text} dangerouslySetInnerHTML={{ __html: html }} />
})
