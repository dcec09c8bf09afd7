/** The variable of every dashboard that says which Prometheus is asked. */
export const dataSource = { type: 'prometheus', uid: '${DS}' }
