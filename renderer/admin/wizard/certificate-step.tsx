import { useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'
import { Fingerprint } from '../parts/fingerprint.tsx'
import type { StepProps } from './answer.ts'
import { Question } from './question.tsx'

interface CertificateStepProps extends StepProps {
  /** Names of the settings that wait for the next start. */
  readonly onFinished: (needsRestart: readonly string[]) => void
}

/** The last question; its button also makes the organization. */
export function CertificateStep({ state, onSaved, onFinished, onBack }: CertificateStepProps) {
  const client = useClient()
  const act = useAct(async () => {
    await client.run('setup.save', { step: 'certificate', kind: 'local' })
    const finished = await client.run('setup.finish', {})
    onSaved(finished.state)
    onFinished(finished.needsRestart)
  })
  return (
    <Question
      ask="Step 4 of 4"
      title="How do devices know it is you?"
      lede="Hearth made a certificate of its own for this office. It keeps what people write secret on the way, and renews itself."
      act={act}
      meanwhile="Making the office, its owner and the certificate. This takes a few seconds…"
      button="Open the office"
      onNext={act.run}
      onBack={onBack}
    >
      <Fingerprint fingerprint={state.found.caFingerprint}>
        Each device asks once whether to trust it and shows a number. It must be this one:
      </Fingerprint>
    </Question>
  )
}
