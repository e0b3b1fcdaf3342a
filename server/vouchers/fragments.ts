/** SQL on the tables of vouchers/ for statements of rooms above that span several rooms. */

/**
 * Of the voucher whose bearer has this number, an expression: policy, devices, and until when it is good (seconds since
 * 1970), as an array; null: a resident's number.
 */
export const termsOf = (id: string): string =>
  `(select array[terms.policy_id, terms.devices, floor(extract(epoch from
       case when bearing.revoked_at is null then bearing.ends_at else least(bearing.ends_at, bearing.revoked_at) end))]::float8[]
    from vouchers as bearing join voucher_batches as terms on terms.id = bearing.batch_id
    where bearing.bearer_id = ${id})`

/** The policy of each bearer. */
export const bearersPolicies = `(select borne.bearer_id, batch.policy_id
  from vouchers as borne join voucher_batches as batch on batch.id = borne.batch_id where borne.bearer_id is not null)`
