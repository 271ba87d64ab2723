/** SQL: that the organization is not closed. While it is, all jobs rest: neither what is due nor when counts. */
export const IS_OPEN = 'not exists (select from organization where deactivated_at is not null)'
