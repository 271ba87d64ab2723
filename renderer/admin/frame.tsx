import type { ReactNode } from 'react'
import { cx } from '../ui/cx.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { openChat, shell } from './api/shell.ts'
import { useClient } from './api/use-client.ts'
import { usePoll } from './api/use-poll.ts'
import styles from './frame.module.css'
import { ThemeMenu } from './parts/theme-menu.tsx'
import { PAGES, type Page, pageHref } from './use-page.ts'

const TITLES: Record<Page, { icon: IconName; title: string }> = {
  home: { icon: 'home', title: 'Home' },
  settings: { icon: 'gear', title: 'Settings' },
}

/** The office's name hardly ever changes. */
const NAME_EVERY_MS = 60_000

interface FrameProps {
  readonly page: Page
  /** The host's own address; undefined while it is not known. */
  readonly host: string | undefined
  readonly children: ReactNode
}

/** The caretaker's rooms: where one can go, and the page. On a narrow window the navigation is a bar at the top. */
export function Frame({ page, host, children }: FrameProps) {
  const client = useClient()
  const { data: office } = usePoll(() => client.run('organization.state', {}), NAME_EVERY_MS)
  return (
    <div className={styles.frame}>
      <nav className={styles.nav} aria-label="Administration">
        <div className={styles.house}>
          <Mark />
          <span className={styles.name}>
            <b>{office?.name ?? 'Hearth'}</b>
            <small>{host ? new URL(host).hostname : 'Administration'}</small>
          </span>
        </div>
        <ul className={styles.rooms}>
          {PAGES.map((name) => (
            <li key={name}>
              <a
                className={cx(styles.go, name === page && styles.here)}
                href={pageHref(name)}
                aria-current={name === page ? 'page' : undefined}
              >
                <Icon name={TITLES[name].icon} />
                <span>{TITLES[name].title}</span>
              </a>
            </li>
          ))}
        </ul>
        <div className={styles.foot}>
          <ThemeMenu />
          <ChatLink />
        </div>
      </nav>
      <main className={styles.desk}>{children}</main>
    </div>
  )
}

function ChatLink() {
  return (
    <a
      className={styles.chat}
      href="/"
      onClick={(event) => {
        if (!shell) return
        event.preventDefault()
        openChat()
      }}
    >
      Chat <Icon name="arrow" />
    </a>
  )
}
