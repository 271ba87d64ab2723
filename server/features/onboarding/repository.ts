import { ONE_TIME_NOTICES } from '../../contract/chat/onboarding.ts'
import type { ReadDb } from '../../db/database.ts'

/** What a user has not seen yet, as https://zulip.com/api/register-queue tells it. */
export async function findOnboardingSteps(db: ReadDb, user: number): Promise<{ type: string; name: string }[]> {
  const rows = await db.query<{ name: string }>('select name from seen_onboarding_step where user_id = $1', [user])
  const seen = new Set(rows.map((row) => row.name))
  return ONE_TIME_NOTICES.filter((name) => !seen.has(name)).map((name) => ({ type: 'one_time_notice', name }))
}
