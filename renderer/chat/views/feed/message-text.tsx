import { type MouseEvent, memo, useLayoutEffect, useRef } from 'react'
import { cx } from '../../../ui/cx.ts'
import type { Groups } from '../../model/groups.ts'
import { useShell } from '../shell/shell-context.ts'
import { enrich } from './content/enrich.ts'
import { picturesAround } from './content/lightbox-pictures.ts'
import styles from './message-text.module.css'

interface MessageTextProps {
  /** As the renderer has made it: the server's, or the same one here. */
  readonly html: string
  readonly me: number
  readonly groups: Groups
  /** Who does what the text says, of one that begins with `/me`. */
  readonly does?: string | undefined
}

/** The one place where HTML is shown: a message as the renderer makes it, which lets nothing through that people write. */
export const MessageText = memo(function MessageText({ html, me, groups, does }: MessageTextProps) {
  const root = useRef<HTMLDivElement>(null)
  const enriched = useRef<string>(undefined)
  const shell = useShell()
  useLayoutEffect(() => {
    // The elements are made anew for another text only.
    if (!root.current || enriched.current === html) return
    enriched.current = html
    enrich(root.current, { me, groups })
  }, [html, me, groups])
  const look = (event: MouseEvent) => {
    const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>('a[data-picture]')
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    shell.showPictures(picturesAround(link))
  }
  const shown = does === undefined ? html : html.replace(/^<p>\/me\s/, '<p>')
  const text = (
    <div
      ref={root}
      className={cx(styles.text, does !== undefined && styles.does)}
      onClickCapture={look}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: what the renderer made, and only here
      dangerouslySetInnerHTML={{ __html: shown }}
    />
  )
  if (does === undefined) return text
  return (
    <div className={styles.doing}>
      <span className={styles.who}>{does}</span> {text}
    </div>
  )
})
