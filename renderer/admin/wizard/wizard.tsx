import { useState } from 'react'
import type { SetupState } from '../../../server/contract/admin/setup.ts'
import { AddressStep } from './address-step.tsx'
import type { StepProps } from './answer.ts'
import { CertificateStep } from './certificate-step.tsx'
import { Done } from './done.tsx'
import type { Credentials } from './enter-chat.ts'
import { FirstRun } from './first-run.tsx'
import { OrganizationStep } from './organization-step.tsx'
import { OwnerStep } from './owner-step.tsx'
import { firstOpen, indexOf, STEPS, type Step } from './steps.ts'
import { Welcome } from './welcome.tsx'

interface WizardProps {
  /** What was answered in earlier visits. */
  readonly initial: SetupState
  readonly onLeave: () => void
}

/** The first run. The host keeps each answer as it is given, so the page may be closed or crash at any time. */
export function Wizard({ initial, onLeave }: WizardProps) {
  const [state, setState] = useState(initial)
  const [place, setPlace] = useState<Step | 'welcome' | 'done'>('welcome')
  const [waiting, setWaiting] = useState<readonly string[]>([])
  const [owner, setOwner] = useState<Credentials>()
  const step = place === 'welcome' || place === 'done' ? undefined : place

  const at = step === undefined ? 0 : indexOf(step)
  const props: StepProps = {
    state,
    onSaved(saved) {
      // Once there is an organization the answers are gone from the host; the last page still calls it by its name.
      setState({ ...saved, organization: saved.organization ?? state.organization })
      setPlace(STEPS[at + 1]?.step ?? 'done')
    },
    onBack: () => setPlace(STEPS[at - 1]?.step ?? 'welcome'),
  }
  return (
    <FirstRun state={state} step={step} onOpen={setPlace}>
      {place === 'welcome' && <Welcome state={state} onNext={() => setPlace(firstOpen(state))} />}
      {place === 'organization' && <OrganizationStep {...props} />}
      {place === 'owner' && <OwnerStep {...props} onChosen={setOwner} />}
      {place === 'address' && <AddressStep {...props} />}
      {place === 'certificate' && <CertificateStep {...props} onFinished={setWaiting} />}
      {place === 'done' && (
        <Done
          office={state.organization?.name ?? 'Your office'}
          owner={owner}
          needsRestart={waiting}
          onLeave={onLeave}
        />
      )}
    </FirstRun>
  )
}
