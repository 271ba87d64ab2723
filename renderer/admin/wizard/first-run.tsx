import type { ReactNode } from 'react'
import type { SetupState } from '../../../server/contract/admin/setup.ts'
import { Arch, COURSES } from '../../ui/arch.tsx'
import { cx } from '../../ui/cx.ts'
import { Hidden } from '../../ui/hidden.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Mark } from '../../ui/mark.tsx'
import styles from './first-run.module.css'
import { isAnswered, STEPS, type Step } from './steps.ts'

interface FirstRunProps {
  readonly state: SetupState
  /** Undefined before the first and after the last step. */
  readonly step: Step | undefined
  /** Opens a step that was answered. */
  readonly onOpen: (step: Step) => void
  readonly children: ReactNode
}

/** The room of the wizard: the arch that grows with each answer, the road, and the sheet with the question. */
export function FirstRun({ state, step, onOpen, children }: FirstRunProps) {
  const isFinished = state.step === 'finished'
  const answered = STEPS.filter((entry) => isAnswered(state, entry.step)).length
  const laid = isFinished ? COURSES : Math.floor((answered * (COURSES - 1)) / STEPS.length)
  return (
    <div className={styles.room}>
      <aside className={styles.left} aria-label="Progress">
        <div className={styles.house}>
          <Mark />
          <b>Hearth</b>
        </div>
        <div className={cx(styles.build, isFinished && styles.lit)}>
          <Arch state={isFinished ? 'lit' : 'building'} laid={laid} />
        </div>
        <ol className={styles.road}>
          {STEPS.map((entry) => (
            <li key={entry.step} aria-current={entry.step === step ? 'step' : undefined}>
              <RoadMark
                entry={entry}
                isNow={entry.step === step}
                isDone={isFinished || isAnswered(state, entry.step)}
                onOpen={isFinished ? undefined : onOpen}
                said={entry.step === 'organization' ? state.organization?.name : undefined}
              />
            </li>
          ))}
        </ol>
        <p className={styles.leave}>
          {isFinished
            ? 'Hearth goes on when this window is closed.'
            : 'You can close this window. Hearth remembers where you were.'}
        </p>
      </aside>
      <main className={styles.sheet}>{children}</main>
    </div>
  )
}

interface RoadMarkProps {
  readonly entry: (typeof STEPS)[number]
  readonly isNow: boolean
  readonly isDone: boolean
  readonly onOpen: ((step: Step) => void) | undefined
  readonly said: string | undefined
}

function RoadMark({ entry, isNow, isDone, onOpen, said }: RoadMarkProps) {
  const inside = (
    <>
      <i className={styles.arch}>{isDone && !isNow && <Icon name="check" />}</i>
      <span>
        <b>{entry.title}</b>
        <small>{said ?? entry.about}</small>
        {isDone && <Hidden> (answered)</Hidden>}
      </span>
    </>
  )
  const look = cx(styles.step, isNow ? styles.now : isDone && styles.done)
  if (!isDone || isNow || !onOpen) return <span className={look}>{inside}</span>
  return (
    <button type="button" className={look} onClick={() => onOpen(entry.step)}>
      {inside}
    </button>
  )
}
