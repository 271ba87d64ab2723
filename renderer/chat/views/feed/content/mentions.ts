import styles from './mentions.module.css'
import type { Reader } from './reader.ts'

const KINDS = '.user-mention, .user-group-mention, .topic-mention'

/** The reader's own name, a group they are in, and everybody are lit; those who are only named are not. */
export function markMentions(root: HTMLElement, reader: Reader): void {
  for (const mention of root.querySelectorAll<HTMLElement>(KINDS)) {
    mention.classList.add(styles.mention ?? '')
    if (!mention.classList.contains('silent') && isMe(mention, reader)) mention.classList.add(styles.you ?? '')
  }
}

function isMe({ dataset }: HTMLElement, { me, groups }: Reader): boolean {
  const { userId, userGroupId } = dataset
  if (userGroupId !== undefined) return groups.get(Number(userGroupId))?.members.has(me) === true
  return userId === String(me) || userId === '*'
}
