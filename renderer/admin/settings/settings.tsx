import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { explain } from '../api/failure.ts'
import { useClient } from '../api/use-client.ts'
import styles from './settings.module.css'
import { SettingsForm } from './settings-form.tsx'
import type { Values } from './values.ts'

/** The settings of the host. */
export function Settings() {
  const client = useClient()
  const [values, setValues] = useState<Values>()
  const [error, setError] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further attempt asks again
  useEffect(() => {
    setError(undefined)
    client.run('settings.get', {}).then(
      (answer) => setValues(answer.values),
      (reason: unknown) => setError(explain(reason)),
    )
  }, [client, attempt])

  return (
    <section className={styles.page}>
      <header>
        <h1 className={styles.title}>Settings</h1>
        <p className={styles.lede}>How this computer serves the office. Most changes hold at once.</p>
      </header>
      <div className={styles.sheet}>
        {error !== undefined && (
          <Note icon="alert" meaning="bad" isAlert>
            <p>{error}</p>
            <Button size="s" onPress={() => setAttempt(attempt + 1)}>
              Try again
            </Button>
          </Note>
        )}
        {values && <SettingsForm values={values} onSaved={setValues} />}
        {!values && error === undefined && <Skeleton lines={12} />}
      </div>
    </section>
  )
}
