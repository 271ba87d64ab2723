export function joinLink(origin: string, token: string): string {
  return `${origin}/join/${token}`
}
