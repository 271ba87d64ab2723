import { useState } from 'react'
import type { SetupAnswer, SetupState } from '../../../server/contract/admin/setup.ts'
import { type Act, useAct } from '../api/use-act.ts'
import { useClient } from '../api/use-client.ts'

/** What each step gets. */
export interface StepProps {
  readonly state: SetupState
  /** The answer is kept; here is what the host knows now. */
  readonly onSaved: (state: SetupState) => void
  readonly onBack: () => void
}

type Problems = Readonly<Record<string, string>>

interface Answering {
  /** Sends the answer, unless the page finds something wrong with it by itself. */
  readonly save: (answer: SetupAnswer, found?: Problems) => void
  readonly act: Act<[SetupAnswer]>
  /** What is wrong with each field, found here or by the host. */
  readonly problems: Problems
  /** Called when a field changes: what was wrong with it need not be wrong any more. */
  readonly forget: (field: string) => void
}

export function useAnswer(onSaved: (state: SetupState) => void): Answering {
  const client = useClient()
  const [found, setFound] = useState<Problems>({})
  const act = useAct(async (answer: SetupAnswer) => onSaved(await client.run('setup.save', answer)))
  return {
    save(answer, wrong = {}) {
      setFound(wrong)
      if (Object.keys(wrong).length === 0) act.run(answer)
    },
    act: { ...act, problems: { ...act.problems, ...found } },
    problems: { ...act.problems, ...found },
    forget(field) {
      act.forget(field)
      setFound(({ [field]: _, ...rest }) => rest)
    },
  }
}

/** Only those that there are. */
export function problemsOf(checks: Readonly<Record<string, string | false>>): Problems {
  return Object.fromEntries(Object.entries(checks).filter((entry): entry is [string, string] => entry[1] !== false))
}
