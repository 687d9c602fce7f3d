export const total = (values) => values.reduce((sum, value) => sum + value, 0)
