/** Fields of connections whose values are kept as sealed secrets. */
export const secretKeyField = 'secretAccessKey'
