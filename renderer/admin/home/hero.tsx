import type { ApplianceStatus } from '../../../server/contract/admin/appliance.ts'
import { Arch } from '../../ui/arch.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { formatSpan } from '../parts/format.ts'
import styles from './hero.module.css'
import { judge, serviceTitle, stateLook } from './words.ts'

/** The answer of the page in one sentence, and every part as evidence. */
export function Hero({ status }: { status: ApplianceStatus }) {
  const { arch, answer } = judge(status.services)
  const up = formatSpan(Date.now() - status.startedAt)
  return (
    <section className={styles.hero} aria-label="Is it running?">
      <div className={styles.niche}>
        <Arch state={arch} />
      </div>
      <div className={styles.words}>
        <p className={styles.question}>Is it running?</p>
        <div role="status">
          <h1 className={styles.answer}>{answer}</h1>
        </div>
        {status.startedAt > 0 && <p className={styles.lede}>Hearth has been up for {up}, on this computer.</p>}
        <ul className={styles.parts} aria-label="Parts">
          {status.services.map(({ name, state }) => {
            const look = stateLook({ name, state })
            return (
              <li key={name}>
                <StateMark mark={look.mark}>
                  <span>
                    {serviceTitle(name)}
                    {state === 'running' ? <Hidden>: {look.word}</Hidden> : `, ${look.word}`}
                  </span>
                </StateMark>
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
}
