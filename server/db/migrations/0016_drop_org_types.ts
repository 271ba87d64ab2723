/** Kinds of organizations that could be chosen, and that no client knows: as if nothing had been said. */
export const up = `
update organization set settings = settings - 'org_type' where settings->>'org_type' in ('110', '120');
`
