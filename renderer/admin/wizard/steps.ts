import type { SetupAnswer, SetupState } from '../../../server/contract/admin/setup.ts'

export type Step = SetupAnswer['step']

interface StepWords {
  readonly step: Step
  readonly title: string
  readonly about: string
}

export const STEPS: readonly StepWords[] = [
  { step: 'organization', title: 'Your office', about: 'Its name' },
  { step: 'owner', title: 'You', about: 'The owner’s account' },
  { step: 'address', title: 'The way in', about: 'Address and port' },
  { step: 'certificate', title: 'Trust', about: 'The certificate' },
]

export function indexOf(step: Step): number {
  return STEPS.findIndex((entry) => entry.step === step)
}

/** Where to go on; the last step once everything is answered. */
export function firstOpen(state: SetupState): Step {
  return state.step === 'ready' || state.step === 'finished' ? 'certificate' : state.step
}

export function isAnswered(state: SetupState, step: Step): boolean {
  return state[step] !== null
}
