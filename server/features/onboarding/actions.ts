import { ONE_TIME_NOTICES } from '../../contract/chat/onboarding.ts'
import { ApiError } from '../../contract/errors.ts'
import { transact } from '../../db/transaction.ts'
import type { Core } from '../../delivery/core.ts'
import { emitTo } from '../users/index.ts'
import { findOnboardingSteps } from './repository.ts'

/** @throws {ApiError} when there is no such step */
export function checkOnboardingStep(name: string): string {
  if (ONE_TIME_NOTICES.some((known) => known === name)) return name
  throw new ApiError('BAD_REQUEST', `Unknown onboarding_step: ${name}`)
}

/** It is not shown again; nothing is told when it was seen before. */
export async function doMarkOnboardingStep(core: Core, user: number, name: string): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const seen = await tx.query(
      'insert into seen_onboarding_step (user_id, name) values ($1, $2) on conflict do nothing returning name',
      [user, name],
    )
    if (seen.length === 0) return
    emitTo(tx, user, 'onboarding_steps', { onboarding_steps: await findOnboardingSteps(tx, user) })
  })
}
