export const times = 'times'
