import type { SetupState } from '../../../server/contract/admin/setup.ts'
import { Question } from './question.tsx'

const AT_REST = { isBusy: false, isSlow: false, error: undefined, problems: {} }

/** The first page of all. */
export function Welcome({ state, onNext }: { state: SetupState; onNext: () => void }) {
  const office = state.organization?.name
  return (
    <Question
      ask={office ? 'Welcome back' : 'Welcome'}
      title="Chat for your office, on this computer."
      lede="Four short questions, about two minutes. Nothing leaves the building, and no account with anyone is needed."
      act={AT_REST}
      meanwhile=""
      button={office ? `Go on with ${office}` : 'Start a new office'}
      onNext={onNext}
    />
  )
}
